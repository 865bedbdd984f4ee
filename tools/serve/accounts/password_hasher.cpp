#include "password_hasher.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <new>
#include <thread>

#include "account_error.hpp"

namespace digitnet::serve {
namespace {

void prepare_sodium() {
  if (sodium_init() < 0) throw Error("libsodium cannot be started: no random numbers");
}

std::string hash_of(std::string_view secret) {
  std::array<char, crypto_pwhash_STRBYTES> text{};
  if (crypto_pwhash_str_alg(text.data(), secret.data(), secret.size(), PasswordHasher::kPasses,
                            PasswordHasher::kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::bad_alloc();
  }
  return text.data();
}

// Of a secret that nobody knows: with the costs of today, like all others.
const std::string& hash_of_nothing() {
  static const std::string hash = [] {
    std::array<char, 32> secret{};
    randombytes_buf(secret.data(), secret.size());
    return hash_of({secret.data(), secret.size()});
  }();
  return hash;
}

}  // namespace

/// One of the few that compute at the same time.
class PasswordHasher::Slot {
 public:
  explicit Slot(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.running_ >= hasher_.at_once_) wait(lock);
    ++hasher_.running_;
  }
  ~Slot() {
    {
      const std::scoped_lock lock(hasher_.mutex_);
      --hasher_.running_;
    }
    hasher_.freed_.notify_one();
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  void wait(std::unique_lock<std::mutex>& lock) {
    if (hasher_.waiting_ >= hasher_.most_waiting_) {
      throw AccountError(AccountError::Kind::busy, "", "Many people are logging in right now. Try again in a moment.",
                         std::chrono::seconds(1));
    }
    ++hasher_.waiting_;
    hasher_.freed_.wait(lock, [this] { return hasher_.running_ < hasher_.at_once_; });
    --hasher_.waiting_;
  }

  PasswordHasher& hasher_;
};

PasswordHasher::PasswordHasher(PasswordHasherOptions options)
    : at_once_(options.at_once > 0 ? options.at_once : std::max(1u, std::thread::hardware_concurrency())),
      most_waiting_(options.waiting) {
  prepare_sodium();
  (void)hash_of_nothing();  // now, or the first unknown account would take longer
}

std::string PasswordHasher::hash(std::string_view secret) {
  const Slot slot(*this);
  return hash_of(secret);
}

bool PasswordHasher::verify(const std::string& hash, std::string_view secret) {
  if (secret.data() == nullptr) secret = "";  // libsodium takes no null, be it of no length
  const Slot slot(*this);
  return crypto_pwhash_str_verify(hash.c_str(), secret.data(), secret.size()) == 0;
}

bool PasswordHasher::verify_nothing(std::string_view secret) {
  (void)verify(hash_of_nothing(), secret);
  return false;
}

bool PasswordHasher::is_outdated(const std::string& hash) {
  return crypto_pwhash_str_needs_rehash(hash.c_str(), kPasses, kMemoryBytes) != 0;
}

}  // namespace digitnet::serve
