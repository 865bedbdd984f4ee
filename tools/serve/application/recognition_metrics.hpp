#pragma once

#include <string>

#include "recognizer.hpp"

namespace digitnet::serve {

/// What the recognizer counts, and which model it reads with, in the text format of Prometheus.
[[nodiscard]] std::string recognition_metrics(const Recognizer& recognizer);

}  // namespace digitnet::serve
