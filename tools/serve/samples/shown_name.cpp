#include "shown_name.hpp"

#include <cstddef>

#include "utf8.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kMostBytes = 120;

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string shown_name(std::string_view file_name) {
  if (!is_utf8(file_name)) return "?";
  std::size_t first = file_name.size() > kMostBytes ? file_name.size() - kMostBytes : 0;
  while (first < file_name.size() && continues_character(file_name[first])) ++first;
  return plain_line(file_name.substr(first));
}

}  // namespace digitnet::serve
