#pragma once

#include <memory>
#include <vector>

#include "served_model.hpp"
#include "trial.hpp"
#include "work_pool.hpp"

namespace digitnet::serve {

/// Has digits read on one thread, which gives way to those that read for people who wait.
class QuietReader {
 public:
  /// What the model puts out; there is one digit at least. Waits for those that came before. Throws AccountError (busy)
  /// when too many wait.
  [[nodiscard]] DigitOutputs read(const std::shared_ptr<const ServedModel>& model,
                                  const std::vector<FreshDigit>& digits);

 private:
  WorkPool pool_{1, 16};
};

}  // namespace digitnet::serve
