#include "note.hpp"

#include <algorithm>

#include "account_error.hpp"
#include "utf8.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostBytes = 500;
constexpr const char* kBlanks = " \t\r\n";

}  // namespace

std::string checked_note(std::string_view note, const std::string& field) {
  const std::size_t first = note.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return "";
  note = note.substr(first, note.find_last_not_of(kBlanks) - first + 1);
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; };
  if (note.size() > kMostBytes || !is_utf8(note) || std::ranges::any_of(note, is_control)) {
    throw AccountError(AccountError::Kind::invalid, field, "This takes one line of 500 bytes at most.");
  }
  return std::string(note);
}

}  // namespace digitnet::serve
