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

/// Reads a field in its regions, which are used up. What is below `min_confidence` is to be reviewed.
[[nodiscard]] FieldReading read_field(Reader& reader, const FormField& field, const FieldRules& rules,
                                      std::vector<SeenRegion> regions, float min_confidence);

}  // namespace digitnet
