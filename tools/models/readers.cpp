#include "readers.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <utility>

#include "digitnet/error.hpp"
#include "model_source.hpp"

namespace digitnet::cli {
namespace {

Reader make_reader(const ReadingModels& models, Precision precision) {
  return models.lines ? Reader(models.digits, *models.lines, precision) : Reader(models.digits, precision);
}

/// The name of the model that is none for a reader, when one is not.
const std::string& unfit_model(const ReadingModels& models, Precision precision) {
  try {
    (void)Reader(models.digits, precision);
  } catch (const ShapeError&) {
    return models.digits_name;
  }
  return models.lines_name;
}

}  // namespace

NamedLineModel load_line_model(const std::string& lines_name, const std::string& digits_name) {
  NamedLineModel lines{lines_name, {}};
  if (lines.name.empty()) lines.name = digits_name == kShippedModel ? kShippedModel : kNoModel;
  if (lines.name == kShippedModel) {
    lines.model = load_shipped_line_model();
  } else if (lines.name != kNoModel) {
    lines.model = load_model_source(lines.name).model;
  }
  return lines;
}

ReadingModels load_reading_models(const std::string& digits_name, const std::string& lines_name) {
  Model digits = load_model_source(digits_name).model;
  NamedLineModel lines = load_line_model(lines_name, digits_name);
  return {digits_name, std::move(digits), std::move(lines.name), std::move(lines.model)};
}

std::vector<Reader> make_readers(const ReadingModels& models, Precision precision, std::size_t pictures) {
  const auto threads = std::min<std::size_t>(pictures, static_cast<std::size_t>(omp_get_max_threads()));
  std::vector<Reader> readers;
  try {
    for (std::size_t i = 0; i < threads; ++i) readers.push_back(make_reader(models, precision));
  } catch (const ShapeError& error) {
    throw ShapeError(fmt::format("{}: {}", unfit_model(models, precision), error.what()));
  }
  return readers;
}

}  // namespace digitnet::cli
