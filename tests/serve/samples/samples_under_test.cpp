#include "serve/samples/samples_under_test.hpp"

#include <doctest/doctest.h>

#include <set>

#include "file_references.hpp"
#include "label_text.hpp"
#include "migrations.hpp"
#include "support/pictures.hpp"
#include "support/written_numbers.hpp"
#include "users.hpp"

namespace digitnet::test {

using namespace digitnet::serve;

Recognizer& shipped_recognizer() {
  static Recognizer recognizer(load_served_model({}), {2, 64, 16});
  return recognizer;
}

std::string written(const std::string& digits, int variant) {
  constexpr int kHeight = 110;
  Image sheet = blank(60 + 60 * static_cast<int>(digits.size()), kHeight, 235);
  Writing writing;
  writing.top += variant % 5;
  write_number(sheet, digits, writing);
  // A dot of another grey on the ink makes it another picture.
  for (std::size_t i = 0; i < sheet.pixels.size() && variant > 0; ++i) {
    if (sheet.pixels[i] > 90) continue;
    sheet.pixels[i] = static_cast<std::uint8_t>(sheet.pixels[i] + 1 + variant % 90);
    sheet.pixels[i + 1] = static_cast<std::uint8_t>((sheet.pixels[i + 1] + variant / 90) % 120);
    break;
  }
  return to_pgm(sheet);
}

SamplesUnderTest::SamplesUnderTest(const DatabasePlace& place, const TestFolder& folder, SampleOptions options)
    : database({.place = place.place}) {
  migrate(database);
  files = open_file_store(database, folder.path("files-" + place.engine));
  options.clock = [this] { return now; };
  samples = std::make_unique<Samples>(database, *files, shipped_recognizer(), std::move(options));
  ann = add_user("ann@example.org");
  bob = add_user("bob@example.org");
}

std::vector<AddedSample> SamplesUnderTest::add(const User& user, const std::string& name, const std::string& bytes,
                                               const std::string& label) {
  return samples->add(user, {{{name, bytes}}, label_given(label)});
}

Sample SamplesUnderTest::add_digit(const User& user, int digit, int variant) {
  const std::string text = std::to_string(digit);
  const auto added = add(user, "digit.pgm", written(text, variant), text);
  REQUIRE(added.size() == 1);
  INFO(added.front().problem);
  REQUIRE(added.front().outcome == AddedSample::Outcome::added);
  return added.front().sample.value();
}

User SamplesUnderTest::add_user(const std::string& email) {
  return database.write([&](Transaction& transaction) {
    Users users(transaction);
    return users.get(users.create({"Somebody", email, std::nullopt, Role::user, UserState::active}, now));
  });
}

std::size_t SamplesUnderTest::files_count() {
  std::size_t count = 0;
  files->each([&](const FileStore::Entry&) { ++count; });
  return count;
}

bool SamplesUnderTest::is_whole() {
  std::set<FileKey> kept;
  files->each([&](const FileStore::Entry& entry) { kept.insert(entry.key); });
  return kept == referenced_files(database);
}

void on_each_engine(const std::function<void(SamplesUnderTest&)>& test, SampleOptions options) {
  const TestFolder folder;
  for (const DatabasePlace& place : new_database_places(folder)) {
    CAPTURE(place.engine);
    SamplesUnderTest samples(place, folder, options);
    test(samples);
  }
}

}  // namespace digitnet::test
