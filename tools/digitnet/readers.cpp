#include "readers.hpp"

#include <fmt/format.h>
#include <omp.h>

#include <algorithm>

#include "digitnet/error.hpp"

namespace digitnet::cli {

std::vector<Reader> make_readers(const Model& model, const std::string& model_name, Precision precision,
                                 std::size_t pictures) {
  const auto threads = std::min<std::size_t>(pictures, static_cast<std::size_t>(omp_get_max_threads()));
  std::vector<Reader> readers;
  try {
    for (std::size_t i = 0; i < threads; ++i) {
      readers.emplace_back(model, precision);
    }
  } catch (const ShapeError& error) {
    throw ShapeError(fmt::format("{}: {}", model_name, error.what()));
  }
  return readers;
}

}  // namespace digitnet::cli
