#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "account_error.hpp"
#include "digitnet/error.hpp"
#include "file_references.hpp"
#include "samples.hpp"
#include "serve/samples/samples_under_test.hpp"
#include "serve/samples/zip_files.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using Outcome = AddedSample::Outcome;

namespace {

/// A store whose disk is full, or whose program ends between a file and its row.
class FailingStore : public FileStore {
 public:
  enum class Fault { kNone, kFull, kAfterPut };
  explicit FailingStore(FileStore& under) : under_(under) {}

  std::string put(std::string_view owner, std::string_view kind, std::span<const std::uint8_t> bytes) override {
    if (fault == Fault::kFull) throw FileError("no space left on device");
    std::string sum = under_.put(owner, kind, bytes);
    if (fault == Fault::kAfterPut) throw FileError("the program ended here");
    return sum;
  }
  std::optional<std::vector<std::uint8_t>> get(const FileKey& key) override { return under_.get(key); }
  void remove(const FileKey& key) override { under_.remove(key); }
  void remove_owner(std::string_view owner) override { under_.remove_owner(owner); }
  void each(const std::function<void(const Entry&)>& take) override { under_.each(take); }
  std::vector<Entry> list(std::string_view owner) override { return under_.list(owner); }
  std::size_t sweep(const std::function<bool(const FileKey&)>& is_known, Time before) override {
    return under_.sweep(is_known, before);
  }

  Fault fault = Fault::kNone;

 private:
  FileStore& under_;
};

void in_threads(int count, const std::function<void(int)>& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(work, i);
  for (std::thread& thread : threads) thread.join();
}

}  // namespace

TEST_CASE("item 25: uploads at once never keep more than the quota together") {
  SampleOptions options;
  options.most_images = 7;
  options.most_uploads_at_once = 100;
  on_each_engine(
      [](SamplesUnderTest& samples) {
        std::atomic<int> added = 0;
        std::atomic<int> refused = 0;
        in_threads(4, [&](int thread) {
          for (int i = 0; i < 4; ++i) {
            try {
              const auto result = samples.add(samples.ann, "7.pgm", written("7", 1 + thread * 10 + i)).front();
              ++(result.outcome == Outcome::added ? added : refused);
            } catch (const AccountError&) {
              ++refused;
            }
          }
        });
        CHECK(added == 7);
        CHECK(refused == 9);
        CHECK(samples->count(samples.ann.id).all == 7);
      },
      options);
}

TEST_CASE(
    "the same picture sent many times at once is kept once, and deleted meanwhile leaves no row without its file") {
  SampleOptions options;
  options.most_uploads_at_once = 100;
  on_each_engine(
      [](SamplesUnderTest& samples) {
        std::atomic<int> added = 0;
        in_threads(4, [&](int) {
          if (samples.add(samples.ann, "7.pgm", written("7")).front().outcome == Outcome::added) ++added;
        });
        CHECK(added == 1);
        in_threads(3, [&](int thread) {
          for (int i = 0; i < 8; ++i) {
            if (thread > 0) {
              (void)samples.add(samples.ann, "7.pgm", written("7"));
            } else {
              for (const Sample& sample : samples->list(samples.ann.id, {}, {}).rows) {
                samples->remove_all(samples.ann.id, {sample.id});
              }
            }
          }
        });
        for (const Sample& sample : samples->list(samples.ann.id, {}, {}).rows) {
          CHECK_FALSE(samples->picture(samples.ann.id, sample.id).empty());
        }
      },
      options);
}

TEST_CASE("a full disk refuses the upload and leaves what was there; what a crash leaves is swept") {
  on_each_engine([](SamplesUnderTest& samples) {
    FailingStore store(*samples.files);
    Samples failing(samples.database, store, shipped_recognizer());
    const std::string picture = written("583");
    const SampleForm form{{{"583.pgm", picture}}, LabelText("583"), SampleSource::upload};
    store.fault = FailingStore::Fault::kFull;
    CHECK_THROWS_AS((void)failing.add(samples.ann, form), FileError);
    CHECK(failing.count(samples.ann.id).all == 0);
    CHECK(samples.is_whole());
    store.fault = FailingStore::Fault::kAfterPut;
    CHECK_THROWS_AS((void)failing.add(samples.ann, form), FileError);
    CHECK(failing.count(samples.ann.id).all == 0);  // no digit of the picture, as not all were there
    CHECK(samples.files_count() == 1);
    CHECK(sweep_files(samples.database, *samples.files, system_time() + std::chrono::minutes(1)) == 1);
    CHECK(samples.files_count() == 0);
    store.fault = FailingStore::Fault::kNone;
    CHECK(failing.add(samples.ann, form).size() == 3);
    CHECK(sweep_files(samples.database, *samples.files, system_time() + std::chrono::minutes(1)) == 0);
    CHECK(samples.is_whole());
  });
}

TEST_CASE("more uploads at once than are taken are told to come again, and the next one finds room") {
  SampleOptions options;
  options.most_uploads_at_once = 0;
  on_each_engine(
      [](SamplesUnderTest& samples) {
        CHECK(refusal([&] { samples.add(samples.ann, "7.pgm", written("7")); }) == "busy");
      },
      options);
  options.most_uploads_at_once = 1;
  on_each_engine(
      [](SamplesUnderTest& samples) {
        for (int i = 0; i < 3; ++i) samples.add_digit(samples.ann, 7, i);
        CHECK(refusal([&] { (void)samples->add(samples.ann, {}); }) == "invalid image");
        samples.add_digit(samples.ann, 8);
      },
      options);
}

TEST_CASE("of an upload with a broken picture the others are kept, and what was wrong is said of each") {
  on_each_engine([](SamplesUnderTest& samples) {
    const std::string zip = make_zip({{"7/a.pgm", written("7")}, {"7/b.png", "no picture"}});
    const std::string good = written("3");
    const auto added =
        samples->add(samples.ann, {{{"digits.zip", zip}, {"3.pgm", good}, {"5.pgm", good.substr(0, 99)}}, {}});
    REQUIRE(added.size() == 4);
    CHECK(added[0].outcome == Outcome::added);
    CHECK(added[0].file_name == "7/a.pgm");
    CHECK(added[1].status == 415);
    CHECK(added[1].file_name == "7/b.png");
    CHECK(added[2].outcome == Outcome::added);
    CHECK(added[3].status == 422);
    CHECK_FALSE(added[3].problem.empty());
    CHECK(samples->count(samples.ann.id).all == 2);
  });
}
