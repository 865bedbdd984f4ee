#include "run_identity.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <nlohmann/json.hpp>

#include "digitnet/error.hpp"
#include "fnv1a.hpp"
#include "train_settings_json.hpp"

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

std::string fingerprint(std::initializer_list<const Dataset*> parts) {
  Fnv1a hash;
  for (const Dataset* part : parts) {
    for (const int extent : part->image_shape().extents()) {
      hash.add_number(static_cast<std::uint64_t>(extent));
    }
    hash.add_number(static_cast<std::uint64_t>(part->classes()));
    hash.add_number(part->size());
    for (std::size_t i = 0; i < part->size(); ++i) {
      hash.add(part->image(i));
      hash.add_number(static_cast<std::uint64_t>(part->label(i)));
    }
  }
  return fmt::format("{:016x}", hash.value);
}

}  // namespace digitnet::cli
