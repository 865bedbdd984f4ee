#pragma once

#include <string>

#include "trial.hpp"

namespace digitnet::serve {

/// A model's outputs as a row keeps them: base64 of 32-bit floats, the low byte first.
[[nodiscard]] std::string outputs_text(const DigitOutputs& outputs);

/// The outputs for so many digits again. Throws FormatError when the text holds no such.
[[nodiscard]] DigitOutputs outputs_of(const std::string& text, std::size_t digits);

}  // namespace digitnet::serve
