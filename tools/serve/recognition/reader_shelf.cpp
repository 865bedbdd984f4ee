#include "reader_shelf.hpp"

#include <algorithm>
#include <utility>

namespace digitnet::serve {

Reader make_reader(const ServedModel& model) {
  return std::move(cli::make_readers(model.models, Precision::fp32, 1).front());
}

Reader& ReaderShelf::reader_of(const std::shared_ptr<const ServedModel>& model) {
  const auto found = std::ranges::find(kept_, model, &Kept::model);
  if (found != kept_.end()) {
    kept_.splice(kept_.begin(), kept_, found);
  } else {
    kept_.push_front({model, make_reader(*model)});
    if (kept_.size() > kMostReaders) kept_.pop_back();
  }
  return kept_.front().reader;
}

}  // namespace digitnet::serve
