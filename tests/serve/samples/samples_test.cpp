#include "samples.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>

#include "digitnet/image.hpp"
#include "random_id.hpp"
#include "sample_rows.hpp"
#include "serve/samples/samples_under_test.hpp"
#include "serve/samples/zip_files.hpp"
#include "sha256.hpp"
#include "users.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using Outcome = AddedSample::Outcome;

namespace {

std::vector<std::string> ids_of(const std::vector<AddedSample>& added) {
  std::vector<std::string> ids;
  for (const AddedSample& each : added) ids.push_back(each.sample.value().id);
  return ids;
}

}  // namespace

TEST_CASE("a digit is kept with all that is known of it, as a picture and as the network sees it") {
  on_each_engine([](SamplesUnderTest& samples) {
    const auto added = samples.add(samples.ann, "7_anna.pgm", written("7"));
    REQUIRE(added.size() == 1);
    CHECK(added.front().outcome == Outcome::added);
    const Sample sample = samples->get(samples.ann.id, added.front().sample->id);
    CHECK(sample.id.size() == 32);
    CHECK(sample.owner == samples.ann.id);
    CHECK(sample.label == 7);
    CHECK_FALSE(sample.other_label);
    CHECK(sample.source == SampleSource::upload);
    CHECK(sample.file_name == "7_anna.pgm");
    CHECK(sample.created_at == samples.now);
    CHECK_FALSE(sample.is_held_back);
    CHECK(sample.opinion.label == 7);
    CHECK(sample.opinion.probability > 0.5);
    CHECK(sample.opinion.model_version == shipped_recognizer().model()->version);
    CHECK_FALSE(sample.is_doubtful());
    const auto picture = samples->picture(samples.ann.id, sample.id);
    CHECK(sha256(picture) == sample.sha256);
    CHECK(static_cast<std::int64_t>(picture.size()) == sample.bytes);
    CHECK(decode_image(picture, "sample").width < 60);
    const auto training = samples->training_samples(samples.ann.id);
    REQUIRE(training.size() == 1);
    CHECK(training.front().id == sample.id);
    CHECK(training.front().label == 7);
    CHECK(training.front().seen.pixels.size() == 784);
    CHECK(samples.is_whole());
  });
}

TEST_CASE("the same picture is kept once: with the same label it is known, with another one it is a conflict") {
  on_each_engine([](SamplesUnderTest& samples) {
    const std::string id = samples.add(samples.ann, "7.pgm", written("7")).front().sample->id;
    const auto again = samples.add(samples.ann, "another-name.pgm", written("7"), "7").front();
    CHECK(again.outcome == Outcome::known);
    CHECK(again.sample->id == id);
    CHECK(samples.add(samples.ann, "x.pgm", written("7")).front().outcome == Outcome::known);
    const auto conflict = samples.add(samples.ann, "1.pgm", written("7")).front();
    CHECK(conflict.outcome == Outcome::conflict);
    CHECK(conflict.sample->id == id);
    CHECK(samples->get(samples.ann.id, id).label == 7);
    CHECK(samples->get(samples.ann.id, id).other_label == 1);
    CHECK(samples->count(samples.ann.id).conflicts == 1);
    CHECK(samples->list(samples.ann.id, {SampleView::conflicts, {}, {}}, {}).matching == 1);
    CHECK(samples->relabel(samples.ann.id, id, 7).label == 7);
    CHECK(samples->count(samples.ann.id).conflicts == 0);
    CHECK(samples->count(samples.ann.id).all == 1);
    CHECK(samples.add(samples.bob, "7.pgm", written("7")).front().outcome == Outcome::added);  // his own
    CHECK(samples.is_whole());
  });
}

TEST_CASE("a digit without a label gets it later, by hand or when it is sent again with one") {
  on_each_engine([](SamplesUnderTest& samples) {
    const std::string id = samples.add(samples.ann, "anna.pgm", written("7")).front().sample->id;
    CHECK_FALSE(samples->get(samples.ann.id, id).label);
    CHECK(samples->count(samples.ann.id).unlabelled == 1);
    CHECK(samples->training_samples(samples.ann.id).empty());
    CHECK(samples.add(samples.ann, "7.pgm", written("7")).front().outcome == Outcome::known);
    CHECK(samples->get(samples.ann.id, id).label == 7);
    const std::string other = samples.add(samples.ann, "anna.pgm", written("3")).front().sample->id;
    CHECK(samples->relabel(samples.ann.id, other, 3).label == 3);
    CHECK(samples->count(samples.ann.id).unlabelled == 0);
  });
}

