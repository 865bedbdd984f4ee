#include "trials.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "account_removal.hpp"
#include "file_references.hpp"
#include "picture_admission.hpp"
#include "serve/trials/trials_under_test.hpp"
#include "trial_rows.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

/// The status with which a set is refused, and why.
std::pair<int, std::string> refused(const std::function<void()>& work) {
  try {
    work();
    return {200, ""};
  } catch (const PictureRefused& error) {
    return {error.status(), error.what()};
  }
}

bool has(const std::vector<std::string>& lines, const std::string& part) {
  return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("the figures of a model that says 7 of everything are those that are counted by hand") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
    const TrialResult result = trials->get(trials.ann, trials.begin(trials.ann, "7771", 0, version));
    const Trial& trial = result.trial;
    CHECK(trial.number == 1);
    CHECK(trial.version_number == 1);
    CHECK(trial.all == ShareRight{3, 4});
    CHECK(trial.all.interval().low == doctest::Approx(0.3006).epsilon(0.001));
    CHECK(trial.all.interval().high == doctest::Approx(0.9544).epsilon(0.001));
    CHECK(trial.loss == doctest::Approx(-(3 * std::log(0.55) + std::log(0.05)) / 4));
    CHECK(trial.calibration_error == doctest::Approx(0.2));
    CHECK(result.evaluation.confusion[7][7] == 3);
    CHECK(result.evaluation.confusion[1][7] == 1);
    CHECK(result.evaluation.classes[7].recall == 1);
    CHECK(result.evaluation.classes[7].precision == 0.75);
    REQUIRE(result.evaluation.mistakes.size() == 1);
    CHECK(result.digits[result.evaluation.mistakes[0].index].label == 1);
    CHECK(trial.set.name == "4 digits");
    CHECK(trial.set.left_out.empty());
    CHECK(trials.is_whole());
  });
}

TEST_CASE("a test is read by what its user reads with unless another model is named") {
  on_each_engine([](TrialsUnderTest& trials) {
    const auto model_of = [&](const std::string& id) { return trials->get(trials.ann, id).trial.version_number; };
    CHECK_FALSE(model_of(trials.begin(trials.ann, "7", 0, kOwnModel)));
    const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
    trials.jobs->versions().use(trials.ann, version, {});
    CHECK(model_of(trials.begin(trials.ann, "7", 1, kOwnModel)) == 1);
    CHECK_FALSE(model_of(trials.begin(trials.ann, "7", 2, kServedModel)));
    CHECK(refusal([&] { trials.begin(trials.ann, "7", 3, "no version"); }) == "not_found");
    CHECK(trials->list(trials.ann, {}).rows.size() == 3);
  });
}

TEST_CASE("the same digits are read by another model, and the two are compared digit by digit") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string sevens = trials.add_constant_version(trials.ann, 7, 0.55);
    const std::string ones = trials.add_constant_version(trials.ann, 1, 0.6);
    const std::string first = trials.begin(trials.ann, "77712", 0, sevens);
    const std::string second = trials->read_again(trials.ann, first, ones);
    CHECK(second != first);
    CHECK(trials->read_again(trials.ann, first, ones) == second);
    CHECK(trials->read_again(trials.ann, second, sevens) == first);
    const TrialView view = trials->view(trials.ann, first);
    REQUIRE(view.others.size() == 1);
    CHECK(view.others[0].first.id == second);
    const PairedComparison& comparison = view.others[0].second;
    CHECK(comparison.both == 0);
    CHECK(comparison.only_first == 3);
    CHECK(comparison.only_second == 1);
    CHECK(comparison.neither == 1);
    const auto [one, other] = trials->get_both(trials.ann, first, second);
    CHECK(one.trial.all.right == 3);
    CHECK(other.trial.all.right == 1);
    const std::string of_others = trials.begin(trials.ann, "7", 9);
    CHECK(refusal([&] { (void)trials->get_both(trials.ann, first, of_others); }) == "not_found");
  });
}

TEST_CASE("digits that one of the two may have learnt from decide nothing between them") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string sevens = trials.add_constant_version(trials.ann, 7, 0.55);
    const std::string ones = trials.add_constant_version(trials.ann, 1, 0.6);
    const std::string first = trials.begin(trials.ann, "7771", 0, sevens);
    for (int variant = 0; variant < 2; ++variant) {
      const std::string seven = written("7", variant);
      (void)trials.samples->add(trials.ann, {{{"7.pgm", seven}}, {}});
    }
    const std::string second = trials->read_again(trials.ann, first, ones);  // which may know two of them
    for (const auto& [one, other] : {std::pair(first, second), {second, first}}) {
      const PairedComparison comparison = trials->view(trials.ann, one).others.at(0).second;
      CHECK(comparison.left_out == 2);
      CHECK(comparison.images() == 2);
      CHECK(comparison.only_first == 1);
      CHECK(comparison.only_second == 1);
    }
  });
}

