#include "serve/jobs/jobs_under_test.hpp"

#include <doctest/doctest.h>

#include <set>
#include <thread>

#include "account_error.hpp"
#include "file_references.hpp"
#include "job_queue.hpp"
#include "sha256.hpp"
#include "versions.hpp"

namespace digitnet::test {

using namespace digitnet::serve;

namespace {

std::string name_of_kind(AccountError::Kind kind) {
  using Kind = AccountError::Kind;
  switch (kind) {
    case Kind::invalid:
      return "invalid";
    case Kind::forbidden:
      return "forbidden";
    case Kind::not_found:
      return "not_found";
    case Kind::taken:
      return "taken";
    case Kind::too_many:
      return "too_many";
    case Kind::busy:
      return "busy";
    default:
      return "another";
  }
}

}  // namespace

JobsUnderTest::JobsUnderTest(const DatabasePlace& place, const std::string& folder, JobOptions options)
    : world(place.place, folder),
      ann(world.add_user("ann@example.org")),
      bob(world.add_user("bob@example.org")),
      admin{world.add_user("root@example.org", Role::admin).id, {}} {
  options.folder = world.folder_of("jobs");
  options.program = DIGITNET_COMMAND;
  options.log = [this](const std::string& line) { log.push_back(line); };
  if (options.mnist == "mnist") options.mnist = glyph_folder();
  jobs =
      std::make_unique<Jobs>(JobParts{world.accounts, *world.files, *world.samples, [this] { return world.own_model; },
                                      [this](std::shared_ptr<const ServedModel> model) { served = std::move(model); }},
                             std::move(options));
}

std::string JobsUnderTest::add_version(const std::optional<std::string>& owner_id, unsigned seed) {
  const std::vector<std::uint8_t> bytes = glyph_model(seed);
  ModelVersion version;
  version.owner_id = owner_id;
  version.sha256 = world.files->put(owner_id.value_or(std::string(kSiteOwner)), kModelFiles, bytes);
  version.bytes = static_cast<std::int64_t>(bytes.size());
  version.created_at = world.now;
  version.created_by = admin.user_id;
  return world.database.write([&](Transaction& transaction) { return Versions(transaction).add(version); });
}

void JobsUnderTest::set_score(const std::string& sha256, const std::string& data, ShareRight right) {
  world.database.write([&](Transaction& transaction) {
    Versions(transaction).set_score({sha256, data, right, 0.1, "{}"}, world.now);
  });
}

Job JobsUnderTest::job(const std::string& id) {
  return world.database.read([&](Transaction& transaction) { return JobQueue(transaction).find(id).value(); });
}

Job JobsUnderTest::wait_for(const std::string& job_id, std::chrono::seconds most) {
  const auto end = std::chrono::steady_clock::now() + most;
  Job found = job(job_id);
  while (!found.is_over() && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    found = job(job_id);
  }
  return found;
}

bool JobsUnderTest::has_audit(const std::string& action) {
  return world.database.read([&](Transaction& transaction) {
    return transaction.row("SELECT id FROM audit_entry WHERE action = :action", {action}).has_value();
  });
}

bool JobsUnderTest::is_whole() {
  std::set<FileKey> kept;
  world.files->each([&](const FileStore::Entry& entry) { kept.insert(entry.key); });
  std::set<FileKey> referenced;
  for (const FileKey& key : referenced_files(world.database)) {
    if (key.kind != kSampleFiles) referenced.insert(key);  // the small world has no pictures of digits
  }
  return kept == referenced;
}

void on_each_engine(const std::function<void(JobsUnderTest&)>& test, const JobOptions& options) {
  const TestFolder places;
  for (const DatabasePlace& place : new_database_places(places)) {
    CAPTURE(place.engine);
    const TestFolder folder;
    JobsUnderTest jobs(place, folder.path(), options);
    test(jobs);
  }
}

std::string refusal(const std::function<void()>& work) {
  try {
    work();
    return "";
  } catch (const AccountError& error) {
    return name_of_kind(error.kind()) + (error.field().empty() ? "" : " " + error.field());
  }
}

std::string sentence(const std::function<void()>& work) {
  try {
    work();
    return "";
  } catch (const AccountError& error) {
    return error.what();
  }
}

}  // namespace digitnet::test
