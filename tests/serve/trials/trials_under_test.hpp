#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jobs.hpp"
#include "serve/accounts/accounts_under_test.hpp"
#include "serve/samples/samples_under_test.hpp"
#include "trials.hpp"

namespace digitnet::test {

/// Tests of a server on a new database, with two users; what everybody is served is the shipped model.
class TrialsUnderTest {
 public:
  TrialsUnderTest(const DatabasePlace& place, const TestFolder& folder, const serve::SampleOptions& samples = {},
                  serve::TrialOptions options = {});

  [[nodiscard]] serve::Trials* operator->() { return trials.get(); }
  /// Tests with digits as they are written, one picture each; another `variant` is another picture of the same.
  std::string begin(const serve::User& user, const std::string& digits, int variant = 0,
                    const serve::TrialModelName& model = serve::kServedModel);
  /// A version of the user's that says one digit of everything; gives its id.
  std::string add_constant_version(const serve::User& user, int digit, double probability);
  /// What an export of the account holds.
  [[nodiscard]] std::vector<std::string> exported_files(const serve::User& user);
  /// Whether every row has its file and every file its row.
  [[nodiscard]] bool is_whole();

  AccountsUnderTest accounts;
  std::unique_ptr<serve::FileStore> files;
  std::unique_ptr<serve::Samples> samples;
  std::unique_ptr<serve::Jobs> jobs;  ///< which nothing runs
  std::unique_ptr<serve::Trials> trials;
  serve::User ann;
  serve::User bob;
};

struct TrialLimits {
  serve::SampleOptions samples = {};
  serve::TrialOptions trials = {};
};

/// Calls `test` once for each engine that is there.
void on_each_engine(const std::function<void(TrialsUnderTest&)>& test, const TrialLimits& limits = {});

}  // namespace digitnet::test
