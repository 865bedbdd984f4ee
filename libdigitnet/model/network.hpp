#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "digitnet/model.hpp"
#include "digitnet/precision.hpp"
#include "kernels/kernels.hpp"
#include "layers/pass.hpp"
#include "model/plan.hpp"
#include "model/team_barrier.hpp"

namespace digitnet {

/// What the loss of one batch depends on beside the model and the images.
struct LossOptions {
  std::uint64_t dropout_key = 0;  ///< of this step
  float label_smoothing = 0;
};

/// How a network computes.
struct Execution {
  int threads = 0;  ///< 0 to 1024; 0: as OpenMP decides
  Precision precision = Precision::fp32;
  bool keeps_gradients = false;  ///< training without a sink
};

/// The sums over one batch.
struct BatchResult {
  double loss = 0;
  int correct = 0;
};

/// Runs models of one architecture forward and backward, in memory that is laid out once by a plan.
///
/// The result does not depend on the number of threads. Computing allocates nothing.
class Network {
 public:
  static constexpr int kLargestBatch = 65536;

  /// Throws ArgumentError unless 1 <= max_batch <= kLargestBatch and the number of threads is in its range.
  Network(const Model& model, int max_batch, Purpose purpose, const Execution& execution);

  [[nodiscard]] int max_batch() const { return plan_.max_batch; }
  [[nodiscard]] int threads() const { return threads_; }

  /// Where the caller puts the images, `[max_batch,H,W,C]`.
  [[nodiscard]] float* input() { return workspace_.data() + plan_.slots.front().activation.offset; }

  /// Inference: the outputs `[samples,classes]` for the first `samples` images; valid until the next call. `model` is
  /// the one this was made with, its weights as they were then.
  const float* infer(const Model& model, int samples) noexcept;

  /// Training: loss and gradients of their mean for the first labels.size() images. With a sink, gradients go there
  /// unless the loss is not finite, and it may change the parameters that it is told of.
  BatchResult differentiate(const Model& model, std::span<const int> labels, const LossOptions& options,
                            GradientSink* sink = nullptr) noexcept;
  /// The gradient of each of Model::parameters(), from the last differentiate() without a sink, for which the
  /// execution must ask.
  [[nodiscard]] std::span<const float> gradients() const { return gradients_.span(); }
  /// Moves the running statistics of batch normalisation towards those of the last differentiate().
  void update_statistics(Model& model) const noexcept;

 private:
  /// Samples [first, last) of the batch, which belong to shard `shard`.
  struct Samples {
    int shard;
    int first;
    int last;
  };

  void wait_for_team() noexcept;
  [[nodiscard]] static Samples shard_samples(int shard, int batch) noexcept;
  [[nodiscard]] float* thread_memory(int thread) noexcept;
  [[nodiscard]] float* at(const Slot& slot, const Place& place, int sample) noexcept;
  [[nodiscard]] Pass make_pass(const Model& model, const Step& step, const Samples& samples) noexcept;
  void prepare_weights(const Model& model) noexcept;
  using StageSteps = void (Network::*)(const Model&, const Stage&, const Samples&, Part) noexcept;
  void run_stage(const Model& model, const Stage& stage, int batch, StageSteps steps) noexcept;
  void forward_steps(const Model& model, const Stage& stage, const Samples& samples, Part part) noexcept;
  void backward_steps(const Model& model, const Stage& stage, const Samples& samples, Part part) noexcept;
  void start_shard_gradients() noexcept;
  void infer_in_parts(const Model& model) noexcept;
  void compute_loss(std::span<const int> labels, const LossOptions& options) noexcept;
  void sum_shard_gradients(const Model& model) noexcept;

  const Kernels* kernels_;
  Purpose purpose_;
  int threads_;
  bool in_parts_ = false;  // threads share one image, and the first one's memory
  TeamBarrier barrier_;
  Plan plan_;
  Storage workspace_;
  Storage gradients_;
  std::vector<double> losses_;      // of each sample
  std::vector<std::uint8_t> hits_;  // likewise: its largest logit is its label's
  BatchResult result_;              // of the last differentiate(), as the next ones
  int batch_ = 0;
  GradientSink* sink_ = nullptr;
  std::uint64_t dropout_key_ = 0;
};

}  // namespace digitnet
