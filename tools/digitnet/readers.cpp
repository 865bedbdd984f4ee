#include "readers.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>

#include "digitnet/error.hpp"
#include "model_source.hpp"

namespace digitnet::cli {
namespace {

Reader make_reader(const ReadingModels& models, Precision precision) {
  return models.lines ? Reader(models.digits, *models.lines, precision) : Reader(models.digits, precision);
}

/// Makes what only a fitting model makes, or names the model.
template <typename Make>
void check(const std::string& name, Make make) {
  try {
    (void)make();
  } catch (const ShapeError& error) {
    throw ShapeError(fmt::format("{}: {}", name, error.what()));
  }
}

}  // namespace

ReadingModels load_reading_models(const std::string& digits_name, const std::string& lines_name) {
  ReadingModels models{digits_name, load_model_source(digits_name).model, lines_name, {}};
  if (lines_name == kShippedModel) {
    models.lines = load_shipped_line_model();
  } else if (lines_name != kNoModel) {
    models.lines = load_model_source(lines_name).model;
  }
  return models;
}

void add_line_model_option(CLI::App& command, std::string& line_model) {
  command
      .add_option("--line-model", line_model,
                  "A second model that looks for digits along lines, where they touch: a file, shipped or none")
      ->capture_default_str();
}

std::vector<Reader> make_readers(const ReadingModels& models, Precision precision, std::size_t pictures) {
  const auto threads = std::min<std::size_t>(pictures, static_cast<std::size_t>(omp_get_max_threads()));
  std::vector<Reader> readers;
  if (pictures > 0) {
    check(models.digits_name, [&] { return Reader(models.digits, precision); });
    check(models.lines_name, [&] { return make_reader(models, precision); });
  }
  for (std::size_t i = 0; i < threads; ++i) readers.push_back(make_reader(models, precision));
  return readers;
}

}  // namespace digitnet::cli
