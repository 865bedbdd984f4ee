#include "person_claims.hpp"

#include <algorithm>
#include <string_view>

namespace digitnet::serve {
namespace {

constexpr std::size_t kLongestSubject = 255;
constexpr std::size_t kLongestEmail = 254;
constexpr std::size_t kLongestName = 200;

bool has_control_character(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; });
}

std::string text_of(ObjectReader& object, const char* key, std::size_t longest) {
  if (!object.has(key)) return {};
  const ParsedJson& value = object.member(key);
  if (!value.is_string()) return {};
  auto text = value.get<std::string>();
  return text.size() <= longest && !has_control_character(text) ? text : std::string();
}

std::string email_of(ObjectReader& object) {
  std::string email = text_of(object, "email", kLongestEmail);
  const bool could_be_one = std::ranges::count(email, '@') == 1 && !email.starts_with('@') && !email.ends_with('@') &&
                            email.find(' ') == std::string::npos;
  return could_be_one ? email : std::string();
}

// Some providers write it as text.
std::optional<bool> flag_of(ObjectReader& object, const char* key) {
  if (!object.has(key)) return std::nullopt;
  const ParsedJson& value = object.member(key);
  return value == true || value == "true";
}

}  // namespace

PersonClaims read_person_claims(ObjectReader& object) {
  PersonClaims claims{.subject = object.string("sub"),
                      .email = email_of(object),
                      .email_verified = flag_of(object, "email_verified"),
                      .name = text_of(object, "name", kLongestName)};
  if (claims.subject.empty() || claims.subject.size() > kLongestSubject || has_control_character(claims.subject)) {
    object.fail("sub", "1 to 255 bytes without control characters");
  }
  return claims;
}

}  // namespace digitnet::serve
