#include "progress_bar.hpp"

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

std::string clock_time(double seconds) {
  const auto whole = static_cast<long>(std::lround(std::max(0.0, seconds)));
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string progress_line(const Progress& progress, const Pace& pace, int width) {
  const double share = static_cast<double>(progress.step) / static_cast<double>(progress.steps);
  const std::string epoch =
      fmt::format("epoch {:{}}/{}", progress.epoch, fmt::formatted_size("{}", progress.epochs), progress.epochs);
  const std::string figures =
      fmt::format("{:3.0f} %  {:.0f} img/s  loss {:.4f}  accuracy {:.2f} %  {} left", 100 * share, pace.images_per_s,
                  progress.loss, 100 * progress.accuracy, clock_time(pace.seconds_left));
  if (width == 0) {
    return epoch + "  " + figures;
  }
  // The last column stays free: some terminals go to the next line when it is written.
  const int room = width - 1 - static_cast<int>(epoch.size() + figures.size()) - 4;
  const std::string line = room < kNarrowestBar
                               ? fmt::format("{}  {}", epoch, figures)
                               : fmt::format("{} {} {}", epoch, bar(share, std::min(room, kWidestBar)), figures);
  return line.substr(0, static_cast<std::size_t>(std::max(width - 1, 1)));
}

std::string epoch_line(const EpochRecord& record, int epochs) {
  std::string line = fmt::format("epoch {:{}}/{}  loss {:.4f}  accuracy {:.2f} %", record.epoch,
                                 fmt::formatted_size("{}", epochs), epochs, record.loss, 100 * record.accuracy);
  if (record.validation_loss && record.validation_accuracy) {
    line += fmt::format("  validation loss {:.4f}  validation accuracy {:.2f} %", *record.validation_loss,
                        100 * *record.validation_accuracy);
  }
  return line + fmt::format("  rate {:.3g}  {:.1f} s", record.learning_rate, record.seconds);
}

ProgressDisplay::ProgressDisplay() : terminal_(talk_is_terminal()) {}

void ProgressDisplay::show(const Progress& progress) {
  const auto now = Clock::now();
  if (progress.epoch != first_.epoch) {
    first_ = progress;
    first_time_ = now;
    last_shown_ = now;
    return;
  }
  const Clock::duration interval = terminal_ ? Clock::duration(kTerminalInterval) : Clock::duration(kPlainInterval);
  if (now - last_shown_ < interval) {
    return;
  }
  last_shown_ = now;
  const double seconds = std::chrono::duration<double>(now - first_time_).count();
  const Pace pace{
      static_cast<double>(progress.images - first_.images) / seconds,
      seconds * static_cast<double>(progress.steps - progress.step) / static_cast<double>(progress.step - first_.step)};
  drawn_ = terminal_;
  write_talk(terminal_ ? fmt::format("\r{}\x1b[K", progress_line(progress, pace, talk_width()))
                       : fmt::format("{}\n", progress_line(progress, pace, 0)));
}

void ProgressDisplay::finish_epoch(const EpochRecord& record, int epochs) {
  clear();
  write_talk(epoch_line(record, epochs) + "\n");
}

void ProgressDisplay::clear() {
  if (drawn_) {
    write_talk("\r\x1b[K");
    drawn_ = false;
  }
}

}  // namespace digitnet::cli
