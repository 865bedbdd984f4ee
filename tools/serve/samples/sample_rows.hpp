#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "database.hpp"
#include "held_back.hpp"
#include "sample.hpp"
#include "sample_filter.hpp"

namespace digitnet::serve {

/// A sample whose model is no longer that of today.
struct StaleSample {
  std::string id;
  Image seen;
};

/// The rows of samples, as part of the caller's transaction. Every statement names the owner.
class SampleRows {
 public:
  explicit SampleRows(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] std::optional<Sample> find(const std::string& owner, const std::string& id);
  [[nodiscard]] std::optional<Sample> find_picture(const std::string& owner, const std::string& sha256);
  [[nodiscard]] SampleQuota used(const std::string& owner);
  [[nodiscard]] SampleList list(const std::string& owner, const SampleFilter& filter, const SampleRange& range);
  [[nodiscard]] SampleCounts count(const std::string& owner);
  [[nodiscard]] std::vector<TrainingSample> training_samples(const std::string& owner);
  [[nodiscard]] std::vector<std::string> owners();
  [[nodiscard]] std::vector<StaleSample> stale(const std::string& owner, const std::string& model_version,
                                               std::size_t most);

  /// Gives it an id and number, and decides whether it is held back.
  void add(Sample& sample, const Image& seen);
  /// Settles a conflict, and decides whether it is held back where that was open.
  void set_label(Sample& sample, int label);
  void set_other_label(Sample& sample, int label);
  void set_opinion(const std::string& owner, const std::string& id, const Opinion& opinion);
  /// The hash of its picture; nothing when there is none.
  [[nodiscard]] std::optional<std::string> remove(const std::string& owner, const std::string& id);

 private:
  [[nodiscard]] bool is_to_be_held_back(const Sample& sample);

  Transaction& transaction_;
};

}  // namespace digitnet::serve
