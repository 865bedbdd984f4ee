#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "digitnet/error.hpp"

namespace digitnet::cli {
namespace {

[[noreturn]] void fail_output(int error) {
  if (error == EPIPE) {
    throw BrokenPipe{};
  }
  throw FileError(std::string("standard output: cannot be written: ") + std::strerror(error));
}

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  ///< 0 when the bytes are no UTF-8
};

// Strict: no overlong forms, no surrogates, nothing above U+10FFFF.
CodePoint decode_utf8(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) {
    return {first, 1};
  }
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) {
    return {};
  }
  char32_t value = first & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0) != 0x80) {
      return {};
    }
    value = (value << 6) | (next & 0x3Fu);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return overlong || surrogate || value > 0x10FFFF ? CodePoint{} : CodePoint{value, bytes};
}

bool is_harmless(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  const bool line_break = c == 0x2028 || c == 0x2029;
  const bool turns_direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return !control && !line_break && !turns_direction;
}

}  // namespace

void write_output(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
    fail_output(errno);
  }
}

void flush_output() {
  if (std::fflush(stdout) != 0) {
    fail_output(errno);
  }
}

void write_talk(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

void report_error(std::string_view message) {
  write_talk("digitnet: " + printable(message) + "\n");
}

bool output_is_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}

bool talk_is_terminal() {
  return isatty(STDERR_FILENO) == 1;
}

int talk_width() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string shell_quote(std::string_view word) {
  constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./:=@%+,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (const char c : word) {
    quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  }
  return quoted + "'";
}

std::string printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    if (point.bytes > 0 && is_harmless(point.value)) {
      shown.append(text.substr(0, point.bytes));
    } else {
      shown.push_back('?');
    }
    text.remove_prefix(point.bytes > 0 ? point.bytes : 1);
  }
  return shown;
}

}  // namespace digitnet::cli
