#include "digitnet/model_file.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "digitnet/error.hpp"
#include "formats/model_tensors.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

Model small_model() {
  return {{5, 5, 1}, {Conv{.filters = 2}, BatchNorm{}, Relu{}, Dropout{0.1f}, Dense{3}, Softmax{}}, 7};
}

TrainingRecord small_record() {
  EpochRecord epoch{1, 0.1, 1.0 / 3, 2e-300, 0.9, 0.001, 12.5};
  EpochRecord last{2, std::numeric_limits<double>::infinity(), 0, std::nullopt, std::nullopt, 1e-3, 0};
  return {R"({"data":"mnist \"x\"","seed":1})", {epoch, last}};
}

Bytes bytes_of(const Model& model, const TrainingRecord& record = {}) {
  const TemporaryFolder folder;
  save(model, folder.path() / "model.safetensors", record);
  return read_all(folder.path() / "model.safetensors");
}

std::string error_of(const Bytes& bytes) {
  try {
    static_cast<void>(parse_model(bytes, "it"));
  } catch (const FormatError& error) {
    return error.what();
  }
  return "none";
}

/// A model file with other metadata or tensors than save() would write, but with a checksum that holds.
Bytes forge(const Metadata& metadata, const std::vector<NamedTensor>& tensors) {
  const TemporaryFolder folder;
  write_safetensors(folder.path() / "forged", metadata, tensors, 1 << 20);
  return read_all(folder.path() / "forged");
}

Metadata metadata_of_model(const Model& model) {
  Metadata metadata = describe_file(kModelKind, model);
  metadata.emplace_back("digitnet.training.options", "");
  metadata.emplace_back("digitnet.training.history", "[]");
  return metadata;
}

}  // namespace

TEST_CASE("a model and its record come back from a file with the same bits") {
  const Model model = small_model();
  const ModelFile back = parse_model(bytes_of(model, small_record()), "it");
  CHECK(back.model.layers() == model.layers());
  CHECK(back.model.input_shape() == model.input_shape());
  CHECK(std::ranges::equal(back.model.parameters(), model.parameters()));
  CHECK(std::ranges::equal(back.model.statistics(), model.statistics()));
  CHECK(back.record == small_record());
}

TEST_CASE("the same model gives the same file") {
  CHECK(bytes_of(small_model()) == bytes_of(small_model()));
}

TEST_CASE("every truncation of a model file is an error") {
  const Bytes whole = bytes_of(small_model(), small_record());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(static_cast<void>(parse_model(std::span(whole).first(size), "cut")), FormatError);
  }
  Bytes longer = whole;
  longer.push_back(' ');
  CHECK_THROWS_AS(static_cast<void>(parse_model(longer, "long")), FormatError);
}

TEST_CASE("every changed byte of a model file is an error") {
  Bytes bytes = bytes_of(small_model(), small_record());
  // 0x20 changes the case of letters, the checksum's own among them.
  for (const int flip : {0x01, 0x20, 0x80, 0xff}) {
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      const std::uint8_t before = bytes[at];
      bytes[at] = static_cast<std::uint8_t>(before ^ flip);
      CAPTURE(at);
      CAPTURE(flip);
      CHECK_THROWS_AS(static_cast<void>(parse_model(bytes, "changed")), FormatError);
      bytes[at] = before;
    }
  }
  CHECK(error_of(bytes) == "none");
}

TEST_CASE("a file of another version, kind or program says so") {
  const Model model = small_model();
  const auto tensors = model_tensors(model);
  Metadata metadata = metadata_of_model(model);
  metadata[0].second = std::string("2");  // g++ 12 warns of an overlap in = "2"
  CHECK(error_of(forge(metadata, tensors)) == "it: this file is of version 2; this program reads version 1");
  metadata = metadata_of_model(model);
  metadata[1].second = kCheckpointKind;
  CHECK(error_of(forge(metadata, tensors)) == "it: expected a model, found a checkpoint");
  CHECK(error_of(forge({{"format", "pt"}}, tensors)) == "it: it is no digitnet model (it has no digitnet.format)");
}

