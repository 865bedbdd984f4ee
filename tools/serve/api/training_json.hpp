#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "job.hpp"
#include "model_version.hpp"
#include "training.hpp"

namespace digitnet::serve {

/// `{right, images, accuracy, interval}`; null without images.
[[nodiscard]] nlohmann::ordered_json share_json(const ShareRight& share);
[[nodiscard]] nlohmann::ordered_json training_json(const Job& job);
/// Nothing where there were no images.
[[nodiscard]] nlohmann::ordered_json share_json(const std::optional<ShareRight>& share);
[[nodiscard]] nlohmann::ordered_json needs_json(const TrainingNeeds& needs);
/// `used`: it is the one that its owner reads with.
[[nodiscard]] nlohmann::ordered_json version_json(const ModelVersion& version, bool used);
/// Its epochs.
[[nodiscard]] nlohmann::ordered_json history_of(const ModelVersion& version);

}  // namespace digitnet::serve
