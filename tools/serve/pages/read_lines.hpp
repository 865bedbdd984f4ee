#pragma once

#include <cstddef>
#include <span>

#include "digitnet/reader.hpp"
#include "page_template.hpp"
#include "shown_picture.hpp"

namespace digitnet::serve {

/// How much of an answer a page tells digit by digit, so that it stays small however many digits there are: the first
/// ones in reading order.
struct DetailLimit {
  std::size_t cards = 200;
  std::size_t boxes = 2000;
};

/// Sets what templates/line.mustache takes: `lines` in reading order, with a card for each of the first digits; and in
/// `rest` the digits of the lines that have none.
void add_lines(PageData& data, const Reading& reading, const ShownPicture& picture, const DetailLimit& limit);

/// The digits of `lines` as a template's `runs`, which are all sure or all not, with a line feed between lines. Behind
/// the first `most_marked` digits nothing is marked as not sure.
[[nodiscard]] PageData number_runs(std::span<const ReadLine> lines, std::size_t most_marked);

[[nodiscard]] bool is_unsure(const ReadDigit& digit);

}  // namespace digitnet::serve
