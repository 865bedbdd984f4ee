#include "training_observer.hpp"

#include <exception>
#include <utility>

#include "digitnet/checkpoint.hpp"
#include "interrupt.hpp"
#include "output_path.hpp"
#include "terminal.hpp"
#include "training_curve_svg.hpp"

namespace digitnet::cli {

TrainingObserver::TrainingObserver(const TrainFiles& files, const Model& model, int epochs, std::string identity)
    : files_(files), model_(model), epochs_(epochs), identity_(std::move(identity)), plotting_(!files.plot.empty()) {}

void TrainingObserver::tell_program(const ProgressLines::Images& images) {
  lines_.emplace(images, epochs_);
}

void TrainingObserver::start(const Trainer& trainer, const History& so_far) {
  trainer_ = &trainer;
  if (!files_.history.empty()) {
    history_.emplace(files_.history, so_far);
  }
}

bool TrainingObserver::after_step(const Progress& progress) {
  if (!interrupted()) {
    lines_ ? lines_->show(progress) : display_.show(progress);
    return true;
  }
  stopped_ = true;
  display_.clear();
  save_checkpoint_now();
  return false;
}

bool TrainingObserver::after_epoch(const EpochRecord& record) {
  lines_ ? lines_->finish_epoch(record) : display_.finish_epoch(record, epochs_);
  // The checkpoint first: a resumed run writes the other two from it.
  save_checkpoint_now();
  if (history_ && !attempt([&] { history_->append(record); })) {
    history_.reset();
  }
  if (plotting_) {
    plotting_ = attempt([&] { write_file(files_.plot, training_curve_svg(trainer_->history())); });
  }
  stopped_ = interrupted();
  return !stopped_;
}

bool TrainingObserver::attempt(const std::function<void()>& work) {
  try {
    work();
    return true;
  } catch (const std::exception& error) {
    had_trouble_ = true;
    display_.clear();
    report_error(error.what());
    return false;
  }
}

void TrainingObserver::save_checkpoint_now() {
  checkpoint_saved_ = !files_.checkpoint.empty() &&
                      attempt([&] { save_checkpoint(model_, trainer_->state(), identity_, files_.checkpoint); });
}

}  // namespace digitnet::cli
