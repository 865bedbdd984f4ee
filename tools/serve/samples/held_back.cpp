#include "held_back.hpp"

#include <charconv>

namespace digitnet::serve {
namespace {

constexpr std::size_t kUsedDigits = 8;  // 32 bits of the hash

bool is_chosen_by_hash(std::string_view sha256) {
  std::uint32_t value = 0;
  const std::string_view start = sha256.substr(0, kUsedDigits);
  std::from_chars(start.data(), start.data() + start.size(), value, 16);
  return value % kHeldBackOneOf == 0;
}

}  // namespace

bool is_to_be_held_back(std::string_view sha256, const LabelShare& there) {
  const bool is_due = there.all + 1 >= kHeldBackOneOf * (there.held_back + 1);
  const bool has_room = there.all > kHeldBackOneOf * there.held_back;
  return is_due || (has_room && is_chosen_by_hash(sha256));
}

}  // namespace digitnet::serve
