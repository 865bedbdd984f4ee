#pragma once

#include <cstdint>
#include <vector>

namespace digitnet::test {

/// The file of a model that says `digit` of everything, with this probability, and shares out the rest evenly.
[[nodiscard]] std::vector<std::uint8_t> constant_model(int digit, double probability);

}  // namespace digitnet::test
