#pragma once

#include <optional>
#include <string>
#include <vector>

#include "database.hpp"
#include "page.hpp"
#include "sample_filter.hpp"
#include "trial.hpp"

namespace digitnet::serve {

/// The rows of trials and of the sets that they are of, as part of the caller's transaction. Every statement names the
/// owner.
class TrialRows {
 public:
  explicit TrialRows(Transaction& transaction) : transaction_(transaction) {}

  /// Gives the set an id.
  void add_set(FreshSet& set, const std::vector<FreshDigit>& digits);
  /// For each digit of a set, whether it is among its owner's samples now.
  [[nodiscard]] std::vector<bool> known_digits(const FreshSet& set, std::size_t digits);
  /// Gives the trial an id and a number.
  void add(TrialResult& result);

  [[nodiscard]] std::optional<Trial> find(const std::string& owner, const std::string& id);
  /// The trial of this set by this model.
  [[nodiscard]] std::optional<Trial> find_reading(const FreshSet& set, const std::string& model_sha256);
  /// The latest first.
  [[nodiscard]] Page<Trial> list(const std::string& owner, PageRequest page);
  /// All of an owner's, in the order in which they were made.
  [[nodiscard]] std::vector<Trial> all(const std::string& owner);
  /// All of one set, in the order in which they were made.
  [[nodiscard]] std::vector<Trial> of_set(const FreshSet& set);
  [[nodiscard]] std::vector<FreshDigit> digits(const FreshSet& set);
  /// What a model put out, and which digits were known.
  struct Answers {
    DigitOutputs outputs;
    std::vector<bool> is_known;
  };
  [[nodiscard]] Answers answers(const Trial& trial);
  [[nodiscard]] std::optional<std::string> picture(const Trial& trial, std::int64_t number);

  /// The set goes with its last trial.
  void remove(const Trial& trial);
  /// All digits of an owner's sets, and their bytes.
  [[nodiscard]] SampleQuota used(const std::string& owner);
  [[nodiscard]] std::int64_t sets(const std::string& owner);

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
