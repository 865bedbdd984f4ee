#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "digitnet/image.hpp"
#include "picture_list.hpp"

namespace digitnet::cli {

/// A picture made ready for the model, or why it could not be.
struct ReadPicture {
  std::optional<NormalizedDigit> digit;
  std::string error;
};

/// Reads and normalizes pictures, several at a time; the results stand in the order of `pictures`.
[[nodiscard]] std::vector<ReadPicture> read_pictures(std::span<const ListedPicture> pictures);

}  // namespace digitnet::cli
