#include "promotion.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <limits>
#include <thread>
#include <vector>

#include "digitnet/model_file.hpp"
#include "evaluation_json.hpp"
#include "formats/file.hpp"
#include "formats/safetensors.hpp"
#include "job_queue.hpp"
#include "model_updates.hpp"
#include "serve/jobs/jobs_under_test.hpp"
#include "sha256.hpp"
#include "users.hpp"
#include "versions.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

std::string upload(JobsUnderTest& jobs, unsigned seed) {
  return jobs->promotion().upload(jobs.admin, glyph_model(seed), "a try");
}

void measure(JobsUnderTest& jobs, const std::string& sha256, std::int64_t right) {
  jobs.set_score(sha256, kMnist, {right, 10000});
}

/// A version of the server's own that passes the gate.
std::string good_version(JobsUnderTest& jobs, unsigned seed) {
  const std::string id = upload(jobs, seed);
  measure(jobs, jobs.world.own_model->sha256, 9950);
  measure(jobs, jobs->promotion().get(id).sha256, 9950);
  return id;
}

std::string served_sha256(JobsUnderTest& jobs) {
  jobs->served().look();
  return jobs.served->sha256;
}

void roll_back(JobsUnderTest& jobs) {
  const auto last = jobs->promotion().served().last_promotion;
  jobs->promotion().roll_back(jobs.admin, last ? last->id : "");
}

/// One that was uploaded, and reads so many of 10000 rightly.
std::string version_that_reads(JobsUnderTest& jobs, unsigned seed, std::int64_t right) {
  const std::string id = upload(jobs, seed);
  measure(jobs, jobs->promotion().get(id).sha256, right);
  return id;
}

/// Whether the candidate, as the database has it, is this one.
bool is_candidate(JobsUnderTest& jobs, const std::string& id) {
  const auto candidate = jobs->promotion().served().canary.version;
  return candidate && candidate->id == id;
}

/// A whole model file, with its right checksum, in which one number is none.
std::vector<std::uint8_t> with_nan() {
  const std::vector<std::uint8_t> bytes = glyph_model(2);
  const Safetensors file = parse_safetensors(bytes, "model");
  std::vector<std::vector<float>> values;
  for (const SafetensorsEntry& entry : file.entries) {
    values.emplace_back(entry.bytes.size() / sizeof(float));
    std::memcpy(values.back().data(), entry.bytes.data(), entry.bytes.size());
  }
  values.front().front() = std::numeric_limits<float>::quiet_NaN();
  std::vector<NamedTensor> tensors;
  for (std::size_t i = 0; i < values.size(); ++i) {
    tensors.push_back({file.entries[i].name, file.entries[i].shape, values[i]});
  }
  Metadata metadata;
  for (const auto& [key, value] : file.metadata) {
    if (key != kChecksumKey) metadata.emplace_back(key, value);
  }
  const TestFolder folder;
  write_safetensors(folder.path("m"), metadata, tensors, 1 << 30);
  return read_file(folder.path("m"), 1 << 30);
}

std::vector<std::uint8_t> model_bytes(const Shape& input, int classes) {
  const TestFolder folder;
  save(Model(input, {Dense{classes}, Softmax{}}), folder.path("m"));
  return read_file(folder.path("m"), 1 << 30);
}

}  // namespace

TEST_CASE("item 51: what is no whole model to read digits with is refused, and leaves nothing behind") {
  on_each_engine([](JobsUnderTest& jobs) {
    std::vector<std::uint8_t> cut = glyph_model(2);
    cut.resize(cut.size() / 2);
    std::vector<std::uint8_t> huge_header = glyph_model(2);
    std::memset(huge_header.data(), 0x7f, 8);
    const std::string text = "import os; os.system('id')";
    const std::vector<std::vector<std::uint8_t>> bad{{},
                                                     {text.begin(), text.end()},
                                                     cut,
                                                     huge_header,
                                                     with_nan(),
                                                     model_bytes({28, 28, 1}, 7),
                                                     model_bytes({14, 14, 1}, 10),
                                                     std::vector<std::uint8_t>(Promotion::kLargestModel_bytes + 1)};
    for (const auto& bytes : bad) {
      CAPTURE(bytes.size());
      CHECK(refusal([&] { (void)jobs->promotion().upload(jobs.admin, bytes, ""); }) == "invalid file");
    }
    CHECK(sentence([&] { (void)jobs->promotion().upload(jobs.admin, with_nan(), ""); }).find("not finite") !=
          std::string::npos);
    CHECK(jobs->promotion().versions({}).rows.empty());
    CHECK(jobs.is_whole());
  });
}