TEST_CASE("a label that the model contradicts with at least 0.9 is doubtful, until it is changed") {
  CHECK(is_doubtful(1, {7, 0.9, ""}));
  CHECK_FALSE(is_doubtful(1, {7, 0.89, ""}));
  CHECK_FALSE(is_doubtful(7, {7, 1, ""}));
  CHECK_FALSE(is_doubtful({}, {7, 1, ""}));
  on_each_engine([](SamplesUnderTest& samples) {
    const auto added = samples.add(samples.ann, "1.pgm", written("7")).front();
    CHECK(added.sample->is_doubtful());
    const auto list = samples->list(samples.ann.id, {SampleView::doubtful, {}, {}}, {});
    REQUIRE(list.matching == 1);
    CHECK(list.rows.front().label == 1);
    CHECK(list.rows.front().opinion.label == 7);
    CHECK(samples->count(samples.ann.id).doubtful == 1);
    CHECK_FALSE(samples->relabel(samples.ann.id, added.sample->id, 7).is_doubtful());
    CHECK(samples->count(samples.ann.id).doubtful == 0);
  });
}

TEST_CASE("when the model changes, what it says is asked anew, and never by looking") {
  std::shared_ptr<ServedModel> other = std::make_shared<ServedModel>(*load_served_model({}));
  other->version = "ffffffffffff";
  std::shared_ptr<const ServedModel> used = load_served_model({});
  SampleOptions options;
  options.model_of = [&](const std::string&) { return used; };
  on_each_engine(
      [&](SamplesUnderTest& samples) {
        used = load_served_model({});
        samples.add_digit(samples.ann, 1);
        samples.add_digit(samples.ann, 2);
        samples.add_digit(samples.bob, 3);
        CHECK(samples->judge_anew(100) == 0);
        used = other;
        (void)samples->list(samples.ann.id, {}, {});
        CHECK(samples->list(samples.ann.id, {}, {}).rows.front().opinion.model_version != "ffffffffffff");
        CHECK(samples->judge_anew(2) == 2);
        CHECK(samples->judge_anew(100) == 1);
        CHECK(samples->judge_anew(100) == 0);
        for (const Sample& sample : samples->list(samples.ann.id, {}, {}).rows) {
          CHECK(sample.opinion.model_version == "ffffffffffff");
          CHECK(sample.opinion.label == sample.label);
        }
      },
      options);
}

TEST_CASE("one of five of each label is held back, and stays so when it is relabelled") {
  on_each_engine([](SamplesUnderTest& samples) {
    for (int variant = 0; variant < 10; ++variant) {
      samples.add_digit(samples.ann, 7, variant);
      samples.add_digit(samples.ann, 2, variant);
    }
    std::map<int, int> held_back;
    for (const TrainingSample& sample : samples->training_samples(samples.ann.id)) {
      held_back[sample.label] += sample.is_held_back ? 1 : 0;
    }
    CHECK(held_back == std::map<int, int>{{2, 2}, {7, 2}});
    CHECK(samples->count(samples.ann.id).held_back == 4);
    const auto list = samples->list(samples.ann.id, {SampleView::held_back, 7, {}}, {});
    REQUIRE(list.rows.size() == 2);
    const auto moved = samples->relabel(samples.ann.id, list.rows.front().id, 2);
    CHECK(moved.is_held_back);
    CHECK(samples->count(samples.ann.id).held_back == 4);
  });
}

