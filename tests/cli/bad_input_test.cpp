#include <doctest/doctest.h>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb/stb_image_write.h>

#include <filesystem>

#include "cli/bench.hpp"
#include "digitnet/idx.hpp"
#include "digitnet/model_file.hpp"
#include "support/digit_glyphs.hpp"
#include "support/pictures.hpp"

using namespace digitnet::test;

namespace {

// One line, exit code 2, nothing on standard output.
void check_refused(const ProcessResult& result, const std::string& mentions) {
  CAPTURE(result.err);
  CHECK(result.exit_code == 2);
  CHECK(result.out.empty());
  CHECK(is_one_error_line(result.err));
  CHECK(result.err.find(mentions) != std::string::npos);
}

}  // namespace

TEST_CASE("a picture that is none is one clear line and exit code 2") {
  const Bench bench;
  const std::string model = bench.make_model();
  const auto refuse = [&](const std::string& picture) {
    check_refused(bench.run({"predict", "--model", model, picture}), std::filesystem::path(picture).filename());
  };
  refuse(bench.write("text.png", "I am a text file.\n"));
  refuse(bench.write("empty.png", ""));
  refuse(bench.path("missing.png"));
  std::filesystem::create_directories(bench.path("folder.png"));
  refuse(bench.path("folder.png"));
  const std::string jpeg = bench.path("cut.jpg");
  const std::string picture = to_pgm(draw_digit(5));
  REQUIRE(stbi_write_jpg(jpeg.c_str(), 90, 110, 1, picture.data() + picture.size() - 90 * 110, 90) != 0);
  CHECK(bench.run({"predict", "--model", model, jpeg}).exit_code == 0);
  std::filesystem::resize_file(jpeg, std::filesystem::file_size(jpeg) / 2);
  refuse(jpeg);
}

TEST_CASE("a model that is none, of another version or for other images is refused") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string picture = bench.make_picture("a.pgm", 1);
  const auto refuse = [&](const std::string& path, const std::string& mentions) {
    check_refused(bench.run({"predict", "--model", path, picture}), mentions);
  };
  refuse(bench.path("none.safetensors"), "none.safetensors");
  refuse(bench.write("text.safetensors", "not a model at all"), "text.safetensors");
  const std::string bytes = bench.read("model.safetensors");
  refuse(bench.write("cut.safetensors", bytes.substr(0, bytes.size() / 2)), "cut.safetensors");
  std::string newer = bytes;
  const std::size_t version = newer.find("\"digitnet.format\":\"1\"");
  REQUIRE(version != std::string::npos);
  newer[version + 19] = '9';
  refuse(bench.write("newer.safetensors", newer), "newer.safetensors");
  digitnet::save(digitnet::Model({20, 20, 1}, {digitnet::Dense{10}, digitnet::Softmax{}}), bench.path("other"));
  refuse(bench.path("other"), "20x20x1");
  check_refused(bench.run({"evaluate", bench.path("other"), "--data", bench.path("idx")}), "20x20x1");
}

TEST_CASE("labels that do not match the images are refused") {
  const Bench bench;
  const std::string model = bench.make_model();
  const LabelledGlyphs glyphs = draw_glyphs(10, 3);
  const std::string images = bench.path("images");
  const std::string labels = bench.path("labels");
  digitnet::save_idx({{10, 28, 28}, glyphs.pixels}, images);
  digitnet::save_idx({{9}, {1, 2, 3, 4, 5, 6, 7, 8, 9}}, labels);
  check_refused(bench.run({"evaluate", model, "--images", images, "--labels", labels}), "9");
  check_refused(bench.run({"evaluate", model, "--images", images}), "--labels");
  digitnet::save_idx({{10}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 37}}, labels);
  check_refused(bench.run({"evaluate", model, "--images", images, "--labels", labels}),
                "the model tells 10 classes apart, the data has 38");
}

TEST_CASE("training refuses a wrong setting before it begins, and names it") {
  const Bench bench;
  bench.make_idx_folder("idx");
  const std::vector<std::vector<std::string>> wrong{{"--epochs", "0"},
                                                    {"--learning-rate", "-0.1"},
                                                    {"--learning-rate", "nan"},
                                                    {"--learning-rate", "1e-50"},
                                                    {"--learning-rate", "1e39"},
                                                    {"--nesterov"},
                                                    {"--validation-split", "1"},
                                                    {"--validation-split", "-0.5"},
                                                    {"--batch-size", "0"},
                                                    {"--threads", "-2"},
                                                    {"--optimizer", "adagrad"},
                                                    {"--schedule", "zigzag"},
                                                    {"--momentum", "0.9"},
                                                    {"--label-smoothing", "1"},
                                                    {"--ema", "1"},
                                                    {"--early-stop", "-1"},
                                                    {"--warmup", "-1"},
                                                    {"--arch", "resnet"},
                                                    {"--history", bench.path("h.txt")},
                                                    {"--plot", bench.path("no/folder.svg")}};
  for (const auto& option : wrong) {
    CAPTURE(option[0]);
    std::vector<std::string> words{"train", "--data", bench.path("idx"), "-o", bench.path("m")};
    words.insert(words.end(), option.begin(), option.end());
    check_refused(bench.run(words), option[0]);
    CHECK_FALSE(bench.exists("m"));
  }
  check_refused(bench.run({"train", "--arch", "resnet", "-o", bench.path("m")}), "seed, report, notebook, normalized");
}

