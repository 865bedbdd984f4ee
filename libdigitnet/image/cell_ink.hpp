#pragma once

#include <optional>
#include <vector>

#include "image/field_picture.hpp"
#include "image/printed_lines.hpp"

namespace digitnet {

/// What is written in each cell: a picture with the other cells' strokes taken away, or nothing where there is no more
/// than specks.
[[nodiscard]] std::vector<std::optional<Image>> separate_cells(const FieldPicture& picture, const PrintedLines& lines);

}  // namespace digitnet
