#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

namespace digitnet::test {

/// The lines of a log once there are `count`; it is written a little later than answers are.
std::vector<nlohmann::json> log_lines(const std::filesystem::path& path, std::size_t count);

}  // namespace digitnet::test