TEST_CASE("a test stays as it was when the version that read it is deleted") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
    const std::string id = trials.begin(trials.ann, "71", 0, version);
    trials.jobs->versions().remove(trials.ann, version, {});
    CHECK(trials->get(trials.ann, id).trial.all == ShareRight{1, 2});
    CHECK(trials->get(trials.ann, id).trial.version_number == 1);
  });
}

TEST_CASE("numbers of tests and of versions are given once, so that two things are never called the same") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
    const std::string first = trials.begin(trials.ann, "71", 0, version);
    trials->remove(trials.ann, trials.begin(trials.ann, "3", 5));
    trials.jobs->versions().remove(trials.ann, version, {});
    const std::string other = trials.add_constant_version(trials.ann, 1, 0.55);
    const Trial second = trials->get(trials.ann, trials->read_again(trials.ann, first, other)).trial;
    CHECK(second.number == 3);
    CHECK(second.version_number == 2);
    CHECK(trials->get(trials.ann, first).trial.version_number == 1);
    CHECK(trials->get(trials.bob, trials.begin(trials.bob, "7")).trial.number == 1);
  });
}

TEST_CASE("fresh digits are kept apart: nothing learns from them, and those that are among My digits are told") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string seven = written("7", 0);
    (void)trials.samples->add(trials.ann, {{{"7.pgm", seven}}, {}});
    const std::string id = trials.begin(trials.ann, "77");  // the first is that one
    CHECK(trials.samples->count(trials.ann.id).all == 1);
    CHECK(trials.samples->training_samples(trials.ann.id).size() == 1);
    const TrialResult result = trials->get(trials.ann, id);
    CHECK(result.trial.known == ShareRight{1, 1});
    CHECK(result.trial.fresh() == ShareRight{1, 1});
    CHECK(result.is_known == std::vector<bool>{true, false});
    // Another's samples are nothing to Bob, and what is kept later was fresh when it was read.
    CHECK(trials->get(trials.bob, trials.begin(trials.bob, "77")).trial.known.images == 0);
    const std::string later = written("7", 1);
    (void)trials.samples->add(trials.ann, {{{"7.pgm", later}}, {}});
    CHECK(trials->get(trials.ann, id).trial.known.images == 1);
    const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
    CHECK(trials->get(trials.ann, trials->read_again(trials.ann, id, version)).trial.known.images == 2);
  });
}

TEST_CASE("a picture counts once, and what cannot be tested with is left out and told") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string seven = written("7");
    const std::string three = written("3");
    TrialForm form{{{"7_a.pgm", seven}, {"7_b.pgm", seven}, {"1_c.pgm", seven}, {"x.pgm", three}, {"3.png", "none"}}};
    form.name = "  Anna's pencil ";
    const TrialResult result = trials->get(trials.ann, trials->begin(trials.ann, form));
    CHECK(result.trial.all.images == 1);
    CHECK(result.digits[0].file_name == "7_a.pgm");
    CHECK(result.trial.set.name == "Anna's pencil");
    const auto& left_out = result.trial.set.left_out;
    CHECK(left_out.size() == 4);
    CHECK(has(left_out, "1_c.pgm: The same picture came as a 7 and as a 1; it counts as a 7."));
    CHECK(has(left_out, "x.pgm: Nothing says which digit it is"));
    CHECK(has(left_out, "3.png: Only PNG"));
    CHECK(has(left_out, "counts once: 1 times"));
  });
}

TEST_CASE("where nothing can be tested with, it is said why, and nothing is kept") {
  on_each_engine([](TrialsUnderTest& trials) {
    CHECK(refused([&] { (void)trials->begin(trials.ann, {{{"7.png", "none"}}}); }).first == 415);
    const std::string three = written("3");
    const auto [status, why] = refused([&] {
      (void)trials->begin(trials.ann, {{{"x.pgm", three}, {"y.pgm", three}}});
    });
    CHECK(status == 422);
    CHECK(why ==
          "Nothing can be tested with. x.pgm: Nothing says which digit it is: neither the form nor its name or "
          "folder. So 1 more.");
    CHECK(refusal([&] { (void)trials->begin(trials.ann, {}); }) == "invalid image");
    TrialForm bad{{{"3.pgm", three}}};
    bad.name = std::string(65, 'a');
    CHECK(refusal([&] { (void)trials->begin(trials.ann, bad); }) == "invalid name");
    CHECK(trials->list(trials.ann, {}).rows.empty());
    CHECK(trials->use(trials.ann).used.images == 0);
    CHECK(trials.is_whole());
  });
}

