#pragma once

#include <span>

#include "digitnet/reader.hpp"
#include "page_template.hpp"
#include "shown_picture.hpp"

namespace digitnet::serve {

/// Sets what templates/line.mustache takes: `lines` in reading order, each with a card for each of its digits.
void add_lines(PageData& data, const Reading& reading, const ShownPicture& picture);

/// The digits of `lines` as a template's `runs`, which are all sure or all not, with a line feed between lines.
[[nodiscard]] PageData number_runs(std::span<const ReadLine> lines);

[[nodiscard]] bool is_unsure(const ReadDigit& digit);

}  // namespace digitnet::serve
