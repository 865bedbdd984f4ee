#include "user_fields.hpp"

#include <algorithm>
#include <cstdint>

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

/// The character at `position` of valid UTF-8, after which `position` stands.
std::uint32_t next_character(std::string_view text, std::size_t& position) {
  const auto first = static_cast<unsigned char>(text[position++]);
  if (first < 0x80) return first;
  const int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
  std::uint32_t character = first & (0x3fu >> more);
  for (int i = 0; i < more; ++i) character = character << 6 | (static_cast<unsigned char>(text[position++]) & 0x3fu);
  return character;
}

// What is invisible or changes how the text around it reads.
bool is_harmful(std::uint32_t character) {
  const auto is_in = [character](std::uint32_t first, std::uint32_t last) {
    return character >= first && character <= last;
  };
  return character < 0x20 || is_in(0x7f, 0x9f) || is_in(0x200b, 0x200f) || is_in(0x2028, 0x202e) ||
         is_in(0x2060, 0x206f) || character == 0xfeff || is_in(0xfff0, 0xffff) || is_in(0xe0000, 0xe0fff);
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
  if (!is_utf8(name)) refuse("name", "This name holds bytes that are no text.");
  std::size_t characters = 0;
  for (std::size_t position = 0; position < name.size(); ++characters) {
    if (is_harmful(next_character(name, position))) refuse("name", "A name holds letters, digits, signs and blanks.");
  }
  if (characters > kMostNameCharacters) refuse("name", "A name has 64 characters at most.");
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
