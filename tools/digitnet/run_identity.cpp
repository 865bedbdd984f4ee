#include "run_identity.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "digitnet/error.hpp"

namespace digitnet::cli {

std::string to_json(const RunIdentity& identity) {
  return fmt::format(R"({{"settings":{},"data_fingerprint":"{}","isa":"{}"}})", to_json(identity.settings),
                     identity.data_fingerprint, identity.isa);
}

RunIdentity parse_identity(const std::string& json, const std::string& name) {
  try {
    const auto parsed = nlohmann::json::parse(json);
    return {parse_settings(parsed.at("settings").dump(), name), parsed.at("data_fingerprint").get<std::string>(),
            parsed.at("isa").get<std::string>()};
  } catch (const nlohmann::json::exception&) {
    throw FormatError(name + ": this checkpoint was not made by 'digitnet train'");
  }
}

std::string fingerprint(const Dataset& data) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  const auto add = [&hash](std::uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3u; };
  for (std::size_t i = 0; i < data.size(); ++i) {
    for (const std::uint8_t pixel : data.image(i)) {
      add(pixel);
    }
    add(static_cast<std::uint8_t>(data.label(i)));
  }
  return fmt::format("{:016x}", hash);
}

}  // namespace digitnet::cli
