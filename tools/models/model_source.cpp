#include "model_source.hpp"

#include "digitnet/error.hpp"
#include "shipped_model.hpp"

namespace digitnet::cli {

ModelFile load_model_source(const std::string& name) {
  if (name != kShippedModel) {
    return load_model_file(name);
  }
  if (shipped_model_bytes().empty()) {
    throw FileError("shipped model: this build holds none; name a model file that 'digitnet train' wrote");
  }
  return parse_model(shipped_model_bytes(), "shipped model");
}

std::optional<Model> load_shipped_line_model() {
  if (shipped_line_model_bytes().empty()) return std::nullopt;
  return parse_model(shipped_line_model_bytes(), "shipped line model").model;
}

}  // namespace digitnet::cli
