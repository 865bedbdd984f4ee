#include "serve/trials/trials_under_test.hpp"

#include <doctest/doctest.h>

#include <set>
#include <utility>

#include "file_references.hpp"
#include "serve/trials/constant_model.hpp"
#include "sha256.hpp"
#include "versions.hpp"

namespace digitnet::test {

using namespace digitnet::serve;

TrialsUnderTest::TrialsUnderTest(const DatabasePlace& place, const TestFolder& folder, const SampleOptions& limits,
                                 TrialOptions options)
    : accounts(place.place) {
  files = open_file_store(accounts.database, folder.path("files-" + place.engine));
  samples = std::make_unique<Samples>(accounts.database, *files, shipped_recognizer(), limits);
  samples->add_hooks(accounts->hooks());
  JobOptions job_options;
  job_options.folder = folder.path("jobs-" + place.engine);
  jobs = std::make_unique<Jobs>(
      JobParts{accounts->context(), *files, *samples, [] { return shipped_recognizer().model(); }, [](auto) {}},
      std::move(job_options));
  trials = std::make_unique<Trials>(
      *jobs, [] { return shipped_recognizer().model(); }, options);
  trials->add_hooks(accounts->hooks());
  ann = accounts.user(accounts.add_user("ann@example.org"));
  bob = accounts.user(accounts.add_user("bob@example.org"));
}

std::string TrialsUnderTest::begin(const User& user, const std::string& digits, int variant,
                                   const TrialModelName& model) {
  std::vector<std::string> pictures;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    pictures.push_back(written(digits.substr(i, 1), variant + static_cast<int>(i)));
  }
  TrialForm form;
  for (std::size_t i = 0; i < digits.size(); ++i) form.files.push_back({digits.substr(i, 1) + "_a.pgm", pictures[i]});
  form.model = model;
  return trials->begin(user, form);
}

std::string TrialsUnderTest::add_constant_version(const User& user, int digit, double probability) {
  const ModelVersion version = constant_version(*files, user.id, digit, probability);
  return accounts.database.write([&](Transaction& transaction) { return Versions(transaction).add(version); });
}

std::vector<std::string> TrialsUnderTest::exported_files(const User& user) {
  std::vector<std::string> names;
  for (const auto& give : accounts->hooks().exports) {
    give(user.id, [&](const std::string& name, std::string_view) { names.push_back(name); });
  }
  return names;
}

bool TrialsUnderTest::is_whole() {
  std::set<FileKey> kept;
  files->each([&](const FileStore::Entry& entry) { kept.insert(entry.key); });
  return kept == referenced_files(accounts.database);
}

void on_each_engine(const std::function<void(TrialsUnderTest&)>& test, const TrialLimits& limits) {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    TrialsUnderTest trials(place, folder, limits.samples, limits.trials);
    test(trials);
  }
}

}  // namespace digitnet::test
