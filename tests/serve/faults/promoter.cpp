// An administrator who promotes and rolls back without end, past the server, to be killed:
// promoter DATABASE FILES SERVERS_MODEL MNIST ADMINISTRATOR MODEL... Says what it begins and what is acknowledged, a
// line each.

#include <chrono>
#include <cstdio>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "account_error.hpp"
#include "formats/file.hpp"
#include "jobs.hpp"
#include "migrations.hpp"

using namespace digitnet;
using namespace digitnet::serve;

namespace {

constexpr std::chrono::milliseconds kTurn{50};
constexpr int kMostTurns = 600;  // until a running server has evaluated a version

void say(const std::string& what, const std::string& version = "") {
  std::printf("%s %s\n", what.c_str(), version.c_str());
  std::fflush(stdout);
}

/// What promotion works with in a server, without its threads.
struct Parts {
  Parts(const std::string& database_place, const std::string& files_folder, const std::string& model)
      : database({.place = database_place}),
        accounts{database, system_time, "http://127.0.0.1"},
        files(open_file_store(database, files_folder)),
        own_model(load_served_model({model, "", ""})),
        recognizer(own_model, Recognizer::Options{2, 16, 16}),
        samples(database, *files, recognizer, SampleOptions{}) {}

  Database database;
  AccountContext accounts;
  std::unique_ptr<FileStore> files;
  std::shared_ptr<const ServedModel> own_model;
  Recognizer recognizer;
  Samples samples;
};

bool passes(Promotion& promotion, const std::string& version) {
  for (int i = 0; i < kMostTurns; ++i) {
    if (promotion.gate(version).obstacle().empty()) return true;
    std::this_thread::sleep_for(kTurn);
  }
  return false;
}

/// The version of a file, which a run before this one may have added.
std::string version_of(Promotion& promotion, const Administrator& by, const std::string& path) {
  const std::vector<std::uint8_t> bytes = read_file(path, std::size_t{64} << 20);
  try {
    say("upload");
    std::string id = promotion.upload(by, bytes, path);
    say("uploaded", id);
    return id;
  } catch (const AccountError&) {
    for (const ModelVersion& version : promotion.versions({0, 100}).rows) {
      if (version.note == path) return version.id;
    }
    throw;
  }
}

void promote(Promotion& promotion, const Administrator& by, const std::string& version) {
  say("promote", version);
  try {
    promotion.promote(by, version, "it is its turn");
    say("promoted", version);
  } catch (const AccountError& error) {
    say("refused", error.what());
  }
}

void roll_back(Promotion& promotion, const Administrator& by) {
  say("roll_back");
  try {
    const auto last = promotion.served().last_promotion;
    promotion.roll_back(by, last ? last->id : "");
    const Served served = promotion.served();
    say("rolled_back", served.version ? served.version->id : "none");
  } catch (const AccountError& error) {
    say("refused", error.what());
  }
}

}  // namespace

int main(int count, char** words) try {
  if (count < 7) return 2;
  Parts parts(words[1], words[2], words[3]);
  JobOptions options;
  options.folder = std::string(words[2]) + "-promoter";
  options.mnist = words[4];
  Jobs jobs({parts.accounts, *parts.files, parts.samples, [&] { return parts.own_model; }, [](auto) {}}, options);
  const Administrator by{words[5], {}};
  for (int turn = 0;; ++turn) {
    const std::string version = version_of(jobs.promotion(), by, words[6 + turn % (count - 6)]);
    if (!passes(jobs.promotion(), version)) continue;
    promote(jobs.promotion(), by, version);
    if (turn % 3 == 2) roll_back(jobs.promotion(), by);
    std::this_thread::sleep_for(kTurn);
  }
} catch (const std::exception& error) {
  say("ended", error.what());
  return 1;
}
