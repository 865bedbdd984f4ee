#include "test_sets.hpp"

#include "random_id.hpp"

namespace digitnet::serve {

std::optional<TestSet> TestSets::used() {
  const auto row =
      transaction_.row("SELECT id, images, images_sha256, labels_sha256, created_at, created_by FROM test_set");
  if (!row) return std::nullopt;
  return TestSet{row->text(0), row->integer(1), row->text(2), row->text(3), row->time(4), row->text(5)};
}

void TestSets::use(const TestSet& set) {
  clear();
  transaction_.change(
      "INSERT INTO test_set (id, images, images_sha256, labels_sha256, created_at, created_by) "
      "VALUES (:id, :images, :images_sha256, :labels_sha256, :created_at, :created_by)",
      {random_id(), set.images, set.images_sha256, set.labels_sha256, value_of(set.created_at), set.created_by});
}

void TestSets::clear() {
  transaction_.change("DELETE FROM test_set");
}

}  // namespace digitnet::serve
