#include "serve/trials/constant_model.hpp"

#include <algorithm>
#include <cmath>

#include "digitnet/model_file.hpp"
#include "formats/file.hpp"
#include "job_context.hpp"
#include "support/database_places.hpp"

namespace digitnet::test {

std::vector<std::uint8_t> constant_model(int digit, double probability) {
  Model model({28, 28, 1}, {Dense{10}, Softmax{}}, 1);
  std::ranges::fill(model.parameters(), 0.0F);
  for (const ParameterInfo& info : model.parameter_infos()) {
    if (info.shape.size() != 10) continue;  // the bias
    for (std::size_t i = 0; i < 10; ++i) {
      const double share = i == static_cast<std::size_t>(digit) ? probability : (1 - probability) / 9;
      model.parameters()[info.offset + i] = static_cast<float>(std::log(share));
    }
  }
  const TestFolder folder;
  save(model, folder.path("model"));
  return read_file(folder.path("model"), std::size_t{1} << 30);
}

serve::ModelVersion constant_version(serve::FileStore& files, const std::string& owner, int digit, double probability) {
  const std::vector<std::uint8_t> bytes = constant_model(digit, probability);
  serve::ModelVersion version;
  version.owner_id = owner;
  version.created_by = owner;
  version.sha256 = files.put(owner, serve::kModelFiles, bytes);
  version.bytes = static_cast<std::int64_t>(bytes.size());
  return version;
}

}  // namespace digitnet::test
