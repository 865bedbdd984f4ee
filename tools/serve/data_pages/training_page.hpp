#pragma once

#include <optional>
#include <string>

#include "job.hpp"
#include "model_version.hpp"
#include "page.hpp"
#include "page_template.hpp"
#include "training.hpp"

namespace digitnet::serve {

/// What the page shows.
struct TrainingView {
  TrainingNeeds needs;
  std::optional<ModelVersion> used;  ///< the version that the user reads with
  Page<Job> trainings;               ///< the latest
};

/// For templates/training.mustache.
[[nodiscard]] PageData training_data(const TrainingView& view);

/// Where a training stands, in a few words: `Epoch 2 of 5`.
[[nodiscard]] std::string stage_of(const Job& job);

/// A server-sent event that says where a training stands; `over` when it is.
[[nodiscard]] std::string training_event(const Job& job);

}  // namespace digitnet::serve
