#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "audit_log.hpp"
#include "job.hpp"
#include "mail_queue.hpp"
#include "model_updates.hpp"
#include "overview.hpp"
#include "promotion.hpp"

namespace digitnet::serve {

// What the interface tells administrators.

[[nodiscard]] nlohmann::ordered_json overview_json(const Overview& view);
[[nodiscard]] nlohmann::ordered_json kept_json(const KeptData& kept);
[[nodiscard]] nlohmann::ordered_json backups_json(const BackupState& state);
[[nodiscard]] nlohmann::ordered_json job_json(const Job& job);
[[nodiscard]] nlohmann::ordered_json audit_json(const AuditRow& row);
[[nodiscard]] nlohmann::ordered_json mail_json(const MailRow& row);
/// A version of the server's own, or one that it may take.
[[nodiscard]] nlohmann::ordered_json model_json(const ModelVersion& version);
[[nodiscard]] nlohmann::ordered_json gate_json(const PromotionGate& gate);
[[nodiscard]] nlohmann::ordered_json served_json(const Served& served);
[[nodiscard]] nlohmann::ordered_json promotion_json(const PromotionRow& row);
[[nodiscard]] nlohmann::ordered_json test_set_json(const std::optional<TestSet>& set);
[[nodiscard]] nlohmann::ordered_json update_json(const OfferedModel& offered);

}  // namespace digitnet::serve
