#pragma once

#include <functional>
#include <optional>
#include <string>

#include "digitnet/model.hpp"
#include "digitnet/trainer.hpp"
#include "history_file.hpp"
#include "progress_bar.hpp"
#include "progress_lines.hpp"

namespace digitnet::cli {

/// The files that a training run writes while it runs; an empty name: none of that kind.
struct TrainFiles {
  std::string output;      ///< the model, at the end
  std::string checkpoint;  ///< a folder
  std::string history;
  std::string plot;
};

/// Watches a training run: shows it, writes its files after every epoch, and stops it when the user interrupts.
///
/// A file that cannot be written does not end the run, which may have taken hours: it is reported at once, and
/// had_trouble() tells at the end.
class TrainingObserver {
 public:
  /// `identity` goes into the checkpoints. All references are used until the observer goes. Throws FileError when
  /// the history file cannot be made.
  TrainingObserver(const TrainFiles& files, const Model& model, int epochs, std::string identity);

  /// From now on tells in lines of JSON on standard output instead of showing on standard error; begins with how many
  /// images there are.
  void tell_program(const ProgressLines::Images& images);
  /// The same `trainer` that runs. `so_far`: the epochs of a run that is taken up again.
  void start(const Trainer& trainer, const History& so_far);
  /// For TrainOptions: false when training is to stop.
  bool after_step(const Progress& progress);
  bool after_epoch(const EpochRecord& record);
  /// Takes the progress bar away.
  void finish() { display_.clear(); }

  /// Whether after_step or after_epoch stopped the run.
  [[nodiscard]] bool stopped() const { return stopped_; }
  [[nodiscard]] bool had_trouble() const { return had_trouble_; }
  /// Whether a checkpoint of the run as it stands is on disk.
  [[nodiscard]] bool checkpoint_saved() const { return checkpoint_saved_; }

 private:
  bool attempt(const std::function<void()>& work);
  void save_checkpoint_now();

  const TrainFiles& files_;
  const Model& model_;
  int epochs_;
  std::string identity_;
  const Trainer* trainer_ = nullptr;
  ProgressDisplay display_;
  std::optional<ProgressLines> lines_;
  std::optional<HistoryFile> history_;
  bool plotting_;
  bool stopped_ = false;
  bool had_trouble_ = false;
  bool checkpoint_saved_ = false;
};

}  // namespace digitnet::cli
