#pragma once

#include <vector>

#include "job_run.hpp"
#include "versions.hpp"

namespace digitnet::serve {

/// Measures the version of the server's own that `run`'s job names, and what is served, on MNIST's test images and on
/// the administrator's test set, as far as that is unknown. Changes nothing but files in the job's folder.
///
/// Throws JobFailed, JobStopped, FileError, DatabaseError.
[[nodiscard]] std::vector<ModelScore> evaluate_model(JobRun& run);

}  // namespace digitnet::serve
