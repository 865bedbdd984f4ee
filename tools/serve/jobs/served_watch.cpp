#include "served_watch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <utility>

#include "served_rows.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::seconds kBetweenLooks{2};

}  // namespace

ServedWatch::ServedWatch(JobContext& context, ModelShelf& shelf,
                         std::function<void(std::shared_ptr<const ServedModel>)> serve)
    : context_(context), shelf_(shelf), serve_(std::move(serve)) {}

void ServedWatch::start() {
  look();
  const std::scoped_lock lock(thread_mutex_);
  thread_ = std::make_unique<PeriodicThread>(kBetweenLooks, [this] { look(); });
}

void ServedWatch::stop() {
  std::unique_ptr<PeriodicThread> ending;  // which takes as long as a look does
  const std::scoped_lock lock(thread_mutex_);
  ending = std::move(thread_);
}

void ServedWatch::wake() {
  const std::scoped_lock lock(thread_mutex_);
  if (thread_) thread_->wake();
}

void ServedWatch::look() {
  const std::scoped_lock lock(mutex_);
  follow();
}

void ServedWatch::load_again() {
  const std::scoped_lock lock(mutex_);
  served_.reset();
  candidate_.reset();
  follow();
}

void ServedWatch::follow() {
  try {
    follow_version();
    follow_canary();
    last_problem_.clear();
  } catch (const std::exception& error) {
    if (last_problem_ != error.what()) context_.options.log(fmt::format("served model: {}", error.what()));
    last_problem_ = error.what();
  }
}

void ServedWatch::follow_version() {
  const auto version =
      context_.database().read([](Transaction& transaction) { return ServedRows(transaction).version(); });
  auto model =
      version ? (served_ && served_->sha256 == version->sha256 ? served_
                                                               : shelf_.load(std::string(kSiteOwner), version->sha256))
              : context_.own_model();
  if (model == served_) return;
  serve_(model);
  served_ = std::move(model);
}

void ServedWatch::follow_canary() {
  const Canary canary =
      context_.database().read([](Transaction& transaction) { return ServedRows(transaction).canary(); });
  const std::string now = canary.version ? fmt::format("{} {}", canary.version->sha256, canary.percent) : "";
  if (now == candidate_) return;
  shelf_.set_candidate(canary.version ? shelf_.load(std::string(kSiteOwner), canary.version->sha256) : nullptr,
                       canary.percent);
  candidate_ = now;
}

}  // namespace digitnet::serve
