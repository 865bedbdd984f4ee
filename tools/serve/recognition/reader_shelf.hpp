#pragma once

#include <cstddef>
#include <list>
#include <memory>

#include "digitnet/reader.hpp"
#include "served_model.hpp"

namespace digitnet::serve {

/// Throws ShapeError, which names the model, when one is none for a Reader.
[[nodiscard]] Reader make_reader(const ServedModel& model);

/// The readers of one thread, for the models that it read with last: a reader takes milliseconds and megabytes to make.
class ReaderShelf {
 public:
  static constexpr std::size_t kMostReaders = 3;

  /// Lives until the next call. Throws as make_reader().
  [[nodiscard]] Reader& reader_of(const std::shared_ptr<const ServedModel>& model);

 private:
  struct Kept {
    std::shared_ptr<const ServedModel> model;  // outlives its reader
    Reader reader;
  };
  std::list<Kept> kept_;  // most recently used first
};

}  // namespace digitnet::serve
