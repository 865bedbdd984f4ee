#pragma once

#include <nlohmann/json_fwd.hpp>

#include "digitnet/trainer.hpp"

namespace digitnet::cli {

/// The figures of an epoch, without its seconds; null where there is no number.
[[nodiscard]] nlohmann::ordered_json epoch_json(const EpochRecord& record);

}  // namespace digitnet::cli
