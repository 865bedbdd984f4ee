#include "taken_model.hpp"

#include <filesystem>

#include "digitnet/model_file.hpp"
#include "formats/file.hpp"
#include "job_folder.hpp"
#include "random_id.hpp"

namespace digitnet::serve {

std::vector<std::uint8_t> without_history(std::span<const std::uint8_t> bytes, const std::string& folder) {
  constexpr std::size_t kMost_bytes = std::size_t{64} << 20;
  const ModelFile file = parse_model(bytes, "the version");
  const ServerFolder scratch(folder, random_id());
  const std::filesystem::path path = std::filesystem::path(scratch.path()) / "taken";
  save(file.model, path, {file.record.options, {}});
  return read_file(path, kMost_bytes);
}

}  // namespace digitnet::serve
