#include "status_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "terminal.hpp"

namespace digitnet::cli {
namespace {

using namespace std::chrono_literals;

constexpr auto kTerminalInterval = 100ms;
constexpr auto kPlainInterval = 10s;
constexpr int kWidestBar = 30;
constexpr int kNarrowestBar = 5;

std::string bar(double share, int width) {
  const auto filled = static_cast<int>(std::lround(share * width));
  return fmt::format("[{:<{}}]", std::string(static_cast<std::size_t>(filled), '='), width);
}

}  // namespace

std::string bar_line(const std::string& head, double share, const std::string& figures, int width) {
  const std::string shown = fmt::format("{:3.0f} %  {}", 100 * share, figures);
  if (width == 0) {
    return head + "  " + shown;
  }
  // The last column stays free: some terminals go to the next line when it is written.
  const int room = width - 1 - static_cast<int>(head.size() + shown.size()) - 4;
  const std::string line = room < kNarrowestBar
                               ? fmt::format("{}  {}", head, shown)
                               : fmt::format("{} {} {}", head, bar(share, std::min(room, kWidestBar)), shown);
  return line.substr(0, static_cast<std::size_t>(std::max(width - 1, 1)));
}

std::string clock_time(double seconds) {
  const auto whole = static_cast<long>(std::lround(std::max(0.0, seconds)));
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

StatusLine::StatusLine() : terminal_(talk_is_terminal()) {}

bool StatusLine::is_due() {
  const Clock::duration interval = terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kPlainInterval);
  if (Clock::now() - last_ < interval) {
    return false;
  }
  put_off();
  return true;
}

void StatusLine::put_off() {
  last_ = Clock::now();
}

void StatusLine::draw(const std::string& head, double share, const std::string& figures) {
  drawn_ = terminal_;
  write_talk(terminal_ ? fmt::format("\r{}\x1b[K", bar_line(head, share, figures, talk_width()))
                       : bar_line(head, share, figures, 0) + "\n");
}

void StatusLine::clear() {
  if (drawn_) {
    write_talk("\r\x1b[K");
    drawn_ = false;
  }
}

}  // namespace digitnet::cli
