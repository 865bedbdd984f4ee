#include "csv.hpp"

namespace digitnet::cli {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    return text;
  }
  std::string quoted = "\"";
  for (const char c : text) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string csv_text_field(const std::string& text) {
  constexpr std::string_view kBeginsFormula = "=+-@\t\r\n";
  const bool is_formula = !text.empty() && kBeginsFormula.find(text.front()) != std::string_view::npos;
  return csv_field(is_formula ? '\'' + text : text);
}

CsvRows parse_csv(std::string_view text) {
  CsvRows parsed;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      // A quote that ends a quoted part and begins the next at once stands for itself.
      if (!quoted && i > 0 && text[i - 1] == '"') {
        row.back() += c;
      }
      quoted = !quoted;
    } else if (quoted || (c != ',' && c != '\n')) {
      row.back() += c;
    } else if (c == ',') {
      row.emplace_back();
    } else {
      parsed.rows.push_back(std::move(row));
      parsed.bytes = i + 1;
      row.assign(1, "");
    }
  }
  return parsed;
}

}  // namespace digitnet::cli
