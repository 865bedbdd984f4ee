#pragma once

#include <string>
#include <string_view>
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

/// Adds a reason to those for which a field is to be reviewed; an empty one is none.
void add_reason(std::string& review, std::string_view reason);

}  // namespace digitnet
