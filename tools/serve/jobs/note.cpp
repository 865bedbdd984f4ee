#include "note.hpp"

#include "account_error.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostCharacters = 500;
constexpr const char* kBlanks = " \t\r\n";

}  // namespace

std::string checked_note(std::string_view note, const std::string& field) {
  const std::size_t first = note.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return "";
  note = note.substr(first, note.find_last_not_of(kBlanks) - first + 1);
  if (count_characters(note) > kMostCharacters || !is_plain_line(note)) {
    throw AccountError(AccountError::Kind::invalid, field,
                       "This takes one line of 500 characters at most, without invisible characters.");
  }
  return std::string(note);
}

}  // namespace digitnet::serve