TEST_CASE("training refuses a place that cannot take the model before it begins") {
  const Bench bench;
  bench.make_idx_folder("idx");
  for (const std::string& output : {bench.path("no/such/folder/m"), bench.path("idx"), std::string("/dev/null")}) {
    check_refused(bench.run({"train", "--data", bench.path("idx"), "-o", output}), "--output");
  }
}

TEST_CASE("training refuses to write over what it reads, or two outputs to one file, and names both options") {
  namespace fs = std::filesystem;
  const Bench bench;
  bench.make_idx_folder("idx");
  const std::string arch = bench.make_architecture();
  const auto refuse = [&](const std::string& output, const std::vector<std::string>& options,
                          const std::string& mentions) {
    std::vector<std::string> words{"train", "--data", bench.path("idx"), "--arch", arch, "-o", bench.path(output)};
    words.insert(words.end(), options.begin(), options.end());
    check_refused(bench.run(words), mentions);
  };
  const std::string before = bench.read("tiny.json");
  fs::create_directory_symlink(bench.path(), bench.path("link"));
  refuse("tiny.json", {}, "--output and --arch: ");
  refuse("link/tiny.json", {}, "--output and --arch: ");
  CHECK(bench.read("tiny.json") == before);
  refuse("idx/train-labels-idx1-ubyte", {}, "--output and --data: ");
  refuse("idx/../idx/t10k-images-idx3-ubyte.gz", {}, "--output and --data: ");
  refuse("h.csv", {"--history", bench.path("h.csv")}, "--history and --output: ");
  refuse("s.svg", {"--plot", bench.path("link/s.svg")}, "--plot and --output: ");
  refuse("m", {"--history", bench.path("b"), "--plot", bench.path("b")}, "--plot and --history: ");
  refuse("folder", {"--checkpoint", bench.path("folder")}, "--output and --checkpoint: ");
  refuse("folder", {"--checkpoint", bench.path("folder/")}, "--output and --checkpoint: ");
  fs::create_directories(bench.path("run"));
  refuse("run/checkpoint.safetensors", {"--checkpoint", bench.path("run")}, "--output and --checkpoint: ");
  refuse("m", {"--plot", bench.path("p.png")}, ".svg");
  CHECK_FALSE(bench.exists("m"));
}

TEST_CASE("a picture of the data is not overwritten, and a model may be trained on in its place") {
  const Bench bench;
  const std::string model = bench.make_model();
  const std::string picture = bench.make_picture("pictures/3/a.pgm", 3);
  check_refused(bench.run({"train", "--data", bench.path("pictures"), "-o", picture}), "--output and --data: ");
  const auto again = bench.run({"train", "--data", bench.path("idx"), "--arch", bench.path("tiny.json"), "--epochs",
                                "1", "--init", model, "-o", model});
  INFO(again.err);
  CHECK(again.exit_code == 0);
}

TEST_CASE("a report does not take the place of what is evaluated") {
  const Bench bench;
  const std::string model = bench.make_model();
  const auto refuse = [&](const std::string& report, const std::string& mentions) {
    check_refused(bench.run({"evaluate", model, "--data", bench.path("idx"), "--report", report}), mentions);
  };
  refuse(model, "--report and MODEL: ");
  refuse(bench.path("r.txt"), ".html");
  CHECK(bench.run({"summary", model}).exit_code == 0);
}

TEST_CASE("training refuses a place that cannot take checkpoints before it begins") {
  const Bench bench;
  bench.make_idx_folder("idx");
  const std::string file = bench.write("file", "");
  for (const std::string& folder : {file, file + "/run", std::string("/proc/none/run")}) {
    check_refused(bench.run({"train", "--data", bench.path("idx"), "-o", bench.path("m"), "--checkpoint", folder}),
                  "--checkpoint: ");
  }
}

TEST_CASE("data that is not there is refused with advice") {
  const Bench bench;
  const std::string model = bench.path("m");
  check_refused(bench.run({"train", "--data", bench.path("nowhere"), "-o", model}), "nowhere");
  check_refused(bench.run({"train", "-o", model}), "digitnet fetch mnist");
  std::filesystem::create_directories(bench.path("hollow"));
  check_refused(bench.run({"train", "--data", bench.path("hollow"), "-o", model}), "hollow");
  bench.make_idx_folder("cut");
  std::filesystem::resize_file(bench.path("cut/train-images-idx3-ubyte"), 1000);
  check_refused(bench.run({"train", "--data", bench.path("cut"), "-o", model}), "train-images-idx3-ubyte");
}
