#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "accounts_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

// As many as show 5 ms of difference beyond doubt: the hash that an account is to cost takes 18 ms.
constexpr int kSamples = 40;

// Of the faster half: what else the machine does only ever makes things slower.
double typical(std::vector<double> times) {
  const auto quarter = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
  std::nth_element(times.begin(), quarter, times.end());
  return *quarter;
}

double time_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  (void)refusal(work);
  return Milliseconds(std::chrono::steady_clock::now() - begin).count();
}

/// Known and unknown in turn, so that whatever else the machine does slows both. The difference may be 5 ms; where the
/// machine is so busy that a hash takes several times its 18 ms, a tenth: a hash more or less would be a half.
void check_alike(const std::function<void(bool is_known, int sample)>& work) {
  std::vector<double> known;
  std::vector<double> unknown;
  for (int i = 0; i < kSamples; ++i) {
    known.push_back(time_of([&] { work(true, i); }));
    unknown.push_back(time_of([&] { work(false, i); }));
  }
  MESSAGE("known " << typical(known) << " ms, unknown " << typical(unknown) << " ms");
  CHECK(std::abs(typical(known) - typical(unknown)) < std::max(5.0, typical(known) / 10));
}

std::string email_of(bool is_known, int sample) {
  return (is_known ? "known" : "unknown") + std::to_string(sample) + "@digits.example";
}

}  // namespace

// SECURITY.md 29.
TEST_CASE("login, registration and reset take as long for an address with an account as for one without") {
  on_each_engine([](AccountsUnderTest& under_test) {
    for (int i = 0; i < kSamples; ++i) under_test.add_user(email_of(true, i));
    int client = 0;
    check_alike([&](bool is_known, int i) {
      (void)under_test->login().log_in(email_of(is_known, i), "not the password", origin(++client));
    });
    for (const ConfirmationChannel channel : {ConfirmationChannel::link, ConfirmationChannel::code}) {
      under_test.pass(1h);
      check_alike([&](bool is_known, int i) {
        const std::string email = is_known ? email_of(true, i) : "new" + std::to_string(++client) + "@digits.example";
        (void)under_test->registration().begin({"Ada", email, kPassword, channel}, origin(++client));
      });
    }
    check_alike(
        [&](bool is_known, int i) { under_test->password_reset().request(email_of(is_known, i), origin(++client)); });
  });
}
