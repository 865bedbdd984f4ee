#pragma once

// A plan says once where everything stands that a network computes with, so that computing allocates nothing.
//
// Layers become steps; a ReLU behind a convolution, and 2x2 max pooling behind the convolution or its ReLU, join its
// step. A slot is a place for one activation (and, in training, its gradient); layers that work in place share the slot
// of their input. Steps are grouped into stages: a dense layer is a stage of its own and takes the whole batch, the
// runs of layers between take each shard of the batch a few samples (a chunk) at a time, so that what one layer writes
// the next still finds in the cache. What lives only inside a stage lies in the memory of the thread; what must outlast
// it in memory for the whole batch (docs/decisions/0003-stages-and-shards.md).

#include <cstddef>
#include <vector>

#include "digitnet/model.hpp"
#include "kernels/kernels.hpp"

namespace digitnet {

/// A place in the workspace: for the whole batch, or in every thread's own memory for one chunk.
struct Place {
  bool of_thread = false;
  std::size_t offset = 0;  ///< floats, from the start of the workspace or of the thread's memory
};

struct Slot {
  Shape shape;
  Place activation;
  Place gradient;  ///< training only
};

struct Step {
  std::size_t layer = 0;  ///< in Model::layers()
  bool relu = false;      ///< the ReLU behind it is part of it
  bool pools = false;     ///< so is the max pooling behind that
  std::size_t input = 0;  ///< slot
  std::size_t output = 0;
  std::size_t parameters = 0;  ///< offset in Model::parameters()
  std::size_t parameter_count = 0;
  std::size_t statistics = 0;      ///< offset in Model::statistics()
  std::size_t shard_gradient = 0;  ///< offset in a shard's gradient
  std::size_t prepared = 0;        ///< offset in the workspace
  std::size_t saved = 0;           ///< likewise, of shard 0
  std::size_t saved_floats = 0;    ///< from one shard's to the next one's
  std::size_t indices = 0;         ///< likewise, of sample 0
  std::size_t index_bytes = 0;     ///< from one sample's to the next one's
};

struct Stage {
  std::size_t first = 0;  ///< steps [first, last)
  std::size_t last = 0;
  bool batch_wide = false;
  int chunk = 1;  ///< samples at a time
};

struct Plan {
  /// A batch is always cut into this many shards, so that sums over it have one order on any number of threads.
  static constexpr int kShards = 8;

  int max_batch = 0;
  std::vector<Slot> slots;  ///< slot 0 is the input
  std::vector<Step> steps;
  std::vector<Stage> stages;
  std::size_t logits = 0;  ///< training: the slot that the loss looks at
  std::size_t shard_gradient_floats = 0;
  std::size_t shard_gradients = 0;  ///< offset in the workspace, kShards of them
  std::size_t thread_scratch = 0;   ///< offset in a thread's memory
  std::size_t thread_floats = 0;
  std::size_t threads = 0;        ///< offset of the first thread's memory in the workspace
  std::size_t shared_floats = 0;  ///< size of the workspace before the threads' memory
};

/// For computing with `kernels`. For training, the model must end in Softmax; its step is left to the loss.
[[nodiscard]] Plan make_plan(const Model& model, int max_batch, Purpose purpose, const Kernels& kernels);

}  // namespace digitnet
