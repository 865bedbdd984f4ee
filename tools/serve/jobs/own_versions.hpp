#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account_hooks.hpp"
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
  /// Throws AccountError (invalid) as checked_note().
  void set_note(const User& user, const std::string& version_id, std::string_view note);
  /// The one in use makes room for what everybody is served.
  void remove(const User& user, const std::string& version_id, const RequestOrigin& origin);
  /// The model file, to keep elsewhere. Throws FileError when it is damaged or gone.
  [[nodiscard]] std::vector<std::uint8_t> file(const User& user, const std::string& version_id);

  /// Exports the versions and trainings of accounts; their files go with all others (samples/account_files.hpp). The
  /// hook refers to this object.
  void add_hooks(AccountHooks& hooks);

 private:
  void export_versions(const std::string& user_id, const ExportSink& sink);
  void export_trainings(const std::string& user_id, const ExportSink& sink);

  JobContext& context_;
};

}  // namespace digitnet::serve
