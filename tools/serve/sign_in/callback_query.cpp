#include "callback_query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "digitnet/error.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kLongestValue = 4096;

std::optional<std::string> only_value(const std::vector<Parameter>& parameters, std::string_view name) {
  std::optional<std::string> found;
  for (const Parameter& parameter : parameters) {
    if (parameter.name != name) continue;
    if (found) throw FormatError(fmt::format("the callback: {} comes twice", name));
    if (parameter.value.size() > kLongestValue ||
        !std::ranges::all_of(parameter.value, [](char c) { return c >= ' ' && c < 0x7f; })) {
      throw FormatError(
          fmt::format("the callback: expected {} to be at most {} printable ASCII characters", name, kLongestValue));
    }
    found = parameter.value;
  }
  return found;
}

}  // namespace

CallbackQuery parse_callback_query(std::string_view query) {
  const std::vector<Parameter> parameters = parse_urlencoded(query);
  CallbackQuery callback{.state = only_value(parameters, "state").value_or(""),
                         .code = only_value(parameters, "code").value_or(""),
                         .error = only_value(parameters, "error").value_or(""),
                         .issuer = only_value(parameters, "iss")};
  if (callback.code.empty() != callback.error.empty()) return callback;
  throw FormatError("the callback: expected either a code or an error");
}

}  // namespace digitnet::serve