TEST_CASE("item 25: a user keeps so many digits to test with, in so many sets, read so often") {
  SampleOptions samples;
  samples.most_images = 5;
  on_each_engine(
      [](TrialsUnderTest& trials) {
        const std::string first = trials.begin(trials.ann, "7131", 0);  // three at most are taken
        CHECK(trials->get(trials.ann, first).trial.all.images == 3);
        CHECK(has(trials->get(trials.ann, first).trial.set.left_out, "1_a.pgm: There is no room for it"));
        const std::string second = trials.begin(trials.ann, "713", 10);  // there is room for two more
        CHECK(trials->get(trials.ann, second).trial.all.images == 2);
        CHECK(trials->use(trials.ann).used.images == 5);
        CHECK(trials->use(trials.ann).quota.images == 5);
        CHECK(refusal([&] { trials.begin(trials.ann, "7", 20); }) == "too_many");
        (void)trials.begin(trials.bob, "7", 20);
        (void)trials->read_again(trials.ann, first, trials.add_constant_version(trials.ann, 1, 0.55));
        const std::string third = trials.add_constant_version(trials.ann, 2, 0.55);
        CHECK(refusal([&] { (void)trials->read_again(trials.ann, first, third); }) == "too_many");
        trials->remove(trials.ann, second);
        (void)trials.begin(trials.ann, "7", 20);
        CHECK(refusal([&] { trials.begin(trials.ann, "7", 30); }) == "too_many");  // a third set
      },
      {samples, {3, 2, 2}});
}

TEST_CASE("item 25: tests begun at once never keep more than the quota together, nor half of a set") {
  SampleOptions samples;
  samples.most_images = 5;
  samples.most_uploads_at_once = 100;
  on_each_engine(
      [](TrialsUnderTest& trials) {
        std::vector<std::thread> threads;
        std::atomic<int> kept = 0;
        for (int i = 0; i < 4; ++i) {
          threads.emplace_back([&, i] {
            try {
              (void)trials.begin(trials.ann, "71", 10 * i);
              ++kept;
            } catch (const AccountError&) {  // no room
            }
          });
        }
        for (std::thread& thread : threads) thread.join();
        const std::int64_t used = trials->use(trials.ann).used.images;
        CHECK(used >= 4);
        CHECK(used <= 5);
        std::int64_t images = 0;
        for (const Trial& trial : trials->list(trials.ann, {}).rows) images += trial.all.images;
        CHECK(images == used);
        CHECK(trials->list(trials.ann, {}).rows.size() == static_cast<std::size_t>(kept));
      },
      {samples, {}});
}

TEST_CASE("item 25: digits that are read again at once are never read by more models than may") {
  SampleOptions samples;
  samples.most_uploads_at_once = 100;
  on_each_engine(
      [](TrialsUnderTest& trials) {
        const std::string id = trials.begin(trials.ann, "71");
        std::vector<std::string> versions;
        for (int digit = 0; digit < 6; ++digit) {
          versions.push_back(trials.add_constant_version(trials.ann, digit, 0.55));
        }
        std::vector<std::thread> threads;
        std::atomic<int> read = 0;
        for (const std::string& version : versions) {
          threads.emplace_back([&] {
            try {
              (void)trials->read_again(trials.ann, id, version);
              ++read;
            } catch (const AccountError& error) {
              if (error.kind() != AccountError::Kind::too_many) --read;
            }
          });
        }
        for (std::thread& thread : threads) thread.join();
        CHECK(read == 2);
        CHECK(trials->view(trials.ann, id).others.size() == 2);
      },
      {samples, {1000, 100, 3}});
}

TEST_CASE("uploads to keep and to test with take the same places, and so does reading again") {
  SampleOptions samples;
  samples.most_uploads_at_once = 1;
  on_each_engine(
      [](TrialsUnderTest& trials) {
        const std::string id = trials.begin(trials.ann, "7");
        const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
        {
          const UploadPlaces::Place place = trials.samples->uploads().take();
          CHECK(refusal([&] { trials.begin(trials.ann, "7"); }) == "busy");
          CHECK(refusal([&] { (void)trials->read_again(trials.ann, id, version); }) == "busy");
          CHECK(trials->read_again(trials.ann, id, kServedModel) == id);  // it is there
        }
        (void)trials->read_again(trials.ann, id, version);
      },
      {samples, {}});
}

