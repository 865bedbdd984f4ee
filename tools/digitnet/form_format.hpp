#pragma once

#include <string>
#include <vector>

#include "digitnet/form.hpp"

namespace digitnet::cli {

/// What was read in one scan.
struct ScanReading {
  std::string scan;                  ///< the file's name
  std::vector<FieldReading> fields;  ///< none when the scan could not be read
  std::vector<std::string> crops;    ///< of each field: the file that shows it; empty: none
  std::string error;                 ///< empty: it could be read
};

/// Whether a person should look at a field of it.
[[nodiscard]] bool is_doubtful(const ScanReading& reading);

/// One line of JSON; bytes of a name that are no UTF-8 become U+FFFD.
[[nodiscard]] std::string form_json_line(const ScanReading& reading, const Form& form);

/// RFC 4180, though with line feeds: a row a scan, two columns a field.
[[nodiscard]] std::string form_csv_header(const Form& form);
[[nodiscard]] std::string form_csv_row(const ScanReading& reading, const Form& form);

}  // namespace digitnet::cli
