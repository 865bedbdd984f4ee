#include <doctest/doctest.h>

#include "digitnet/error.hpp"
#include "digitnet/model_file.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

std::string error_of(const std::string& json) {
  try {
    static_cast<void>(parse_architecture(json, "arch.json"));
  } catch (const FormatError& error) {
    return error.what();
  }
  return "none";
}

std::string with_layer(const std::string& layer) {
  return R"({"input":[28,28,1],"layers":[{"type":"relu"},)" + layer + "]}";
}

}  // namespace

TEST_CASE("an architecture is JSON that a person would write") {
  CHECK(to_json({{28, 28, 1}, {Conv{.filters = 8}, Dropout{0.3f}, Dense{10}, Softmax{}}}) ==
        R"({"input":[28,28,1],"layers":[{"type":"conv","filters":8,"kernel":3,"stride":1,"padding":"valid",)"
        R"("init":"glorot"},{"type":"dropout","rate":0.3},{"type":"dense","units":10,"init":"glorot"},)"
        R"({"type":"softmax"}]})");
}

TEST_CASE("every layer with every field comes back from JSON") {
  const Architecture architecture{{20, 24, 3},
                                  {Conv{7, 5, 2, Padding::same, Init::he}, BatchNorm{0.9f, 1e-5f}, Relu{},
                                   MaxPool{3, 2}, Dropout{0.1f}, Dense{12, Init::he}, Softmax{}}};
  const Architecture back = parse_architecture(to_json(architecture), "it");
  CHECK(back.input == architecture.input);
  CHECK(back.layers == architecture.layers);
}

TEST_CASE("a field that is not named has its default") {
  const Architecture architecture = parse_architecture(with_layer(R"({"type":"conv","filters":4})"), "it");
  CHECK(architecture.layers[1] == Layer(Conv{.filters = 4}));
}

TEST_CASE("an architecture's errors name the place") {
  CHECK(error_of("{") == "arch.json: the architecture is no JSON: error at byte 2");
  CHECK(error_of("[]") == "arch.json: expected the whole to be a JSON object, found []");
  CHECK(error_of(R"({"layers":[]})") == "arch.json: input is missing");
  CHECK(error_of(R"({"input":[28,28],"layers":[]})") ==
        "arch.json: expected input to be three integers from 1 to 65536: height, width, channels, found [28,28]");
  CHECK(error_of(R"({"input":[1,1,1],"layers":[]})") ==
        "arch.json: expected layers to be a list of 1 to 1000 layers, found []");
  CHECK(error_of(R"({"input":[1,1,1],"layers":[{"type":"relu"}],"extra":1})") == "arch.json: extra is not known here");
  CHECK(error_of(with_layer("3")) == "arch.json: expected layers[1] to be a JSON object, found 3");
  CHECK(error_of(with_layer("{}")) == "arch.json: layers[1].type is missing");
  CHECK(error_of(with_layer(R"({"type":"lstm"})")) ==
        R"(arch.json: expected layers[1].type to be the name of a layer, found "lstm")");
  CHECK(error_of(with_layer(R"({"type":"conv","kernel":"3"})")) ==
        R"(arch.json: expected layers[1].kernel to be an integer, found "3")");
  CHECK(error_of(with_layer(R"({"type":"conv","kernel":2.5})")) ==
        "arch.json: expected layers[1].kernel to be an integer, found 2.5");
  CHECK(error_of(with_layer(R"({"type":"conv","filters":99999999999})")) ==
        "arch.json: expected layers[1].filters to be an integer of 32 bits, found 99999999999");
  CHECK(error_of(with_layer(R"({"type":"conv","kernels":3})")) == "arch.json: layers[1].kernels is not known here");
  CHECK(error_of(with_layer(R"({"type":"conv","padding":"full"})")) ==
        R"(arch.json: expected layers[1].padding to be "valid" or "same", found "full")");
  CHECK(error_of(with_layer(R"({"type":"dense","units":5,"units":6})")) ==
        R"(arch.json: the architecture has the key "units" twice)");
  CHECK(error_of(with_layer(R"({"type":"conv","kernel":99})")).starts_with("arch.json: layers[1]: "));
  CHECK(error_of(with_layer(R"({"type":"dropout","rate":1.5})")).starts_with("arch.json: layers[1]: "));
}

TEST_CASE("JSON nested without end is refused") {
  CHECK(error_of(std::string(100000, '[')) == "arch.json: the architecture is nested deeper than 8");
}

TEST_CASE("an architecture is loaded from a file") {
  const TemporaryFolder folder;
  write_text(folder.path() / "arch.json", with_layer(R"({"type":"dense","units":3})"));
  CHECK(load_architecture(folder.path() / "arch.json").layers.size() == 2);
  CHECK_THROWS_AS(static_cast<void>(load_architecture(folder.path() / "none")), FileError);
}