TEST_CASE("samples are looked through by view, label and source, newest first, part by part") {
  on_each_engine([](SamplesUnderTest& samples) {
    for (int digit = 0; digit < 10; ++digit) samples.add_digit(samples.ann, digit);
    const std::string picture = written("5", 1);
    const auto drawn = samples->add(samples.ann, {{{"drawing", picture}}, LabelText("5"), SampleSource::drawing});
    CHECK(drawn.front().sample->source == SampleSource::drawing);
    const std::string& ann = samples.ann.id;
    CHECK(samples->list(ann, {}, {}).matching == 11);
    CHECK(samples->list(ann, {}, {}).rows.front().id == drawn.front().sample->id);
    CHECK(samples->list(ann, {SampleView::all, 5, {}}, {}).matching == 2);
    CHECK(samples->list(ann, {SampleView::all, 5, SampleSource::drawing}, {}).matching == 1);
    CHECK(samples->list(ann, {SampleView::all, {}, SampleSource::correction}, {}).matching == 0);
    std::vector<std::int64_t> numbers;
    for (std::int64_t offset = 0; offset < 11; offset += 4) {
      const auto part = samples->list(ann, {}, {offset, 4});
      CHECK(part.matching == 11);
      for (const Sample& sample : part.rows) numbers.push_back(sample.number);
    }
    CHECK(numbers == std::vector<std::int64_t>{11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1});
    const SampleCounts counts = samples->count(ann);
    CHECK(counts.all == 11);
    CHECK(counts.by_label == std::array<std::int64_t, 10>{1, 1, 1, 1, 1, 2, 1, 1, 1, 1});
    CHECK(counts.bytes > 1000);
  });
}

TEST_CASE("several are relabelled or deleted at once, and their files go") {
  on_each_engine([](SamplesUnderTest& samples) {
    const auto added = samples.add(samples.ann, "4711.pgm", written("4711"));
    REQUIRE(added.size() >= 3);
    auto ids = ids_of(added);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());  // both 1 may be one picture
    ids.push_back(random_id());
    CHECK(samples->relabel_all(samples.ann.id, ids, 8) == ids.size() - 1);
    CHECK(samples->count(samples.ann.id).by_label[8] == static_cast<std::int64_t>(ids.size() - 1));
    samples->remove(samples.ann.id, ids.front());
    CHECK(refusal([&] { samples->remove(samples.ann.id, ids.front()); }) == "not_found");
    CHECK(samples->remove_all(samples.ann.id, ids) == ids.size() - 2);
    CHECK(samples->count(samples.ann.id).all == 0);
    if (!samples.database.is_postgresql()) CHECK(samples.files_count() == 0);
  });
}

TEST_CASE("item 47: what is another user's is not found, whatever is tried with it, and stays as it is") {
  on_each_engine([](SamplesUnderTest& samples) {
    const Sample sample = samples.add_digit(samples.ann, 7);
    for (const std::string& other :
         {samples.bob.id, random_id(), std::string(), std::string("%"), std::string("' OR '1'='1")}) {
      CAPTURE(other);
      CHECK(refusal([&] { (void)samples->get(other, sample.id); }) == "not_found");
      CHECK(refusal([&] { (void)samples->picture(other, sample.id); }) == "not_found");
      CHECK(refusal([&] { (void)samples->relabel(other, sample.id, 1); }) == "not_found");
      CHECK(refusal([&] { samples->remove(other, sample.id); }) == "not_found");
      CHECK(samples->relabel_all(other, {sample.id}, 1) == 0);
      CHECK(samples->remove_all(other, {sample.id}) == 0);
      CHECK(samples->list(other, {}, {}).matching == 0);
      CHECK(samples->count(other).all == 0);
      CHECK(samples->training_samples(other).empty());
    }
    CHECK(samples->get(samples.ann.id, sample.id).label == 7);
    CHECK_FALSE(samples->picture(samples.ann.id, sample.id).empty());
  });
}

TEST_CASE("item 25: the quota of images is kept to, the user's own before the server's") {
  SampleOptions options;
  options.most_images = 3;
  on_each_engine(
      [](SamplesUnderTest& samples) {
        for (int digit = 0; digit < 3; ++digit) samples.add_digit(samples.ann, digit);
        CHECK(refusal([&] { samples.add(samples.ann, "7.pgm", written("7")); }) == "too_many");
        User with_more = samples.ann;
        with_more.quotas.images = 4;
        CHECK(samples.add(with_more, "7.pgm", written("7")).front().outcome == Outcome::added);
        User with_less = samples.bob;
        with_less.quotas.images = 2;
        const auto added = samples.add(with_less, "583.pgm", written("583"));
        REQUIRE(added.size() == 3);
        CHECK(added[1].outcome == Outcome::added);
        CHECK(added[2].outcome == Outcome::refused);
        CHECK(added[2].status == 429);
        CHECK(added[2].problem.starts_with("You keep 2 of 2 digits"));
        CHECK(samples->count(samples.bob.id).all == 2);
      },
      options);
}

