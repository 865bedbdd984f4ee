#include "real_non_digits.hpp"

#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

#include "data_source.hpp"
#include "digitnet/idx.hpp"
#include "digitnet/synthesis.hpp"
#include "embedded_file.hpp"

DIGITNET_EMBED_FILE(digitnet_real_non_digits, DIGITNET_REAL_NON_DIGITS)

namespace digitnet::cli {

Dataset load_real_non_digits() {
  IdxArray images = parse_idx({digitnet_real_non_digits_begin, digitnet_real_non_digits_end}, "real non-digits");
  const auto [count, height, width] = std::tuple(images.extents[0], images.extents[1], images.extents[2]);
  std::vector<int> labels(static_cast<std::size_t>(count), kNonDigit);
  Dataset data({height, width, 1}, std::move(images.values), std::move(labels), kNonDigit + 1);
  return fit_to_input(std::move(data), {28, 28, 1}).data;
}

}  // namespace digitnet::cli
