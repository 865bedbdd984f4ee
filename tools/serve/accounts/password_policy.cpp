#include "password_policy.hpp"

#include <algorithm>
#include <string>

#include "account_error.hpp"
#include "common_passwords.hpp"
#include "user_fields.hpp"
#include "utf8.hpp"
#include "wiped_text.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kLeastLocalPart = 4;

[[noreturn]] void refuse(const char* sentence) {
  throw AccountError(AccountError::Kind::invalid, "password", sentence);
}

}  // namespace

void check_password(std::string_view password, std::string_view email) {
  if (count_characters(password) < kLeastPasswordCharacters) {
    refuse("A password has at least 12 characters; a few words in a row are easy to remember.");
  }
  if (password.size() > kMostPasswordBytes) refuse("This password is too long: 256 bytes at most.");
  const WipedText lower(lower_case(password));
  if (lower.view().find("digitnet") != std::string_view::npos) {
    refuse("A password must not hold the name of this program.");
  }
  const std::string address = lower_case(email);
  const std::string local_part = address.substr(0, address.rfind('@'));
  const std::string& part = local_part.size() < kLeastLocalPart ? address : local_part;
  if (!part.empty() && lower.view().find(part) != std::string_view::npos) {
    refuse("A password must not hold your email address.");
  }
  if (is_common_password(password)) refuse("Many people choose this password, so it is tried first. Choose another.");
}

}  // namespace digitnet::serve
