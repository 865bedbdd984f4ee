#include "user_fields.hpp"

#include <algorithm>

#include "account_error.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostNameCharacters = 64;
constexpr std::size_t kMostEmailBytes = 254;
constexpr std::size_t kMostLocalPartBytes = 64;
constexpr std::size_t kMostDomainLabelBytes = 63;

std::string_view without_blanks_around(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

[[noreturn]] void refuse(const char* field, const char* sentence) {
  throw AccountError(AccountError::Kind::invalid, field, sentence);
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Parts with one dot between them, each of `allowed` characters.
template <typename Allowed>
bool is_dotted(std::string_view text, std::size_t most_part_bytes, Allowed allowed) {
  for (;;) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (part.empty() || part.size() > most_part_bytes || !std::all_of(part.begin(), part.end(), allowed)) return false;
    if (dot == std::string_view::npos) return true;
    text.remove_prefix(dot + 1);
  }
}

bool is_local_part(std::string_view text) {
  return text.size() <= kMostLocalPartBytes && is_dotted(text, kMostLocalPartBytes, [](char c) {
           return is_letter_or_digit(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
         });
}

bool is_domain(std::string_view text) {
  const bool has_hyphen_at_an_end = text.starts_with('-') || text.ends_with('-') ||
                                    text.find("-.") != std::string_view::npos ||
                                    text.find(".-") != std::string_view::npos;
  return !has_hyphen_at_an_end &&
         is_dotted(text, kMostDomainLabelBytes, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

}  // namespace

std::string checked_name(std::string_view name) {
  name = without_blanks_around(name);
  if (name.empty()) refuse("name", "Please give a name.");
  if (!is_plain_line(name)) refuse("name", "A name holds letters, digits, signs and blanks.");
  if (count_characters(name) > kMostNameCharacters) refuse("name", "A name has 64 characters at most.");
  return std::string(name);
}

std::string checked_email(std::string_view email) {
  email = without_blanks_around(email);
  if (email.empty()) refuse("email", "Please give an email address.");
  const std::size_t at = email.rfind('@');
  if (email.size() > kMostEmailBytes || at == std::string_view::npos || !is_local_part(email.substr(0, at)) ||
      !is_domain(email.substr(at + 1))) {
    refuse("email", "This is not an email address that mail can be sent to.");
  }
  return std::string(email);
}

std::string email_key(std::string_view email) {
  return lower_case(without_blanks_around(email));
}

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

}  // namespace digitnet::serve