TEST_CASE("item 47: nobody sees, reads again, compares or deletes another's test") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
    const std::string id = trials.begin(trials.ann, "77", 0, version);
    const std::string own = trials.begin(trials.bob, "77");
    CHECK(refusal([&] { (void)trials->get(trials.bob, id); }) == "not_found");
    CHECK(refusal([&] { (void)trials->view(trials.bob, id); }) == "not_found");
    CHECK(refusal([&] { (void)trials->get_both(trials.bob, id, own); }) == "not_found");
    CHECK(refusal([&] { (void)trials->get_both(trials.bob, own, id); }) == "not_found");
    CHECK(refusal([&] { (void)trials->picture(trials.bob, id, 1); }) == "not_found");
    CHECK(refusal([&] { (void)trials->read_again(trials.bob, id, kServedModel); }) == "not_found");
    CHECK(refusal([&] { (void)trials->read_again(trials.bob, own, version); }) == "not_found");
    CHECK(refusal([&] { trials->remove(trials.bob, id); }) == "not_found");
    CHECK(trials->list(trials.bob, {}).rows.size() == 1);
    CHECK(trials->picture(trials.ann, id, 1).size() > 50);
    CHECK(refusal([&] { (void)trials->picture(trials.ann, id, 3); }) == "not_found");
  });
}

TEST_CASE("digits go with the last test of theirs, and their files with the sweep; those of another set stay") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string version = trials.add_constant_version(trials.ann, 7, 0.55);
    const std::string first = trials.begin(trials.ann, "71");
    const std::string second = trials->read_again(trials.ann, first, version);
    const std::string same = trials.begin(trials.ann, "7");
    trials->remove(trials.ann, first);
    CHECK(trials->get(trials.ann, second).digits.size() == 2);
    trials->remove(trials.ann, second);
    CHECK(trials->use(trials.ann).used.images == 1);
    CHECK_FALSE(trials.is_whole());
    (void)sweep_files(trials.accounts.database, *trials.files, system_time() + std::chrono::hours(1));
    CHECK(trials.is_whole());
    CHECK(trials->picture(trials.ann, same, 1).size() > 50);
  });
}

TEST_CASE("an export holds all tests that nobody deletes meanwhile") {
  constexpr int kStay = 150;
  constexpr int kGo = 60;
  on_each_engine([](TrialsUnderTest& trials) {
    TrialResult result = trials->get(trials.ann, trials.begin(trials.ann, "7"));
    std::vector<std::string> latest;
    trials.accounts.database.write([&](Transaction& transaction) {
      latest.clear();
      for (int i = 0; i < kStay + kGo; ++i) {
        result.trial.model_sha256 = std::to_string(i);
        TrialRows(transaction).add(result);
        if (i >= kStay) latest.push_back(result.trial.id);
      }
    });
    std::atomic<bool> is_over = false;
    std::thread deletes([&] {
      for (const std::string& id : latest) trials->remove(trials.ann, id);
      is_over = true;
    });
    struct Enough {};
    while (!is_over) {
      try {
        for (const auto& give : trials.accounts->hooks().exports) {
          give(trials.ann.id, [&](const std::string& name, std::string_view bytes) {
            if (name != "tests.json") return;
            const auto list = nlohmann::json::parse(bytes);
            const auto stayed = [](const nlohmann::json& test) { return test["number"] <= 1 + kStay; };
            CHECK(std::ranges::count_if(list, stayed) == 1 + kStay);
            throw Enough();
          });
        }
      } catch (const Enough&) {  // what comes after is not asked for
      }
    }
    deletes.join();
  });
}

TEST_CASE("with an account its tests and their files go, those of others stay, and an export holds them") {
  on_each_engine([](TrialsUnderTest& trials) {
    const std::string id = trials.begin(trials.ann, "71");
    (void)trials->read_again(trials.ann, id, trials.add_constant_version(trials.ann, 7, 0.55));
    const std::string of_bob = trials.begin(trials.bob, "71");
    const std::vector<std::string> names = trials.exported_files(trials.ann);
    for (const char* name : {"tests.json", "tests/1.csv", "tests/2.csv", "tests/1/7/1.png", "tests/1/1/2.png"}) {
      CAPTURE(name);
      CHECK(std::ranges::count(names, name) == 1);
    }
    CHECK(std::ranges::none_of(names, [](const std::string& name) { return name.starts_with("tests/2/"); }));
    remove_account(trials.accounts->context(), trials.ann.id, {trials.ann.id, "user.delete", trials.ann.id, "", {}});
    CHECK(trials.is_whole());
    CHECK(trials.accounts.number("SELECT COUNT(*) FROM trial") == 1);
    CHECK(trials.accounts.number("SELECT COUNT(*) FROM fresh_digit") == 2);
    CHECK(trials->picture(trials.bob, of_bob, 1).size() > 50);
  });
}
