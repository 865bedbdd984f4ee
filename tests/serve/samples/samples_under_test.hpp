#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "database.hpp"
#include "file_store.hpp"
#include "recognizer.hpp"
#include "samples.hpp"
#include "serve/accounts/accounts_under_test.hpp"
#include "support/database_places.hpp"
#include "user.hpp"

namespace digitnet::test {

/// The recognizer of the shipped model, one for all tests.
[[nodiscard]] serve::Recognizer& shipped_recognizer();

/// A sheet with these digits, handwritten, as a PGM; another `variant` is another picture of the same.
[[nodiscard]] std::string written(const std::string& digits, int variant = 0);

/// The samples of a server on a new database, with two users.
class SamplesUnderTest {
 public:
  SamplesUnderTest(const DatabasePlace& place, const TestFolder& folder, serve::SampleOptions options = {});

  [[nodiscard]] serve::Samples* operator->() { return samples.get(); }

  /// Adds one file.
  std::vector<serve::AddedSample> add(const serve::User& user, const std::string& name, const std::string& bytes,
                                      const std::string& label = "");
  /// Adds one digit that is sure to be taken, and gives it back.
  serve::Sample add_digit(const serve::User& user, int digit, int variant = 0);
  serve::User add_user(const std::string& email);
  /// Files in the store.
  [[nodiscard]] std::size_t files_count();
  /// Whether every row has its file and every file its row.
  [[nodiscard]] bool is_whole();

  serve::Time now{std::chrono::milliseconds(1'790'000'000'000)};
  serve::Database database;
  std::unique_ptr<serve::FileStore> files;
  std::unique_ptr<serve::Samples> samples;
  serve::User ann;
  serve::User bob;
};

/// Calls `test` once for each engine that is there.
void on_each_engine(const std::function<void(SamplesUnderTest&)>& test, serve::SampleOptions options = {});

}  // namespace digitnet::test
