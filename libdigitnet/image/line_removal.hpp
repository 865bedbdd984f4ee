#pragma once

#include "image/field_picture.hpp"
#include "image/printed_lines.hpp"

namespace digitnet {

/// Takes the lines of a field away and leaves the strokes that cross them, also where those touch. Where nothing is
/// known of lines, rules.hpp looks for them, and keeps only what is thicker than they are.
void erase_lines(FieldPicture& picture, const PrintedLines& lines);

}  // namespace digitnet
