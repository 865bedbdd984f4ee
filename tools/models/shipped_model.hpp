#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace digitnet::cli {

/// The bytes of data/models/default.safetensors as they were when the command was built; empty when it was not there.
[[nodiscard]] std::span<const std::uint8_t> shipped_model_bytes() noexcept;

/// Likewise of data/models/default.evaluation.json: what `digitnet evaluate shipped --json` printed for that model.
[[nodiscard]] std::string_view shipped_evaluation() noexcept;

/// Likewise of data/models/lines.safetensors.
[[nodiscard]] std::span<const std::uint8_t> shipped_line_model_bytes() noexcept;

}  // namespace digitnet::cli
