#include "job_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>
#include <utility>

#include "child_program.hpp"

namespace digitnet::serve {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kTurn{200};
constexpr int kMostThreads = 2;
constexpr int kLeftOut = 1;  // images without ink: no failure

double seconds_since(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

std::string in_one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  return text;
}

std::string program_of(const JobOptions& options) {
  // Leads to this very program, even if another has been installed in its place.
  return options.program.empty() ? "/proc/self/exe" : options.program;
}

std::optional<JobRun::Measured> measured_in(const std::string& json) {
  try {
    const auto parsed = nlohmann::json::parse(json);
    const auto images = parsed.at("images").get<std::int64_t>();
    const auto right = std::llround(parsed.at("accuracy").get<double>() * static_cast<double>(images));
    return JobRun::Measured{{right, images}, parsed.at("loss").get<double>(), json};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  }
}

}  // namespace

int job_threads(const JobOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostThreads);
}

JobRun::JobRun(JobContext& context, Job& job, const JobFolder& folder, Limits limits)
    : context_(context),
      job_(job),
      folder_(folder),
      limits_(std::move(limits)),
      start_(Steady::now()),
      renewed_(start_),
      tried_(start_) {}

void JobRun::report(const std::string& phase, double share) {
  job_.progress.phase = phase;
  job_.progress.share = share;
}

void JobRun::check() {
  if (limits_.server_stops()) throw JobStopped{StopReason::server_stops};
  job_.seconds = seconds_since(start_);
  if (seconds_since(start_) > static_cast<double>(limits_.longest.count())) throw JobStopped{StopReason::too_long};
  if (Steady::now() - tried_ >= context_.options.heartbeat) renew();
}

void JobRun::renew() {
  tried_ = Steady::now();
  try {
    const JobLease lease{job_.runner, context_.now() + context_.options.lease};
    const auto is_to_stop =
        context_.database().write([&](Transaction& transaction) { return JobQueue(transaction).renew(job_, lease); });
    if (!is_to_stop) throw JobStopped{StopReason::lost};
    if (*is_to_stop) throw JobStopped{StopReason::cancelled};
    renewed_ = tried_;
  } catch (const DatabaseError&) {
    // It may be back before another server takes over.
    if (Steady::now() - renewed_ > context_.options.lease) throw JobStopped{StopReason::lost};
  }
}

int JobRun::run_program(const std::vector<std::string>& words, const std::function<void(const std::string&)>& take) {
  check();
  ChildProgram child({program_of(context_.options), words, folder_.path()});
  while (!child.has_ended()) {
    if (const auto line = child.next_line(kTurn)) take(*line);
    check();
  }
  if (child.exit_code() != 0 && child.exit_code() != kLeftOut) {
    context_.options.log(fmt::format("job {}: 'digitnet {}' ended with {}: {}", job_.id, words.front(),
                                     child.exit_code(), in_one_line(child.talk())));
  }
  return child.exit_code();
}

JobRun::Measured JobRun::evaluate(const std::string& model_file, const std::vector<std::string>& data_words) {
  std::vector<std::string> words{"evaluate", model_file, "--json", "--threads",
                                 std::to_string(job_threads(context_.options))};
  words.insert(words.end(), data_words.begin(), data_words.end());
  std::string json;
  const int code = run_program(words, [&](const std::string& line) { json = line; });
  auto measured = code > kLeftOut ? std::nullopt : measured_in(json);
  if (!measured) throw JobFailed("The model could not be measured.");
  return *std::move(measured);
}

}  // namespace digitnet::serve
