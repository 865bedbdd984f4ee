#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace digitnet::serve {

struct PasswordHasherOptions {
  std::size_t at_once = 0;  ///< 0: as many as there are cores
  std::size_t waiting = 32;
};

/// Argon2id of passwords and codes: 19 MiB and two passes, about 18 ms each. Only so many run at once, whichever
/// threads call, so that logins cannot eat the memory: the others wait in the calling thread, and when too many wait,
/// every function throws AccountError (busy). For any thread.
class PasswordHasher {
 public:
  static constexpr std::size_t kMemoryBytes = 19 << 20;
  static constexpr unsigned kPasses = 2;

  explicit PasswordHasher(PasswordHasherOptions options = {});

  /// A string of the PHC form: `$argon2id$v=19$m=19456,t=2,p=1$salt$hash`.
  [[nodiscard]] std::string hash(std::string_view secret);
  [[nodiscard]] bool verify(const std::string& hash, std::string_view secret);
  /// Takes as long as verify() and is false: for accounts that are not there.
  bool verify_nothing(std::string_view secret);
  /// Whether the hash was made with other costs than those of today.
  [[nodiscard]] static bool is_outdated(const std::string& hash);

  [[nodiscard]] std::size_t at_once() const { return at_once_; }

 private:
  class Slot;

  const std::size_t at_once_;
  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::size_t running_ = 0;
  std::size_t waiting_ = 0;
};

}  // namespace digitnet::serve
