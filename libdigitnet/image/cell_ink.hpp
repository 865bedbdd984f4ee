#pragma once

#include <optional>
#include <vector>

#include "image/field_picture.hpp"
#include "image/printed_lines.hpp"

namespace digitnet {

/// The digit in each cell in MNIST's form (normalize_ink), all the ink of the cell taken for one: of strokes that reach
/// over a line, each belongs where most of it is. Nothing where there are no more than specks.
[[nodiscard]] std::vector<std::optional<Image>> digits_in_cells(const FieldPicture& picture, const PrintedLines& lines);

/// The picture of a field without cells, with all ink outside its lines and all specks replaced by paper; nothing where
/// no other ink is.
[[nodiscard]] std::optional<Image> writing_inside(const FieldPicture& picture, const PrintedLines& lines);

}  // namespace digitnet
