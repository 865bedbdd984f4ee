#pragma once

#include "job_run.hpp"
#include "versions.hpp"

namespace digitnet::serve {

/// What a training brought: a model file's bytes and all that is known of it but its place in the database.
struct TrainedModel {
  ModelVersion version;
  std::vector<std::uint8_t> bytes;
  std::vector<ModelScore> scores;  ///< on MNIST's test images, of the model and where it was unknown of its parent
};

/// Trains the model that `run`'s job names with the digits of its owner, beside MNIST's, and measures it and its parent
/// on the digits that were held back and on MNIST's test images. Changes nothing but files in the job's folder.
///
/// Throws JobFailed, JobStopped, FileError, DatabaseError.
[[nodiscard]] TrainedModel train_model(JobRun& run);

}  // namespace digitnet::serve
