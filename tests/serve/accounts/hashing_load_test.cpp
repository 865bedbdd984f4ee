#include <doctest/doctest.h>

#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "accounts_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

/// The most memory that the process had at once since the object was made, beyond what it had then.
class MemoryPeak {
 public:
  MemoryPeak() : watcher_([this] { watch(); }) {}
  std::int64_t stop() {
    stops_ = true;
    watcher_.join();
    return most_ - before_;
  }

 private:
  static std::int64_t resident_bytes() {
    std::int64_t all = 0;
    std::int64_t resident = 0;
    std::ifstream("/proc/self/statm") >> all >> resident;
    return resident * 4096;
  }
  void watch() {
    while (!stops_) {
      most_ = std::max(most_, resident_bytes());
      std::this_thread::sleep_for(500us);
    }
  }

  std::int64_t before_ = resident_bytes();
  std::int64_t most_ = before_;
  std::atomic<bool> stops_ = false;
  std::thread watcher_;
};

}  // namespace

// SECURITY.md 4.
TEST_CASE(
    "200 logins at once take the memory of as many as there are cores; who finds the queue full is told to wait") {
  const TestFolder folder;
  AccountsUnderTest under_test(folder.path("accounts.sqlite"), {.at_once = 2, .waiting = 32});
  for (int i = 0; i < 10; ++i) under_test.add_user("user" + std::to_string(i) + "@digits.example");
  (void)under_test->login().log_in("user0@digits.example", kPassword, origin(0));
  std::atomic<int> in = 0;
  std::atomic<int> told_to_wait = 0;
  std::atomic<int> otherwise = 0;
  std::vector<std::thread> threads;
  MemoryPeak peak;
  for (int i = 0; i < 200; ++i) {
    threads.emplace_back([&, i] {
      try {
        const std::string email = i % 10 == 0 ? "user" + std::to_string(i / 20) + "@digits.example"
                                              : "nobody" + std::to_string(i) + "@x.example";
        (void)under_test->login().log_in(email, kPassword, origin(i));
        ++in;
      } catch (const AccountError& error) {
        if (error.kind() == AccountError::Kind::wrong_credentials) ++in;
        if (error.kind() == AccountError::Kind::busy) told_to_wait += error.retry_after() > 0ms ? 1 : 0;
      } catch (const std::exception&) {
        ++otherwise;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const std::int64_t most = peak.stop();
  MESSAGE(in.load() << " were served, " << told_to_wait.load() << " told to wait, " << most / 1048576 << " MiB more");
  CHECK(in + told_to_wait == 200);
  CHECK(otherwise == 0);
  CHECK(in >= 34);
  // And what 200 threads and eight connections take, which is no hash.
  CHECK(most < static_cast<std::int64_t>(2 * PasswordHasher::kMemoryBytes) + (30 << 20));
}

// SECURITY.md 4.
TEST_CASE("a hash that finds no place in the queue is refused at once, and the next one fits again") {
  PasswordHasher hasher({.at_once = 1, .waiting = 1});
  std::atomic<int> done = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i) {
    threads.emplace_back([&] { refusal([&] { (void)hasher.hash(kPassword); }) == "busy" ? ++refused : ++done; });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(done + refused == 12);
  CHECK(refused > 0);
  CHECK(done >= 2);
  CHECK(refusal([&] { (void)hasher.hash(kPassword); }).empty());
}
