#pragma once

#include <string>

#include "digitnet/trainer.hpp"
#include "formats/strict_json.hpp"

namespace digitnet {

/// The figures of all epochs as a JSON list; every number comes back with the same bits.
[[nodiscard]] Json history_to_json(const History& history);

/// Throws FormatError, naming the epoch and field, when `json` is no such list.
[[nodiscard]] History read_history(const ParsedJson& json, const std::string& name);

}  // namespace digitnet
