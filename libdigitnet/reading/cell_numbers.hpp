#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "digitnet/number_pattern.hpp"
#include "digitnet/reader.hpp"

namespace digitnet {

/// The `most` likeliest numbers whose digits have these probabilities, each of ten, most probable first: of those that
/// `numbers` takes, or of all when it is null. A beam search; exact without `numbers`.
[[nodiscard]] std::vector<Alternative> likeliest_numbers(std::span<const std::vector<float>> digits,
                                                         const NumberPattern* numbers, std::size_t most);

}  // namespace digitnet