TEST_CASE("item 51: a model that is uploaded keeps its sum, is evaluated first, and is not served by that") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = upload(jobs, 2);
    const ModelVersion version = jobs->promotion().get(id);
    CHECK(version.sha256 == sha256(glyph_model(2)));
    CHECK(version.source == VersionSource::uploaded);
    const auto waiting = jobs->jobs({}).rows;
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].kind == JobKind::evaluate);
    CHECK(waiting[0].version_id == id);
    CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);
    CHECK(refusal([&] { (void)upload(jobs, 2); }) == "taken file");
    CHECK(jobs.has_audit("model.add"));
  });
}

TEST_CASE("more than twenty versions that were never served are not kept, and what is refused leaves nothing behind") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string served = good_version(jobs, 2);
    jobs->promotion().promote(jobs.admin, served, "now");
    std::string last;
    for (int i = 0; i < Promotion::kMostNeverServed; ++i) last = jobs.add_version(std::nullopt, 3);
    const auto too_many = [&] { (void)upload(jobs, 4); };
    CHECK(refusal(too_many) == "taken");
    CHECK(sentence(too_many) ==
          "The server has 20 versions that were never served, more are not kept. Remove one first.");
    CHECK(jobs.is_whole());
    jobs->promotion().remove(jobs.admin, last);
    CHECK(refusal(too_many).empty());
  });
}

TEST_CASE("item 51: nothing is promoted, not even for some, before it was evaluated, or when it reads worse") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = upload(jobs, 2);
    const std::string sha256 = jobs->promotion().get(id).sha256;
    const auto promote = [&] { jobs->promotion().promote(jobs.admin, id, "it is better"); };
    const auto canary = [&] { jobs->promotion().set_canary(jobs.admin, id, 5); };
    CHECK(refusal(promote) == "forbidden");
    CHECK(sentence(promote) == "The version has not been evaluated on MNIST's test images yet.");
    CHECK(refusal(canary) == "forbidden");
    measure(jobs, sha256, 9990);
    CHECK(refusal(promote) == "forbidden");  // nothing to compare with
    measure(jobs, jobs.world.own_model->sha256, 9950);
    measure(jobs, sha256, 9939);
    CHECK(sentence(promote) ==
          "On MNIST's test images the version reads 99.39 % rightly; what is served now reads 99.50 %, and it may fall "
          "behind that by 0.1 points at most.");
    CHECK(refusal(canary) == "forbidden");
    CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);
    measure(jobs, sha256, 9940);
    CHECK(refusal([&] { jobs->promotion().promote(jobs.admin, id, " "); }) == "invalid note");
    CHECK(refusal(promote).empty());
    CHECK(served_sha256(jobs) == sha256);
    CHECK(jobs.has_audit("model.promote"));
  });
}

TEST_CASE("item 51: the administrator's test set is a part of the gate") {
  on_each_engine([](JobsUnderTest& jobs) {
    const User admin = jobs.world.add_user("root@example.org");
    CHECK(refusal([&] { jobs->promotion().set_test_set(jobs.admin); }) == "invalid");
    jobs.add_digits(admin, 200);
    jobs->promotion().set_test_set(jobs.admin);
    const std::string data = jobs->promotion().test_set()->name();
    CHECK(jobs->promotion().test_set()->images == 200);
    const std::string id = good_version(jobs, 2);
    const auto promote = [&] { jobs->promotion().promote(jobs.admin, id, "it is better"); };
    CHECK(sentence(promote) == "The version has not been evaluated on the test set yet.");
    jobs.set_score(jobs.world.own_model->sha256, data, {190, 200});
    jobs.set_score(jobs->promotion().get(id).sha256, data, {188, 200});
    CHECK(refusal(promote) == "forbidden");
    jobs.set_score(jobs->promotion().get(id).sha256, data, {189, 200});
    CHECK(refusal(promote).empty());
    jobs->promotion().clear_test_set(jobs.admin);
    CHECK_FALSE(jobs->promotion().test_set());
  });
}

