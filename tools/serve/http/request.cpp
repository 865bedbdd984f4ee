#include "request.hpp"

#include <strings.h>

namespace digitnet::serve {

bool is_same_name(std::string_view one, std::string_view other) {
  return one.size() == other.size() && strncasecmp(one.data(), other.data(), one.size()) == 0;
}

std::string_view find_field(const std::vector<Field>& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (is_same_name(field.name, name)) return field.value;
  }
  return {};
}

}  // namespace digitnet::serve
