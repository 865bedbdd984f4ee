#pragma once

#include <string>
#include <vector>

#include "sample_query.hpp"
#include "samples.hpp"

namespace digitnet::serve {

/// One sample, as programs see it: neither its owner nor where it lies.
[[nodiscard]] std::string sample_json(const Sample& sample);

/// A part of the samples with what the owner has and may have in all.
[[nodiscard]] std::string sample_list_json(const SampleList& list, const SampleCounts& counts,
                                           const SampleQuota& quota);

/// What came of each picture.
[[nodiscard]] std::string added_samples_json(const std::vector<AddedSample>& added);

}  // namespace digitnet::serve
