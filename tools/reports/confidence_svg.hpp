#pragma once

#include <string>
#include <vector>

#include "digitnet/confidence.hpp"

namespace digitnet::cli {

/// An SVG picture for a page: the reliability diagram (how many are right among answers of a probability) beside the
/// risk-coverage curve (the error among the answers that are given, by how many are).
[[nodiscard]] std::string confidence_svg(const Confidence& confidence);

/// The same two as pictures of their own, which a page can set one above the other.
[[nodiscard]] std::vector<std::string> confidence_panels_svg(const Confidence& confidence);

}  // namespace digitnet::cli
