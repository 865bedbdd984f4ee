#include "serve/data_pages/trained_user.hpp"

#include "job_queue.hpp"
#include "random_id.hpp"
#include "sample_rows.hpp"
#include "serve/trials/constant_model.hpp"
#include "shipped_model.hpp"
#include "versions.hpp"

namespace digitnet::test {

using namespace digitnet::serve;

void give_digits(DataPagesUnderTest& pages, const Client& client, int count) {
  pages.accounts.database.write([&](Transaction& transaction) {
    for (int i = 0; i < count; ++i) {
      Sample sample;
      sample.owner = client.user_id;
      sample.sha256 = random_id() + random_id();
      sample.label = i % 10;
      sample.opinion = {i % 10, 0.5, "0"};
      sample.created_at = pages.accounts.now;
      SampleRows(transaction).add(sample, Image{28, 28, std::vector<std::uint8_t>(784, 100)});
    }
  });
}

std::string give_version(DataPagesUnderTest& pages, const Client& client) {
  ModelVersion version;
  version.owner_id = client.user_id;
  version.created_by = client.user_id;
  version.sha256 = pages.files->put(client.user_id, kModelFiles, cli::shipped_model_bytes());
  version.bytes = static_cast<std::int64_t>(cli::shipped_model_bytes().size());
  version.parent_sha256 = std::string(64, 'a');
  version.created_at = pages.accounts.now;
  version.trained_images = 80;
  version.held_back_before = {11, 20};
  version.held_back_after = {19, 20};
  version.history = {{1, 0.5, 0.8, 0.4, 0.85, 0.001, 3}, {2, 0.3, 0.9, 0.2, 0.95, 0.001, 3}};
  return pages.accounts.database.write([&](Transaction& transaction) {
    Versions versions(transaction);
    versions.set_score({version.parent_sha256, kMnist, {9960, 10000}, 0.01, "{}"}, pages.accounts.now);
    versions.set_score({version.sha256, kMnist, {9958, 10000}, 0.01, "{}"}, pages.accounts.now);
    return versions.add(version);
  });
}

std::string give_constant_version(DataPagesUnderTest& pages, const Client& client, int digit, double probability) {
  const ModelVersion version = constant_version(*pages.files, client.user_id, digit, probability);
  return pages.accounts.database.write([&](Transaction& transaction) { return Versions(transaction).add(version); });
}

Job take_training(DataPagesUnderTest& pages) {
  return pages.accounts.database.write([&](Transaction& transaction) {
    return JobQueue(transaction)
        .take({"server", pages.accounts.now + std::chrono::hours(1)}, pages.accounts.now)
        .value();
  });
}

}  // namespace digitnet::test
