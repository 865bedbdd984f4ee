#pragma once

#include <optional>
#include <string>

#include "job_run.hpp"
#include "test_sets.hpp"
#include "versions.hpp"

namespace digitnet::serve {

/// Writes a model into the job's folder: a version of the job's owner or of the server's own; empty, or where there is
/// none any more, what the server was started with. Gives back the SHA-256 of the one it is. Throws Error.
std::string write_model(JobRun& run, const std::string& sha256, const std::string& file);

/// What the model in `file` of the job's folder achieves on MNIST's test images; nothing when that is known already, or
/// there are none. Throws as JobRun::evaluate().
[[nodiscard]] std::optional<ModelScore> measure_on_mnist(JobRun& run, const std::string& sha256,
                                                         const std::string& file);
/// Likewise on a test set.
[[nodiscard]] std::optional<ModelScore> measure_on_test_set(JobRun& run, const std::string& sha256,
                                                            const std::string& file, const TestSet& set);

}  // namespace digitnet::serve