TEST_CASE("a tensor that is missing, too many, of another shape or not finite is named") {
  const Model model = small_model();
  const Metadata metadata = metadata_of_model(model);
  auto tensors = model_tensors(model);
  tensors.pop_back();
  CHECK(error_of(forge(metadata, tensors)) == "it: the tensor 4.dense.bias is missing");

  tensors = model_tensors(model);
  tensors[0].shape = Shape{9, 2};
  CHECK(error_of(forge(metadata, tensors)) == "it: expected the tensor 0.conv.weight to be 3x3x1x2, found 9x2");

  tensors = model_tensors(model);
  tensors.push_back({"extra", tensors[0].shape, tensors[0].values});
  CHECK(error_of(forge(metadata, tensors)) == "it: expected the 8 tensors of its architecture, found 9");

  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity()}) {
    Model broken = small_model();
    broken.values(broken.parameter_infos()[1])[1] = bad;
    CHECK(error_of(forge(metadata, model_tensors(broken))) ==
          "it: the tensor 0.conv.bias holds a number that is not finite");
  }
}

TEST_CASE("a variance below 0 is named, but for the rounding of a channel that never changes") {
  Model model = small_model();
  const auto variances = model.values(model.parameter_infos()[5]);
  for (const float bad : {-1.0f, -1e-6f}) {
    variances[1] = bad;
    CHECK(error_of(forge(metadata_of_model(model), model_tensors(model))) ==
          "it: the tensor 1.batch_norm.variance holds a variance below 0");
  }
  for (const float good : {0.0f, -0.0f, -1e-10f}) {
    variances[1] = good;
    CHECK(error_of(bytes_of(model)) == "none");
  }
}

TEST_CASE("a model that could not be read back is not saved, and the file that was there stays") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "model.safetensors";
  save(small_model(), path);
  const Bytes before = read_all(path);
  const auto check_refused = [&](std::size_t info, float bad, const char* expected) {
    Model broken = small_model();
    broken.values(broken.parameter_infos()[info]).back() = bad;
    CHECK_THROWS_WITH_AS(save(broken, path), ("cannot write " + path.string() + expected).c_str(), NumericError);
    CHECK(read_all(path) == before);
    CHECK_THROWS_AS(save(broken, folder.path() / "new"), NumericError);
    CHECK(!std::filesystem::exists(folder.path() / "new"));
  };
  check_refused(0, std::numeric_limits<float>::quiet_NaN(),
                ": the tensor 0.conv.weight holds a number that is not finite");
  check_refused(4, std::numeric_limits<float>::infinity(),
                ": the tensor 1.batch_norm.mean holds a number that is not finite");
  check_refused(5, -1, ": the tensor 1.batch_norm.variance holds a variance below 0");

  const TrainingRecord endless{std::string(5'000'000, 'x'), {}};
  CHECK_THROWS_WITH_AS(save(small_model(), path, endless),
                       ("cannot write " + path.string() + ": its header would be longer than 4194304 bytes").c_str(),
                       FileError);
  CHECK(read_all(path) == before);
}

TEST_CASE("an architecture that would need far more memory than the file has is refused before it is built") {
  const Model model = small_model();
  Metadata metadata = metadata_of_model(model);
  metadata[2].second = R"({"input":[5,5,1],"layers":[{"type":"dense","units":1000000},{"type":"softmax"}]})";
  CHECK(error_of(forge(metadata, model_tensors(model))) == "it: the tensor 0.dense.weight is missing");
}

TEST_CASE("a model that cannot be saved or loaded is a FileError") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(save(small_model(), folder.path()), FileError);
  CHECK_THROWS_AS(static_cast<void>(load_model(folder.path() / "none")), FileError);
  write_text(folder.path() / "empty", "");
  CHECK_THROWS_AS(static_cast<void>(load_model(folder.path() / "empty")), FormatError);
}
