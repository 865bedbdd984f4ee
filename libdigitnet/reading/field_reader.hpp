#pragma once

#include <vector>

#include "digitnet/form.hpp"
#include "image/field_picture.hpp"
#include "image/printed_lines.hpp"
#include "reading/field_rules.hpp"

namespace digitnet {

/// A region of a field, cut out of a scan.
struct SeenRegion {
  FieldPicture picture;
  PrintedLines lines;
};

/// Reads the field of `rules` in its regions, which are used up.
[[nodiscard]] FieldReading read_field(Reader& reader, const FieldRules& rules, std::vector<SeenRegion> regions);

}  // namespace digitnet
