#include "progress_bar.hpp"

#include <fmt/format.h>

#include "terminal.hpp"

namespace digitnet::cli {

std::string epoch_line(const EpochRecord& record, int epochs) {
  std::string line = fmt::format("epoch {:{}}/{}  loss {:.4f}  accuracy {:.2f} %", record.epoch,
                                 fmt::formatted_size("{}", epochs), epochs, record.loss, 100 * record.accuracy);
  if (record.validation_loss && record.validation_accuracy) {
    line += fmt::format("  validation loss {:.4f}  validation accuracy {:.2f} %", *record.validation_loss,
                        100 * *record.validation_accuracy);
  }
  return line + fmt::format("  rate {:.3g}  {:.1f} s", record.learning_rate, record.seconds);
}

void ProgressDisplay::show(const Progress& progress) {
  if (progress.epoch != first_.epoch) {
    first_ = progress;
    first_time_ = StatusLine::Clock::now();
    line_.put_off();
    return;
  }
  if (!line_.is_due()) {
    return;
  }
  const double seconds = std::chrono::duration<double>(StatusLine::Clock::now() - first_time_).count();
  const double images_per_s = static_cast<double>(progress.images - first_.images) / seconds;
  const double seconds_left =
      seconds * static_cast<double>(progress.steps - progress.step) / static_cast<double>(progress.step - first_.step);
  line_.draw(fmt::format("epoch {:{}}/{}", progress.epoch, fmt::formatted_size("{}", progress.epochs), progress.epochs),
             static_cast<double>(progress.step) / static_cast<double>(progress.steps),
             fmt::format("{:.0f} img/s  loss {:.4f}  accuracy {:.2f} %  {} left", images_per_s, progress.loss,
                         100 * progress.accuracy, clock_time(seconds_left)));
}

void ProgressDisplay::finish_epoch(const EpochRecord& record, int epochs) {
  clear();
  write_talk(epoch_line(record, epochs) + "\n");
}

}  // namespace digitnet::cli
