#include "job_models.hpp"

#include <filesystem>
#include <span>

#include "digitnet/model_file.hpp"
#include "formats/file.hpp"
#include "mnist_files.hpp"

namespace digitnet::serve {
namespace {

void write_bytes(const std::string& path, std::span<const std::uint8_t> bytes) {
  write_file(path, std::span(&bytes, 1));
}

void write_stored_file(JobRun& run, const FileKey& key, const std::string& file) {
  const auto bytes = run.context().files.get(key);
  if (!bytes) throw JobFailed("A file that the job needs is not in the store any more.");
  write_bytes(run.folder().path(file), *bytes);
}

/// One in the store, of the job's owner's or of the server's own.
std::optional<std::vector<std::uint8_t>> find_model(JobRun& run, const std::string& sha256) {
  if (sha256.empty()) return std::nullopt;
  for (const std::string& owner : {run.job().owner_id, std::string(kSiteOwner)}) {
    if (auto bytes = run.context().files.get({owner, std::string(kModelFiles), sha256})) return bytes;
  }
  return std::nullopt;
}

bool is_known(JobRun& run, const std::string& sha256, const std::string& data) {
  return run.context().database().read(
      [&](Transaction& transaction) { return Versions(transaction).score(sha256, data).has_value(); });
}

ModelScore score_of(const std::string& sha256, const std::string& data, const JobRun::Measured& measured) {
  return {sha256, data, measured.right, measured.loss, measured.json};
}

}  // namespace

std::string write_model(JobRun& run, const std::string& sha256, const std::string& file) {
  if (const auto bytes = find_model(run, sha256)) {
    write_bytes(run.folder().path(file), *bytes);
    return sha256;
  }
  const auto own = run.context().own_model();
  save(own->models.digits, run.folder().path(file), own->record);
  return own->sha256;
}

std::optional<ModelScore> measure_on_mnist(JobRun& run, const std::string& sha256, const std::string& file) {
  if (is_known(run, sha256, kMnist) || !has_mnist_test_images(run.context().options)) return std::nullopt;
  return score_of(sha256, kMnist, run.evaluate(file, {"--data", run.context().options.mnist}));
}

std::optional<ModelScore> measure_on_test_set(JobRun& run, const std::string& sha256, const std::string& file,
                                              const TestSet& set) {
  if (is_known(run, sha256, set.name())) return std::nullopt;
  constexpr const char* kImages = "test_images";
  constexpr const char* kLabels = "test_labels";
  write_stored_file(run, {std::string(kSiteOwner), std::string(kTestImages), set.images_sha256}, kImages);
  write_stored_file(run, {std::string(kSiteOwner), std::string(kTestLabels), set.labels_sha256}, kLabels);
  return score_of(sha256, set.name(), run.evaluate(file, {"--images", kImages, "--labels", kLabels}));
}

}  // namespace digitnet::serve