TEST_CASE("item 51: a user's training changes only what that user reads with; taking their version makes a copy") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string of_user = jobs.add_version(jobs.ann.id, 2);
    jobs->versions().use(jobs.ann, of_user, {});
    CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);
    CHECK(refusal([&] { jobs->promotion().promote(jobs.admin, of_user, "x"); }) == "not_found");
    CHECK(refusal([&] { jobs->promotion().set_canary(jobs.admin, of_user, 5); }) == "not_found");
    const std::string taken = jobs->promotion().take(jobs.admin, of_user, "a good hand");
    CHECK(jobs->promotion().get(taken).source == VersionSource::taken);
    jobs.world.database.write([&](Transaction& transaction) { Users(transaction).remove(jobs.ann.id); });
    CHECK(jobs.world.files->get({std::string(kSiteOwner), "model", jobs->promotion().get(taken).sha256}));
    CHECK(refusal([&] { (void)jobs->promotion().take(jobs.admin, taken, ""); }) == "not_found");
  });
}

TEST_CASE("rolling back goes to what was served before, as often as there were promotions") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string first = good_version(jobs, 2);
    const std::string second = good_version(jobs, 3);
    jobs->promotion().promote(jobs.admin, first, "one");
    jobs->promotion().promote(jobs.admin, second, "two");
    CHECK(refusal([&] { jobs->promotion().promote(jobs.admin, second, "again"); }) == "invalid");
    CHECK(served_sha256(jobs) == jobs->promotion().get(second).sha256);
    CHECK(refusal([&] { jobs->promotion().remove(jobs.admin, first); }) == "forbidden");
    roll_back(jobs);
    CHECK(served_sha256(jobs) == jobs->promotion().get(first).sha256);
    roll_back(jobs);
    CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);
    CHECK(refusal([&] { roll_back(jobs); }) == "invalid");
    const auto history = jobs->promotion().history({}).rows;
    REQUIRE(history.size() == 2);
    CHECK(history[0].note == "two");
    CHECK(history[0].undone_at);
    CHECK(jobs.has_audit("model.roll_back"));
  });
}

TEST_CASE("two who take back the same promotion take back one") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string first = good_version(jobs, 2);
    const std::string second = good_version(jobs, 3);
    jobs->promotion().promote(jobs.admin, first, "one");
    jobs->promotion().promote(jobs.admin, second, "two");
    const std::string seen = jobs->promotion().served().last_promotion->id;
    jobs->promotion().roll_back(jobs.admin, seen);
    CHECK(refusal([&] { jobs->promotion().roll_back(jobs.admin, seen); }) == "taken");
    CHECK(refusal([&] { jobs->promotion().roll_back(jobs.admin, ""); }) == "taken");
    CHECK(jobs->promotion().served().version->id == first);
  });
}

TEST_CASE("item 51: a candidate that does not pass beside what is served from now on reads for nobody any more") {
  on_each_engine([](JobsUnderTest& jobs) {
    measure(jobs, jobs.world.own_model->sha256, 9950);
    const std::string candidate = version_that_reads(jobs, 2, 9942);
    const std::string better = version_that_reads(jobs, 3, 9960);
    jobs->promotion().set_canary(jobs.admin, candidate, 20);
    jobs->promotion().promote(jobs.admin, better, "it is better");
    CHECK_FALSE(is_candidate(jobs, candidate));
    const auto detail = jobs.world.database.read([&](Transaction& transaction) {
      return transaction
          .row("SELECT subject FROM audit_entry WHERE detail = '0 percent, it does not pass the gate any more'", {})
          ->text(0);
    });
    CHECK(detail == candidate);

    // Back, to what reads better.
    roll_back(jobs);
    const std::string worse = version_that_reads(jobs, 4, 9945);
    jobs->promotion().promote(jobs.admin, worse, "it is smaller");
    const std::string smallest = version_that_reads(jobs, 5, 9936);
    jobs->promotion().set_canary(jobs.admin, smallest, 20);
    roll_back(jobs);
    CHECK_FALSE(is_candidate(jobs, smallest));

    jobs->promotion().set_canary(jobs.admin, candidate, 20);
    jobs->promotion().promote(jobs.admin, worse, "it is smaller");
    CHECK(is_candidate(jobs, candidate));
    roll_back(jobs);
    CHECK(is_candidate(jobs, candidate));
  });
}

