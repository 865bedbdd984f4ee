#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "job_context.hpp"
#include "model_version.hpp"
#include "page.hpp"
#include "request_origin.hpp"
#include "user.hpp"

namespace digitnet::serve {

/// The versions of a user's own, and which model the user reads with. For any thread.
///
/// All throw AccountError (not found) for what is another's.
class OwnVersions {
 public:
  explicit OwnVersions(JobContext& context) : context_(context) {}

  [[nodiscard]] Page<ModelVersion> list(const User& user, PageRequest page);
  [[nodiscard]] ModelVersion get(const User& user, const std::string& version_id);
  /// The one that the user reads with; nothing: what everybody is served.
  [[nodiscard]] std::optional<ModelVersion> used(const User& user);
  void use(const User& user, const std::string& version_id, const RequestOrigin& origin);
  void use_served(const User& user, const RequestOrigin& origin);
  /// Throws AccountError (invalid) for one of more than 500 bytes or that is no plain text.
  void set_note(const User& user, const std::string& version_id, std::string_view note);
  /// The one in use makes room for what everybody is served.
  void remove(const User& user, const std::string& version_id, const RequestOrigin& origin);
  /// The model file, to keep elsewhere.
  [[nodiscard]] std::vector<std::uint8_t> file(const User& user, const std::string& version_id);

  /// For Accounts::hooks(): the files of a user who is deleted, and what an export holds.
  void register_hooks();

 private:
  JobContext& context_;
};

/// A note that a person wrote, without blanks around it. Throws AccountError (invalid, field `note`).
[[nodiscard]] std::string checked_note(std::string_view note);

}  // namespace digitnet::serve
