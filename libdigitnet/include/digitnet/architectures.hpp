#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "digitnet/layers.hpp"
#include "digitnet/shape.hpp"

namespace digitnet {

/// A named list of layers for samples of one shape.
struct Architecture {
  Shape input;
  std::vector<Layer> layers;
};

/// The built-in architectures, for 28x28 grey digits:
///
/// `seed`: conv 32, conv 64, pool, dropout .25, dense 64, dropout .5, dense 10 (609,354 parameters).
/// `report`: conv 64, conv 64, pool, dropout .25, dense 256, dropout .5, dense 10 (2,399,690).
/// `notebook`: conv 32, conv 64, pool, dropout .25, dense 256, dropout .5, dense 10 (2,380,938).
/// `normalized`: four normalised convolutions; see docs/training.md (468,586). Its old name, `default`, is still known.
/// `reader`: six, and an eleventh output for what is no digit (338,923): what reads along lines.
/// `reader-wide`: the same with more filters in the middle (399,067): what reads digits; see docs/training.md.
/// `reader-compact`: five, the first of 5x5 and pooled at once (234,123): under half the multiply-adds of
/// `reader-wide`.
///
/// Nothing for another name.
[[nodiscard]] std::optional<Architecture> find_architecture(std::string_view name);

/// The names that find_architecture knows.
[[nodiscard]] std::vector<std::string_view> architecture_names();

}  // namespace digitnet