TEST_CASE("what is served outlives a restart, and another server on the same database follows") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = good_version(jobs, 2);
    std::shared_ptr<const ServedModel> other_serves;
    ModelShelf shelf(jobs->context());
    ServedWatch other(jobs->context(), shelf, [&](auto model) { other_serves = std::move(model); });
    other.start();
    CHECK(other_serves->sha256 == jobs.world.own_model->sha256);
    jobs->promotion().promote(jobs.admin, id, "now");
    for (int i = 0; i < 500 && other_serves->sha256 == jobs.world.own_model->sha256; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    other.stop();
    CHECK(other_serves->sha256 == jobs->promotion().get(id).sha256);
  });
}

TEST_CASE("what was measured of a version on MNIST comes with the model, unless another program wrote it") {
  on_each_engine([](JobsUnderTest& jobs) {
    const auto evaluation_of = [&](unsigned seed, const std::string& text) {
      const std::string sha256 = jobs->promotion().get(upload(jobs, seed)).sha256;
      jobs.world.database.write([&](Transaction& transaction) {
        Versions(transaction).set_score({sha256, kMnist, {9959, 10000}, 0.1, text}, jobs.world.now);
      });
      return jobs->shelf().load(std::string(kSiteOwner), sha256)->evaluation;
    };
    const Evaluation measured = load_served_model({})->evaluation.value();
    const auto known = evaluation_of(2, cli::evaluation_json(measured, "model", "mnist"));
    REQUIRE(known);
    CHECK(known->accuracy == measured.accuracy);
    CHECK_FALSE(evaluation_of(3, "{}"));
  });
}

TEST_CASE("when the server's own model for lines is another, it reads beside all models") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string served = good_version(jobs, 2);
    const std::string candidate = good_version(jobs, 3);
    jobs->promotion().promote(jobs.admin, served, "now");
    jobs->promotion().set_canary(jobs.admin, candidate, 50);
    jobs->versions().use(jobs.ann, jobs.add_version(jobs.ann.id, 4), {});
    jobs->served().look();
    const auto candidate_now = [&] {
      std::shared_ptr<const ServedModel> model;
      for (int i = 0; i < 100 && !model; ++i) model = jobs->shelf().model_for_stranger(std::to_string(i));
      return model;
    };
    REQUIRE_FALSE(jobs->shelf().model_for_user(jobs.ann.id)->models.lines);
    REQUIRE_FALSE(candidate_now()->models.lines);

    auto with_lines = std::make_shared<ServedModel>(*jobs.world.own_model);
    with_lines->models.lines = load_served_model({})->models.lines;
    REQUIRE(with_lines->models.lines);
    jobs.world.own_model = with_lines;
    jobs->own_model_has_changed();
    CHECK(jobs.served->sha256 == jobs->promotion().get(served).sha256);
    CHECK(jobs.served->models.lines);
    CHECK(jobs->shelf().model_for_user(jobs.ann.id)->models.lines);
    CHECK(candidate_now()->models.lines);
  });
}

TEST_CASE("who promotes while the server stops wakes nobody, and does no harm") {
  on_each_engine([](JobsUnderTest& jobs) {
    ModelShelf shelf(jobs->context());
    ServedWatch watch(jobs->context(), shelf, [](auto) {});
    std::atomic<bool> is_over = false;
    std::vector<std::thread> promoting;
    for (int i = 0; i < 2; ++i) {
      promoting.emplace_back([&] {
        while (!is_over) watch.wake();
      });
    }
    for (int i = 0; i < 100; ++i) {
      watch.start();
      watch.stop();
    }
    is_over = true;
    for (std::thread& thread : promoting) thread.join();
    watch.wake();
  });
}

TEST_CASE("a served version whose file is gone is said once, and what was served goes on") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = good_version(jobs, 2);
    CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);
    jobs.world.files->remove({std::string(kSiteOwner), "model", jobs->promotion().get(id).sha256});
    jobs->promotion().promote(jobs.admin, id, "now");
    jobs.log.clear();
    CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);
    CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);
    CHECK(jobs.log.size() == 1);
  });
}

