#include "request.hpp"

#include <strings.h>

namespace digitnet::serve {

std::string_view find_field(const std::vector<Field>& fields, std::string_view name) {
  for (const Field& field : fields) {
    if (field.name.size() == name.size() && strncasecmp(field.name.data(), name.data(), name.size()) == 0) {
      return field.value;
    }
  }
  return {};
}

}  // namespace digitnet::serve
