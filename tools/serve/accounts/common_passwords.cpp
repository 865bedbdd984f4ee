#include "common_passwords.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "embedded_file.hpp"
#include "user_fields.hpp"
#include "wiped_text.hpp"

DIGITNET_EMBED_FILE(digitnet_common_passwords, DIGITNET_COMMON_PASSWORDS)

namespace digitnet::serve {
namespace {

// What is shorter says nothing of the rest of a password.
constexpr std::size_t kLeastPart = 4;

const std::vector<std::string_view>& common_passwords() {
  static const std::vector<std::string_view> lines = [] {
    const auto* const begin = reinterpret_cast<const char*>(digitnet_common_passwords_begin);
    std::string_view text(begin,
                          static_cast<std::size_t>(digitnet_common_passwords_end - digitnet_common_passwords_begin));
    std::vector<std::string_view> found;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      found.push_back(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    return found;
  }();
  return lines;
}

bool is_listed(std::string_view text) {
  return std::binary_search(common_passwords().begin(), common_passwords().end(), text);
}

bool is_repeated(std::string_view text, std::string_view part) {
  for (std::size_t at = 0; at < text.size(); at += part.size()) {
    if (text.substr(at, part.size()) != part) return false;
  }
  return true;
}

// The shortest text that, written several times, makes this one.
std::string_view repeated_part(std::string_view text) {
  for (std::size_t size = 1; size <= text.size() / 2; ++size) {
    if (text.size() % size == 0 && is_repeated(text, text.substr(0, size))) return text.substr(0, size);
  }
  return text;
}

std::string_view without_digits_and_signs_around(std::string_view text) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  const std::size_t first = text.find_first_of(kLetters);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_of(kLetters) - first + 1);
}

bool is_two_of_them(std::string_view text) {
  for (std::size_t cut = kLeastPart; cut + kLeastPart <= text.size(); ++cut) {
    if (is_listed(text.substr(0, cut)) && is_listed(text.substr(cut))) return true;
  }
  return false;
}

}  // namespace

bool is_common_password(std::string_view password) {
  const WipedText lower(lower_case(password));
  const std::string_view text = lower.view();
  const std::string_view part = repeated_part(text);
  const std::string_view core = repeated_part(without_digits_and_signs_around(text));
  const bool is_short_part_repeated = part.size() < text.size() && part.size() <= kLeastPart;
  return is_short_part_repeated || is_listed(text) || is_listed(part) ||
         (core.size() >= kLeastPart && is_listed(core)) || is_two_of_them(text);
}

std::size_t common_password_count() {
  return common_passwords().size();
}

}  // namespace digitnet::serve
