#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "digitnet/image.hpp"
#include "digitnet/model.hpp"

namespace digitnet::serve {

inline constexpr std::size_t kDigits = 10;

/// Gives what `model` puts out for each digit, 28x28 as the network sees them, to `take`, in their order: kDigits
/// probabilities, and one more where the model knows what is no digit. In this thread alone.
void each_digit_output(const Model& model, const std::vector<Image>& seen,
                       const std::function<void(std::size_t, std::span<const float>)>& take);

}  // namespace digitnet::serve
