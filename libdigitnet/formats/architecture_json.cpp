#include <fmt/format.h>

#include <sstream>
#include <string>
#include <type_traits>

#include "digitnet/error.hpp"
#include "digitnet/model_file.hpp"
#include "formats/file.hpp"
#include "formats/strict_json.hpp"

namespace digitnet {
namespace {

constexpr std::size_t kMostLayers = 1000;
constexpr std::uint64_t kLargestFile_bytes = 1 << 20;

/// The shortest decimal that reads back as `value`: 0.3 and not 0.30000001192092896.
Json float_to_json(float value) {
  std::istringstream text(fmt::format("{}", value));
  text.imbue(std::locale::classic());
  double decimal = 0;
  text >> decimal;
  return number_to_json(static_cast<float>(decimal) == value ? decimal : static_cast<double>(value));
}

const char* name_of(Padding padding) {
  return padding == Padding::same ? "same" : "valid";
}
const char* name_of(Init init) {
  return init == Init::he ? "he" : "glorot";
}

void write_fields(const Conv& conv, Json& json) {
  json["filters"] = conv.filters;
  json["kernel"] = conv.kernel;
  json["stride"] = conv.stride;
  json["padding"] = name_of(conv.padding);
  json["init"] = name_of(conv.init);
}
void write_fields(const MaxPool& pool, Json& json) {
  json["window"] = pool.window;
  json["stride"] = pool.stride;
}
void write_fields(const Dropout& dropout, Json& json) {
  json["rate"] = float_to_json(dropout.rate);
}
void write_fields(const Dense& dense, Json& json) {
  json["units"] = dense.units;
  json["init"] = name_of(dense.init);
}
void write_fields(const BatchNorm& norm, Json& json) {
  json["momentum"] = float_to_json(norm.momentum);
  json["epsilon"] = float_to_json(norm.epsilon);
}
void write_fields(const Relu&, Json&) {}
void write_fields(const Softmax&, Json&) {}

/// A field keeps its default when the JSON does not name it.
void read(ObjectReader& from, const char* key, int& field) {
  if (from.has(key)) field = from.integer(key);
}
void read(ObjectReader& from, const char* key, float& field) {
  if (from.has(key)) field = static_cast<float>(from.number(key));
}
void read(ObjectReader& from, const char* key, Padding& field) {
  if (!from.has(key)) return;
  const std::string value = from.string(key);
  if (value != "valid" && value != "same") from.fail(key, R"("valid" or "same")");
  field = value == "same" ? Padding::same : Padding::valid;
}
void read(ObjectReader& from, const char* key, Init& field) {
  if (!from.has(key)) return;
  const std::string value = from.string(key);
  if (value != "glorot" && value != "he") from.fail(key, R"("glorot" or "he")");
  field = value == "he" ? Init::he : Init::glorot;
}

void read_fields(ObjectReader& from, Conv& conv) {
  read(from, "filters", conv.filters);
  read(from, "kernel", conv.kernel);
  read(from, "stride", conv.stride);
  read(from, "padding", conv.padding);
  read(from, "init", conv.init);
}
void read_fields(ObjectReader& from, MaxPool& pool) {
  read(from, "window", pool.window);
  read(from, "stride", pool.stride);
}
void read_fields(ObjectReader& from, Dropout& dropout) {
  read(from, "rate", dropout.rate);
}
void read_fields(ObjectReader& from, Dense& dense) {
  read(from, "units", dense.units);
  read(from, "init", dense.init);
}
void read_fields(ObjectReader& from, BatchNorm& norm) {
  read(from, "momentum", norm.momentum);
  read(from, "epsilon", norm.epsilon);
}
void read_fields(ObjectReader&, Relu&) {}
void read_fields(ObjectReader&, Softmax&) {}

/// A layer of the given type with its default fields; false when the type is not the name of layer kind `I` or later.
template <std::size_t I = 0>
bool make_layer(const std::string& type, Layer& layer) {
  if constexpr (I < std::variant_size_v<Layer>) {
    const std::variant_alternative_t<I, Layer> candidate;
    if (name(candidate) != type) return make_layer<I + 1>(type, layer);
    layer = candidate;
    return true;
  }
  return false;
}

Layer read_layer(const ParsedJson& json, const std::string& name, const std::string& place) {
  ObjectReader from(json, name, place);
  Layer layer;
  if (!make_layer(from.string("type"), layer)) from.fail("type", "the name of a layer");
  std::visit([&](auto& fields) { read_fields(from, fields); }, layer);
  from.expect_no_others();
  return layer;
}

Shape read_shape(ObjectReader& from) {
  const ParsedJson& json = from.member("input");
  const auto is_extent = [](const ParsedJson& extent) {
    return extent.is_number_integer() && extent.get<double>() >= 1 && extent.get<double>() <= 65536;
  };
  if (!json.is_array() || json.size() != 3 || !std::ranges::all_of(json, is_extent)) {
    from.fail("input", "three integers from 1 to 65536: height, width, channels");
  }
  return {json[0].get<int>(), json[1].get<int>(), json[2].get<int>()};
}

/// Carries the input's shape through the layers, so that an impossible one is found here with its place.
void check_shapes(const Architecture& architecture, const std::string& name) {
  Shape shape = architecture.input;
  for (std::size_t i = 0; i < architecture.layers.size(); ++i) {
    try {
      shape = output_shape(architecture.layers[i], shape);
    } catch (const Error& error) {
      throw FormatError(fmt::format("{}: layers[{}]: {}", name, i, error.what()));
    }
  }
}

}  // namespace

std::string to_json(const Architecture& architecture) {
  Json json;
  json["input"] = architecture.input.extents();
  json["layers"] = Json::array();
  for (const Layer& layer : architecture.layers) {
    Json fields;
    fields["type"] = name(layer);
    std::visit([&](const auto& kind) { write_fields(kind, fields); }, layer);
    json["layers"].push_back(std::move(fields));
  }
  return json.dump();
}

Architecture parse_architecture(const std::string& json, const std::string& name) {
  const ParsedJson parsed = parse_strict_json(json, name, "the architecture");
  ObjectReader from(parsed, name, "");
  Architecture architecture;
  architecture.input = read_shape(from);
  const ParsedJson& layers = from.member("layers");
  if (!layers.is_array() || layers.empty() || layers.size() > kMostLayers) {
    from.fail("layers", fmt::format("a list of 1 to {} layers", kMostLayers));
  }
  from.expect_no_others();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    architecture.layers.push_back(read_layer(layers[i], name, fmt::format("layers[{}]", i)));
  }
  check_shapes(architecture, name);
  return architecture;
}

Architecture load_architecture(const std::filesystem::path& path) {
  const auto bytes = read_file(path, kLargestFile_bytes);
  return parse_architecture(std::string(bytes.begin(), bytes.end()), path.string());
}

}  // namespace digitnet