TEST_CASE("item 25: the quota of bytes is kept to") {
  on_each_engine([](SamplesUnderTest& samples) {
    const Sample first = samples.add_digit(samples.ann, 0);
    User ann = samples.ann;
    ann.quotas.image_bytes = first.bytes + 10;
    const auto refused = samples.add(ann, "7.pgm", written("7")).front();
    CHECK(refused.outcome == Outcome::refused);
    CHECK(refused.status == 429);
    ann.quotas.image_bytes = first.bytes;
    CHECK(refusal([&] { samples.add(ann, "7.pgm", written("7")); }) == "too_many");
    CHECK(samples->count(samples.ann.id).all == 1);
  });
}

TEST_CASE("item 53: a name is kept as text, cut to what is shown, and says nothing about where anything lies") {
  on_each_engine([](SamplesUnderTest& samples) {
    const std::string names[] = {"<script>alert(1)</script>_7.pgm",  "../../../etc/passwd", "'; DROP TABLE sample; --",
                                 std::string(300, 'x') + "\xc3\xa4", "a\nb\r\0c",           "\xff\xfe"};
    int variant = 1;
    for (const std::string& name : names) {
      CAPTURE(name);
      const auto added = samples.add(samples.ann, name, written("7", variant++), "7").front();
      REQUIRE(added.outcome == Outcome::added);
      const std::string kept = samples->get(samples.ann.id, added.sample->id).file_name;
      CHECK(kept.size() <= 120);
      CHECK(kept.find('\n') == std::string::npos);
      if (name.size() < 100 && name.find('\n') == std::string::npos && name != "\xff\xfe") CHECK(kept == name);
    }
    CHECK(samples->count(samples.ann.id).all == 6);
    CHECK(samples.is_whole());
  });
}

TEST_CASE("an account's digits are exported as files that can be trained with, and go with the account") {
  on_each_engine([](SamplesUnderTest& samples) {
    samples.add_digit(samples.ann, 7);
    samples.add(samples.ann, "anna.pgm", written("5"));
    const Sample of_bob = samples.add_digit(samples.bob, 7);
    AccountHooks hooks;
    samples->add_hooks(hooks);
    std::map<std::string, std::string> exported;
    hooks.exports.at(0)(samples.ann.id,
                        [&](const std::string& name, std::string_view bytes) { exported[name] = bytes; });
    REQUIRE(exported.size() == 3);
    CHECK(exported.at("digits/7/1.png").starts_with("\x89PNG"));
    CHECK(exported.at("digits/unlabelled/2.png").starts_with("\x89PNG"));
    CHECK(exported.at("samples.json").find("\"label\": 7") != std::string::npos);
    CHECK(exported.at("samples.json").find("\"held_back\": false") != std::string::npos);
    const auto later = samples.database.write([&](Transaction& transaction) {
      auto after = hooks.deletions.at(0)(transaction, samples.ann.id);
      Users(transaction).remove(samples.ann.id);
      return after;
    });
    later();
    CHECK(samples->count(samples.ann.id).all == 0);
    CHECK(samples.files_count() == 1);
    CHECK(samples.is_whole());
    CHECK_FALSE(samples->picture(samples.bob.id, of_bob.id).empty());
  });
}

TEST_CASE("a part of 60 of a thousand samples, with all counts, takes less than 100 ms") {
  on_each_engine([](SamplesUnderTest& samples) {
    const Sample model = samples.add_digit(samples.ann, 7);
    const Image seen{28, 28, std::vector<std::uint8_t>(784, 9)};
    for (int block = 0; block < 10; ++block) {
      samples.database.write([&](Transaction& transaction) {
        SampleRows rows(transaction);
        for (int i = 0; i < 100; ++i) {
          Sample sample = model;
          sample.sha256 = sha256(std::to_string(block * 100 + i));
          sample.label = i % 10;
          rows.add(sample, seen);
        }
      });
    }
    const auto start = std::chrono::steady_clock::now();
    constexpr int kRuns = 10;
    for (int run = 0; run < kRuns; ++run) {
      const auto list = samples->list(samples.ann.id, {SampleView::all, {}, {}}, {300, 60});
      CHECK(list.rows.size() == 60);
      CHECK(list.matching == 1001);
      CHECK(samples->count(samples.ann.id).all == 1001);
    }
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count() / kRuns;
    MESSAGE("list and count: " << ms << " ms");
    CHECK(ms < 100);
  });
}
