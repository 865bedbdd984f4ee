// benchmarks/recognition/measure.py on a handful of pictures.

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "digitnet/idx.hpp"
#include "digitnet/model_file.hpp"
#include "formats/temporary_folder.hpp"
#include "support/digit_glyphs.hpp"
#include "support/process.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

namespace fs = std::filesystem;

void save_glyphs(const fs::path& folder, const std::string& images, const std::string& labels) {
  fs::create_directories(folder);
  const LabelledGlyphs glyphs = draw_glyphs(30, 4);
  save_idx({{30, 28, 28}, glyphs.pixels}, folder / images);
  save_idx({{30}, glyphs.labels}, folder / labels);
}

/// Everything that measure.py can measure, but tiny; and a model that says 7 whatever it sees.
void make_sets(const fs::path& folder) {
  save_glyphs(folder / "mnist", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");
  for (const char* name : {"cvl-valid", "nondigits"})
    save_glyphs(folder / "data" / name, "images-idx3-ubyte.gz", "labels-idx1-ubyte.gz");
  fs::remove(folder / "data" / "nondigits" / "labels-idx1-ubyte.gz");
  std::ofstream names(folder / "data" / "nondigits" / "names.txt");
  for (int i = 0; i < 30; ++i) names << "slash-" << 740 + i << ".png\n";
  fs::create_directories(folder / "data" / "unipen-strings-dev" / "lines");
  for (const char* name : {"7_1.png", "12_2.png"})
    fs::copy(fs::path(DIGITNET_SOURCE_DIR) / "data/samples/3-dark-screen.png",
             folder / "data" / "unipen-strings-dev" / "lines" / name);
  Model model({28, 28, 1}, {Dense{10}, Softmax{}});
  std::ranges::fill(model.parameters(), 0.0f);
  model.parameters()[784 * 10 + 7] = 5;
  save(model, folder / "sevens.safetensors");
}

ProcessResult measure(const fs::path& folder, std::vector<std::string> words) {
  const std::vector<std::string> start{DIGITNET_PYTHON, DIGITNET_SOURCE_DIR "/benchmarks/recognition/measure.py",
                                       "--program",     DIGITNET_PROGRAMS "/digitnet",
                                       "--model",       folder / "sevens.safetensors",
                                       "--mnist",       folder / "mnist",
                                       "--data",        folder / "data",
                                       "--fashion",     folder / "mnist"};
  words.insert(words.begin(), start.begin(), start.end());
  ProcessOptions options;
  options.environment = {{"OMP_WAIT_POLICY", "passive"}, {"PYTHONDONTWRITEBYTECODE", "1"}};
  return run_process(words, options);
}

bool has_row(const std::string& table, const std::string& start) {
  return table.find("\n| " + start) != std::string::npos;
}

}  // namespace

TEST_CASE("measure.py measures every set that is there, with the answers of the model it was given") {
  const TemporaryFolder folder;
  make_sets(folder.path());
  const fs::path table = folder.path() / "table.md";
  const auto result = measure(folder.path(), {"--part", "digits", "written", "composed", "rejection", "size",
                                              "--numbers", "3", "--output", table});
  INFO(result.err);
  REQUIRE(result.exit_code == 0);
  const LabelledGlyphs glyphs = draw_glyphs(30, 4);
  const auto sevens = std::ranges::count(glyphs.labels, 7);
  for (const char* name : {"mnist", "cvl-valid"}) {
    CAPTURE(name);
    CHECK(has_row(result.out, std::string(name) + ": read right | " +
                                  std::to_string(100.0 * static_cast<double>(sevens) / 30).substr(0, 4)));
    CHECK(has_row(result.out, std::string(name) + ": error with 9 % refused | "));
  }
  CHECK(has_row(result.out, "lines: every digit right | 50.00 % of 2 |"));
  CHECK(has_row(result.out, "composed numbers, digits 20 pixels high: number right | "));
  // What is always equally sure refuses nothing.
  CHECK(has_row(result.out, "nondigits: refused there | 0.00 % of 20 |"));  // without those numbered below 750
  CHECK(has_row(result.out, "fashion-mnist: refused there | 0.00 % of 30 |"));
  CHECK(has_row(result.out, "model file | 0.03 MiB |"));
  std::ifstream file(table, std::ios::binary);
  CHECK(std::string(std::istreambuf_iterator<char>(file), {}) == result.out);
}

TEST_CASE("measure.py times a digit, a photo and a folder") {
  const TemporaryFolder folder;
  make_sets(folder.path());
  const auto result =
      measure(folder.path(), {"--part", "speed", "--most", "20", "--repeats", "1", "--seconds", "0.01"});
  INFO(result.err);
  CHECK(result.exit_code == 0);
  CHECK(has_row(result.out, "one digit on one core | "));
  CHECK(has_row(result.out, "pictures of one digit in a folder, on 2 cores | "));
}

TEST_CASE("measure.py says what it lacks") {
  const TemporaryFolder folder;
  make_sets(folder.path());
  fs::remove_all(folder.path() / "mnist");
  const auto result = measure(folder.path(), {});
  CHECK(result.exit_code == 2);
  CHECK(result.err.find("--mnist: no t10k-images-idx3-ubyte in ") != std::string::npos);
}
