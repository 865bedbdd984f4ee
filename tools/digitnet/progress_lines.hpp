#pragma once

#include <chrono>
#include <cstddef>

#include "digitnet/trainer.hpp"

namespace digitnet::cli {

/// Tells a program of a training run, each line on standard output a JSON object that says in `event` what it is:
/// `start` (`train`, `validation`, `epochs`), `step` (`epoch`, `step`, `steps`, `loss`; twice a second), `epoch` (its
/// figures and `seconds`).
class ProgressLines {
 public:
  struct Images {
    std::size_t train = 0;
    std::size_t validation = 0;
  };

  ProgressLines(const Images& images, int epochs);
  void show(const Progress& progress);
  void finish_epoch(const EpochRecord& record);

 private:
  std::chrono::steady_clock::time_point next_;
};

}  // namespace digitnet::cli
