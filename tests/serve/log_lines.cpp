#include "serve/log_lines.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <fstream>
#include <string>
#include <thread>

namespace digitnet::test {

using namespace std::chrono_literals;

std::vector<nlohmann::json> log_lines(const std::filesystem::path& path, std::size_t count) {
  std::vector<nlohmann::json> lines;
  for (int i = 0; i < 200 && lines.size() < count; ++i) {
    std::this_thread::sleep_for(20ms);
    lines.clear();
    std::ifstream text(path);
    for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
  }
  REQUIRE(lines.size() == count);
  return lines;
}

}  // namespace digitnet::test
