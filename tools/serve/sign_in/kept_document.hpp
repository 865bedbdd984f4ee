#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "clock.hpp"
#include "sign_in_error.hpp"

namespace digitnet::serve {

/// A document of a provider's, kept for an hour, and for a day while the provider gives no new one. After a failure the
/// provider is left alone for ten seconds. For one thread at a time.
template <typename Document>
class KeptDocument {
 public:
  using Fetch = std::function<Document()>;

  /// The document; fetches it when there is none or it is old. Throws SignInError when that fails and there is none to
  /// go on with.
  const Document& current(Time now, const Fetch& fetch) {
    if (!is_within(fetched_at_, now, std::chrono::hours(1)) && !has_just_failed(now)) try_to_fetch(now, fetch);
    if (is_within(fetched_at_, now, std::chrono::days(1))) return *document_;
    throw SignInError(*failure_);
  }
  /// Whether it was not tried to fetch it for this long.
  [[nodiscard]] bool is_untried_for(std::chrono::milliseconds duration, Time now) const {
    return !is_within(tried_at_, now, duration);
  }
  /// Fetches it however old it is. Throws SignInError.
  const Document& refresh(Time now, const Fetch& fetch) {
    try_to_fetch(now, fetch);
    if (failure_) throw SignInError(*failure_);
    return *document_;
  }

 private:
  // A moment in the future is none: the clock was set.
  static bool is_within(std::optional<Time> moment, Time now, std::chrono::milliseconds duration) {
    return moment && *moment <= now && now - *moment < duration;
  }
  [[nodiscard]] bool has_just_failed(Time now) const {
    return failure_ && is_within(tried_at_, now, std::chrono::seconds(10));
  }
  void try_to_fetch(Time now, const Fetch& fetch) {
    tried_at_ = now;
    try {
      document_ = fetch();
      fetched_at_ = now;
      failure_.reset();
    } catch (const SignInError& error) {
      failure_ = error;
    }
  }

  std::optional<Document> document_;
  std::optional<Time> fetched_at_;
  std::optional<Time> tried_at_;
  std::optional<SignInError> failure_;
};

}  // namespace digitnet::serve