TEST_CASE("a candidate reads for its share of the strangers, always for the same ones") {
  on_each_engine([](JobsUnderTest& jobs) {
    const std::string id = good_version(jobs, 2);
    CHECK(refusal([&] { jobs->promotion().set_canary(jobs.admin, id, 0); }) == "invalid percent");
    CHECK(refusal([&] { jobs->promotion().set_canary(jobs.admin, id, 51); }) == "invalid percent");
    jobs->promotion().set_canary(jobs.admin, id, 20);
    jobs->served().look();
    int chosen = 0;
    for (int i = 0; i < 1000; ++i) {
      const std::string address = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
      const auto model = jobs->shelf().model_for_stranger(address);
      if (model) ++chosen;
      CHECK(jobs->shelf().model_for_stranger(address) == model);
    }
    CHECK(chosen > 150);
    CHECK(chosen < 250);
    jobs->promotion().promote(jobs.admin, id, "for all");
    CHECK_FALSE(jobs->promotion().served().canary.version);
    jobs->served().look();
    CHECK(jobs->shelf().model_for_stranger("10.0.0.1") == nullptr);
  });
}

TEST_CASE("updates are looked for where the operator said, and are served by no other way than uploads") {
  const TestFolder updates;
  const auto put = [&](const std::string& name, std::span<const std::uint8_t> bytes) {
    write_file(updates.path(name), std::span(&bytes, 1));
  };
  const auto put_index = [&](const std::string& file, const std::string& sum, std::size_t bytes = 1) {
    const std::string index = R"({"models":[{"name":"2027","file":")" + file + R"(","sha256":")" + sum +
                              R"(","bytes":)" + std::to_string(bytes) + R"(,"note":"better\nthan before"}]})";
    put("index.json", {reinterpret_cast<const std::uint8_t*>(index.data()), index.size()});
  };
  JobOptions options;
  options.updates = updates.path();
  on_each_engine(
      [&](JobsUnderTest& jobs) {
        const std::string sum = sha256(glyph_model(2));
        put("new.safetensors", glyph_model(2));
        put_index("new.safetensors", sum, glyph_model(2).size() + 1);
        CHECK(refusal([&] { (void)jobs->updates().take(jobs.admin, sum); }) == "invalid file");
        std::string upper_case = sum;
        std::ranges::transform(upper_case, upper_case.begin(), [](char c) { return c >= 'a' ? char(c - 32) : c; });
        put_index("new.safetensors", upper_case, glyph_model(2).size());
        const auto offered = jobs->updates().look();
        REQUIRE(offered.size() == 1);
        CHECK_FALSE(offered[0].is_known);
        CHECK(refusal([&] { (void)jobs->updates().take(jobs.admin, std::string(64, '0')); }) == "not_found");
        const std::string id = jobs->updates().take(jobs.admin, sum);
        CHECK(jobs->promotion().get(id).source == VersionSource::update);
        CHECK(jobs->promotion().get(id).note == "better than before");
        CHECK(jobs->updates().look()[0].is_known);
        CHECK(served_sha256(jobs) == jobs.world.own_model->sha256);

        put("new.safetensors", glyph_model(3));
        put_index("new.safetensors", std::string(64, 'a'));
        CHECK(refusal([&] { (void)jobs->updates().take(jobs.admin, std::string(64, 'a')); }) == "invalid file");
        put_index("../../etc/passwd", std::string(64, 'a'));
        CHECK(refusal([&] { (void)jobs->updates().take(jobs.admin, std::string(64, 'a')); }) == "busy");
        REQUIRE(mkfifo(updates.path(jobs.world.accounts.database.is_postgresql() ? "p" : "s").c_str(), 0600) == 0);
        put_index(jobs.world.accounts.database.is_postgresql() ? "p" : "s", std::string(64, 'a'));
        CHECK(refusal([&] { (void)jobs->updates().take(jobs.admin, std::string(64, 'a')); }) == "busy");
        const std::string broken = "{";
        put("index.json", {reinterpret_cast<const std::uint8_t*>(broken.data()), broken.size()});
        CHECK(refusal([&] { (void)jobs->updates().look(); }) == "busy");
      },
      options);
  on_each_engine([](JobsUnderTest& jobs) {
    CHECK_FALSE(jobs->updates().is_on());
    CHECK(refusal([&] { (void)jobs->updates().look(); }) == "invalid");
  });
}
