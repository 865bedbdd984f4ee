#include "urlencoded.hpp"

#include "digitnet/error.hpp"
#include "percent_escape.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

std::string decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i] == '+' ? ' ' : text[i];
    if (c == '%') {
      const auto escaped = decode_percent_escape(text.substr(i + 1));
      if (!escaped) throw FormatError("parameters: expected two hexadecimal digits after %");
      c = *escaped;
      i += 2;
    }
    decoded += c;
  }
  if (!is_text(decoded)) throw FormatError("parameters: expected UTF-8 without NUL");
  return decoded;
}

}  // namespace

std::vector<Parameter> parse_urlencoded(std::string_view text) {
  std::vector<Parameter> parameters;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(pair.size() == text.size() ? pair.size() : pair.size() + 1);
    if (pair.empty()) continue;
    if (parameters.size() == kMostParameters) throw FormatError("parameters: too many");
    const std::string_view name = pair.substr(0, pair.find('='));
    const bool has_value = name.size() < pair.size();
    parameters.push_back({decode(name), has_value ? decode(pair.substr(name.size() + 1)) : ""});
  }
  return parameters;
}

std::string query_value(std::string_view query, std::string_view name) {
  std::vector<Parameter> parameters = parse_urlencoded(query);
  std::erase_if(parameters, [name](const Parameter& parameter) { return parameter.name != name; });
  if (parameters.size() > 1) throw FormatError("parameters: expected each once");
  return parameters.empty() ? std::string() : parameters.front().value;
}

}  // namespace digitnet::serve
