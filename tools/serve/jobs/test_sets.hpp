#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "clock.hpp"
#include "database.hpp"

namespace digitnet::serve {

/// Labelled images of an administrator that a model must read well to be served: two IDX files of the store.
struct TestSet {
  std::string id;
  std::int64_t images = 0;
  std::string images_sha256;
  std::string labels_sha256;
  Time created_at;
  std::string created_by;

  /// Names it in scores: both files count.
  [[nodiscard]] std::string name() const { return images_sha256 + "-" + labels_sha256; }
};

inline constexpr std::string_view kTestImages = "test_images";
inline constexpr std::string_view kTestLabels = "test_labels";

/// The rows of test sets, as part of the caller's transaction. At most one is used.
class TestSets {
 public:
  explicit TestSets(Transaction& transaction) : transaction_(transaction) {}

  [[nodiscard]] std::optional<TestSet> used();
  /// Uses this one from now on, and forgets the one before it.
  void use(const TestSet& set);
  void clear();

 private:
  Transaction& transaction_;
};

}  // namespace digitnet::serve
