#include "kept_data.hpp"

#include <vector>

namespace digitnet::serve {
namespace {

/// Conditions, constant texts that each take `values`.
struct Whose {
  std::string owner;     ///< of samples and tests
  std::string owner_id;  ///< of versions
  std::string trained;   ///< of jobs
  std::vector<DatabaseValue> values;
};

KeptData kept_by(Transaction& transaction, const Whose& whose) {
  KeptData kept;
  const auto numbers = [&](const std::string& sql) { return transaction.row(sql, whose.values).value(); };
  const auto samples =
      numbers("SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM sample WHERE " + whose.owner);
  kept.digits = samples.integer(0);
  kept.digit_bytes = samples.integer(1);
  const auto versions =
      numbers("SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM model_version WHERE " + whose.owner_id);
  kept.versions = versions.integer(0);
  kept.version_bytes = versions.integer(1);
  kept.trainings = numbers("SELECT COUNT(*) FROM job WHERE kind = 'train' AND " + whose.trained).integer(0);
  kept.tests = numbers("SELECT COUNT(*) FROM trial WHERE " + whose.owner).integer(0);
  kept.test_bytes =
      numbers("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM fresh_digit WHERE " + whose.owner).integer(0);
  return kept;
}

}  // namespace

KeptData kept_data_of(Transaction& transaction, const std::string& user_id) {
  return kept_by(transaction, {"owner = :owner", "owner_id = :owner", "owner_id = :owner", {user_id}});
}

KeptData kept_data(Transaction& transaction) {
  return kept_by(transaction, {"1 = 1", "owner_id IS NOT NULL", "1 = 1", {}});
}

}  // namespace digitnet::serve
