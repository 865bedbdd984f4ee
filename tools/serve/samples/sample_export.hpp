#pragma once

#include <string>
#include <vector>

#include "sample.hpp"

namespace digitnet::serve {

/// Where a sample's picture lies in an export: `digits/7/12.png`, so that the folder can be trained with and uploaded
/// again; without a label `digits/unlabelled/12.png`.
[[nodiscard]] std::string export_name(const Sample& sample);

/// All that is kept of samples but their pictures, as JSON.
[[nodiscard]] std::string samples_json(const std::vector<Sample>& samples);

}  // namespace digitnet::serve
