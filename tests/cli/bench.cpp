#include "cli/bench.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "digitnet/idx.hpp"
#include "digitnet/model_file.hpp"
#include "support/digit_glyphs.hpp"
#include "support/pictures.hpp"

namespace digitnet::test {

namespace fs = std::filesystem;

Bench::Bench() {
  std::string name = (fs::temp_directory_path() / "digitnet-cli-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) {
    throw std::runtime_error("no temporary folder");
  }
  folder_ = name;
  fs::create_directories(folder_ / "tmp");
  fs::create_directories(folder_ / "data");
}

Bench::~Bench() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string Bench::path(const std::string& name) const {
  return (folder_ / name).string();
}

std::string Bench::write(const std::string& name, const std::string& bytes) const {
  fs::create_directories(fs::path(path(name)).parent_path());
  std::ofstream(path(name), std::ios::binary) << bytes;
  return path(name);
}

std::string Bench::read(const std::string& name) const {
  std::ifstream file(path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

bool Bench::exists(const std::string& name) const {
  return fs::exists(path(name));
}

std::vector<std::string> Bench::command(std::vector<std::string> words) const {
  words.insert(words.begin(), DIGITNET_COMMAND);
  return words;
}

ProcessOptions Bench::options() const {
  ProcessOptions options;
  // Threads that wait without spinning: on a busy machine these small models else wait more than they compute.
  options.environment = {{"DIGITNET_DATA", path("data")}, {"TMPDIR", path("tmp")}, {"OMP_WAIT_POLICY", "passive"}};
  return options;
}

ProcessResult Bench::run(std::vector<std::string> words) const {
  return run(std::move(words), options());
}

ProcessResult Bench::run(std::vector<std::string> words, const ProcessOptions& options) const {
  ProcessResult result = run_process(command(std::move(words)), options);
  CHECK(result.signal == 0);
  CHECK_FALSE(result.timed_out);
  return result;
}

std::string Bench::make_idx_folder(const std::string& name, int train_images) const {
  fs::create_directories(path(name));
  const auto save_part = [&](const std::string& part, int images, unsigned seed) {
    const LabelledGlyphs glyphs = draw_glyphs(images, seed);
    save_idx({{images, 28, 28}, glyphs.pixels}, path(name + "/" + part + "-images-idx3-ubyte"));
    save_idx({{images}, glyphs.labels}, path(name + "/" + part + "-labels-idx1-ubyte"));
  };
  save_part("train", train_images, 1);
  save_part("t10k", 100, 2);
  return path(name);
}

std::string Bench::make_architecture() const {
  const Architecture tiny{{28, 28, 1}, {Conv{.filters = 4}, Relu{}, MaxPool{}, Dropout{0.1f}, Dense{10}, Softmax{}}};
  return write("tiny.json", to_json(tiny));
}

std::string Bench::make_model(const std::string& name) const {
  const ProcessResult result =
      run({"train", "--data", make_idx_folder("idx"), "--arch", make_architecture(), "--epochs", "8", "--batch-size",
           "32", "--learning-rate", "0.01", "--threads", "2", "-o", path(name)});
  INFO(result.err);
  CHECK(result.exit_code == 0);
  return path(name);
}

std::string Bench::make_picture(const std::string& name, int digit) const {
  return write(name, to_pgm(draw_digit(digit)));
}

bool is_one_error_line(const std::string& text) {
  return text.starts_with("digitnet: ") && std::count(text.begin(), text.end(), '\n') == 1 && text.back() == '\n';
}

}  // namespace digitnet::test
