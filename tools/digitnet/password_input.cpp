#include "password_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "digitnet/error.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

// More than any password may have; the rest of such a line would be refused anyway.
constexpr std::size_t kMostBytes = 1024;

termios shown_input;

extern "C" void show_input_and_end(int signal) {
  tcsetattr(STDIN_FILENO, TCSANOW, &shown_input);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

/// The terminal shows nothing of what is typed, and does again however this ends.
class HiddenInput {
 public:
  HiddenInput() {
    if (tcgetattr(STDIN_FILENO, &shown_input) != 0) {
      throw ArgumentError("a password is asked for at a terminal; from elsewhere it comes with --password-stdin");
    }
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, show_input_and_end);
    termios hidden = shown_input;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  ~HiddenInput() {
    tcsetattr(STDIN_FILENO, TCSANOW, &shown_input);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;
};

// Without a buffer, in which a copy would stay.
void read_line(serve::WipedText& line) {
  line.text().clear();
  line.text().reserve(kMostBytes);
  for (;;) {
    char byte = 0;
    const ssize_t count = read(STDIN_FILENO, &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0 || byte == '\n' || line.text().size() >= kMostBytes) return;
    line.text() += byte;
  }
}

}  // namespace

void read_password_from_input(serve::WipedText& password) {
  read_line(password);
  if (password.view().empty()) throw ArgumentError("--password-stdin: expected a password, found an empty line");
}

void ask_for_password(serve::WipedText& password) {
  const HiddenInput hidden;
  write_talk("Password: ");
  read_line(password);
  serve::WipedText again;
  write_talk("\nThe same again: ");
  read_line(again);
  write_talk("\n");
  if (again.view() != password.view()) throw ArgumentError("the two passwords differ");
}

}  // namespace digitnet::cli
