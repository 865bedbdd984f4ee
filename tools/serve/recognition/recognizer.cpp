#include "recognizer.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

#include "answer_cache.hpp"
#include "digitnet/error.hpp"
#include "picture_admission.hpp"

namespace digitnet::serve {
namespace {

using Clock = std::chrono::steady_clock;

// What a page sends while somebody draws, and a small photo, are below.
constexpr std::int64_t kLarge_px = 1'000'000;

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::chrono::microseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

Recognition refusal(int status, std::string why) {
  Recognition refused;
  refused.status = status;
  refused.error = std::move(why);
  return refused;
}

struct Job {
  RecognitionRequest request;
  Recognizer::Callback done;
  std::optional<AnswerCache::Key> key;
};

Recognition read(Reader& reader, const RecognitionRequest& request) try {
  Recognition answer;
  Image picture = decode_image(bytes_of(request.picture), "The picture");
  answer.reading = reader.read(picture, request.options);
  if (request.keep_picture) answer.picture = std::move(picture);
  return answer;
} catch (const FormatError& error) {
  return refusal(422, error.what());
} catch (const std::bad_alloc&) {
  return refusal(503, "There is not enough memory for this picture now.");
} catch (const std::exception&) {
  return refusal(500, "The picture could not be read.");
}

Reader make_reader(const ServedModel& model) {
  return std::move(cli::make_readers(model.models, Precision::fp32, 1).front());
}

}  // namespace

struct Recognizer::State {
  State(std::shared_ptr<const ServedModel> first, Options given)
      : options(given), model(std::move(first)), cache(given.cache) {
    (void)make_reader(*model);
    for (int i = 0; i < std::max(options.workers, 1); ++i) workers.emplace_back([this] { work(); });
  }

  ~State() {
    {
      const std::scoped_lock lock(mutex);
      stops = true;
    }
    wakes.notify_all();
    for (std::thread& worker : workers) worker.join();
  }

  bool submit(Job job, bool is_large) {
    {
      const std::scoped_lock lock(mutex);
      std::deque<Job>& queue = is_large ? large : small;
      if (queue.size() >= options.queue) {
        ++overflows;
        return false;
      }
      queue.push_back(std::move(job));
    }
    wakes.notify_one();
    return true;
  }

  [[nodiscard]] bool may_take_large() const {
    const auto most = static_cast<int>(std::max<std::size_t>(workers.size(), 2)) - 1;
    return !large.empty() && reading_large < most;
  }

  // Large pictures first, as far as they may: small ones have the other workers, and would else keep them waiting.
  std::optional<std::pair<Job, bool>> take() {
    std::unique_lock lock(mutex);
    wakes.wait(lock, [&] { return !small.empty() || may_take_large() || (stops && large.empty()); });
    const bool is_large = may_take_large();
    std::deque<Job>& queue = is_large ? large : small;
    if (queue.empty()) return std::nullopt;
    Job job = std::move(queue.front());
    queue.pop_front();
    reading_large += is_large ? 1 : 0;
    return std::pair(std::move(job), is_large);
  }

  void finish_large() {
    {
      const std::scoped_lock lock(mutex);
      --reading_large;
    }
    wakes.notify_all();
  }

  std::shared_ptr<const ServedModel> current_model() const {
    const std::scoped_lock lock(mutex);
    return model;
  }

  void work() {
    std::shared_ptr<const ServedModel> used;
    std::optional<Reader> reader;
    while (auto taken = take()) {
      auto& [job, is_large] = *taken;
      if (auto wanted = current_model(); wanted != used) {
        reader.emplace(make_reader(*wanted));
        used = std::move(wanted);
      }
      answer(*reader, used, std::move(job));
      if (is_large) finish_large();
    }
  }

  void answer(Reader& reader, const std::shared_ptr<const ServedModel>& used, Job job) {
    const auto start = Clock::now();
    Recognition recognition = read(reader, job.request);
    recognition.time = since(start);
    recognition.model = used;
    ++(recognition.status == 200 ? pictures_read : refused);
    if (job.key && recognition.status == 200 && used == current_model()) {
      Recognition kept = recognition;
      kept.picture = {};
      cache.keep(*job.key, std::make_shared<const Recognition>(std::move(kept)));
    }
    job.done(std::move(recognition));
  }

  const Options options;
  mutable std::mutex mutex;
  std::condition_variable wakes;
  std::deque<Job> small;
  std::deque<Job> large;
  int reading_large = 0;
  bool stops = false;
  std::uint64_t overflows = 0;
  std::shared_ptr<const ServedModel> model;
  AnswerCache cache;
  std::atomic<std::uint64_t> pictures_read = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> from_cache = 0;
  std::vector<std::thread> workers;
};

Recognizer::Recognizer(std::shared_ptr<const ServedModel> model, Options options)
    : state_(std::make_unique<State>(std::move(model), options)) {}

Recognizer::~Recognizer() = default;

bool Recognizer::submit(RecognitionRequest request, Callback done) {
  const auto start = Clock::now();
  Job job{std::move(request), std::move(done), {}};
  std::int64_t pixels = 0;
  try {
    pixels = admit_picture(bytes_of(job.request.picture));
  } catch (const PictureRefused& refused) {
    ++state_->refused;
    job.done(refusal(refused.status(), refused.what()));
    return true;
  }
  if (state_->options.cache > 0 && !job.request.keep_picture) {
    job.key = AnswerCache::key_of(job.request);
    if (const auto known = state_->cache.find(*job.key)) {
      ++state_->from_cache;
      Recognition answer = *known;
      answer.time = since(start);
      job.done(std::move(answer));
      return true;
    }
  }
  return state_->submit(std::move(job), pixels > kLarge_px);
}

void Recognizer::swap(std::shared_ptr<const ServedModel> model) {
  (void)make_reader(*model);
  {
    const std::scoped_lock lock(state_->mutex);
    state_->model = std::move(model);
  }
  state_->cache.clear();
}

std::shared_ptr<const ServedModel> Recognizer::model() const {
  return state_->current_model();
}

Recognizer::Counts Recognizer::counts() const {
  const std::scoped_lock lock(state_->mutex);
  return {state_->pictures_read, state_->refused, state_->from_cache, state_->overflows,
          state_->small.size() + state_->large.size()};
}

}  // namespace digitnet::serve
