#include "recognizer.hpp"

#include <malloc.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
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
#include "picture_queue.hpp"
#include "reader_shelf.hpp"
#include "work_pool.hpp"

namespace digitnet::serve {
namespace {

using Clock = std::chrono::steady_clock;

// What a page sends while somebody draws, and a small photo, are below.
constexpr std::int64_t kLarge_px = 1'000'000;
// An answer of more digits, which it takes longer to write down, is looked up by a worker.
constexpr std::size_t kMostDigitsAnsweredAtOnce = 64;

// Each holds the body of a request.
constexpr std::size_t kMostTasks = 4;

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::chrono::microseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

Recognition read(ReaderShelf& readers, const std::shared_ptr<const ServedModel>& model,
                 const RecognitionRequest& request) try {
  Reader& reader = readers.reader_of(model);
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

// What a large picture was worked on in is not wanted again soon, and each thread would keep its own.
void give_memory_back() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

/// A model, with the answers that it gave.
struct Served {
  std::shared_ptr<const ServedModel> model;
  std::shared_ptr<AnswerCache> cache;
};

}  // namespace

Recognition refusal(int status, std::string why) {
  Recognition refused;
  refused.status = status;
  refused.error = std::move(why);
  return refused;
}

struct Recognizer::State {
  State(std::shared_ptr<const ServedModel> first, Options given)
      : options(given), queue({given.queue, given.queue_bytes, std::max(given.workers / 2, 1)}) {
    (void)make_reader(*first);
    serve(std::move(first));
    // Two at least: a large picture would else keep all others waiting.
    for (int i = 0; i < std::max(options.workers, 2); ++i) workers.emplace_back([this] { work(); });
  }

  ~State() {
    background.reset();  // its tasks submit pictures
    queue.close();
    for (std::thread& worker : workers) worker.join();
  }

  void serve(std::shared_ptr<const ServedModel> model) {
    auto cache = std::make_shared<AnswerCache>(options.cache);
    const std::scoped_lock lock(mutex);
    served = {std::move(model), std::move(cache)};
  }

  Served current() const {
    const std::scoped_lock lock(mutex);
    return served;
  }

  /// What reads a picture: the model of its request, or the one that is served.
  Served reads(const RecognitionRequest& request) const {
    Served with = current();
    if (request.model) with.model = request.model;
    return with;
  }

  [[nodiscard]] bool may_be_known(const RecognitionRequest& request) const {
    return options.cache > 0 && !request.keep_picture;
  }

  std::optional<Recognition> find(const Served& in, const AnswerCache::Key& key, Clock::time_point start,
                                  std::size_t most_digits = std::numeric_limits<std::size_t>::max()) {
    const auto known = in.cache->find(key);
    if (!known || count_digits(known->reading) > most_digits) return std::nullopt;
    ++from_cache;
    Recognition answer = *known;
    answer.time = since(start);
    return answer;
  }

  void work() {
    ReaderShelf readers;
    while (auto picture = queue.take()) {
      const Served now = reads(picture->request);
      Recognition recognition = answer(readers, now, *picture);
      picture->request.picture = {};
      give(*picture, std::move(recognition));  // a page shows a photo: that is work on a large picture, too
      if (picture->is_large) {
        give_memory_back();
        queue.finish_large();
      }
    }
  }

  // An answer that cannot be written, for want of memory, is none: the connection then says 500.
  static void give(WaitingPicture& picture, Recognition answer) {
    try {
      picture.done(std::move(answer));
    } catch (const std::exception&) {
    }
  }

  void give_up(WaitingPicture& picture) const {
    Recognition answer = refusal(503, "The server stops; try again in a moment.");
    answer.model = current().model;
    give(picture, std::move(answer));
  }

  Recognition answer(ReaderShelf& readers, const Served& with, WaitingPicture& picture) {
    const auto start = Clock::now();
    if (may_be_known(picture.request)) {
      if (!picture.key) picture.key = AnswerCache::key_of(picture.request);
      if (auto known = find(with, *picture.key, start)) return *std::move(known);
    }
    Recognition recognition = read(readers, with.model, picture.request);
    recognition.time = since(start);
    recognition.model = with.model;
    ++(recognition.status == 200 ? pictures_read : refused);
    if (picture.key && recognition.status == 200) {
      with.cache->keep(*picture.key, std::make_shared<const Recognition>(recognition));
    }
    return recognition;
  }

  const Options options;
  mutable std::mutex mutex;  // for what is served
  Served served;
  PictureQueue queue;
  std::atomic<std::uint64_t> overflows = 0;
  std::atomic<std::uint64_t> pictures_read = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> from_cache = 0;
  std::optional<WorkPool> background{std::in_place, 1, kMostTasks};
  std::vector<std::thread> workers;
};

Recognizer::Recognizer(std::shared_ptr<const ServedModel> model, Options options)
    : state_(std::make_unique<State>(std::move(model), options)) {}

Recognizer::~Recognizer() = default;

bool Recognizer::submit(RecognitionRequest request, Callback done) {
  const auto start = Clock::now();
  WaitingPicture picture{std::move(request), std::move(done), {}, false};
  try {
    picture.is_large = admit_picture(bytes_of(picture.request.picture)) > kLarge_px;
  } catch (const PictureRefused& refused) {
    ++state_->refused;
    Recognition answer = refusal(refused.status(), refused.what());
    answer.model = state_->reads(picture.request).model;
    picture.done(std::move(answer));
    return true;
  }
  if (state_->may_be_known(picture.request) && picture.request.picture.size() <= kMostBytesLookedThroughAtOnce) {
    picture.key = AnswerCache::key_of(picture.request);
    if (auto known = state_->find(state_->current(), *picture.key, start, kMostDigitsAnsweredAtOnce)) {
      picture.done(*std::move(known));
      return true;
    }
  }
  if (state_->queue.push(std::move(picture))) return true;
  if (state_->queue.is_abandoned()) {
    state_->give_up(picture);  // NOLINT(bugprone-use-after-move): refused, it is as it was
    return true;
  }
  ++state_->overflows;
  return false;
}

bool Recognizer::post(std::function<void()> task) {
  if (state_->background->post(std::move(task))) return true;
  ++state_->overflows;
  return false;
}

void Recognizer::swap(std::shared_ptr<const ServedModel> model) {
  (void)make_reader(*model);
  state_->serve(std::move(model));
}

void Recognizer::abandon() {
  for (WaitingPicture& picture : state_->queue.abandon()) state_->give_up(picture);
}

std::shared_ptr<const ServedModel> Recognizer::model() const {
  return state_->current().model;
}

Recognizer::Counts Recognizer::counts() const {
  return {state_->pictures_read, state_->refused, state_->from_cache, state_->overflows, state_->queue.waiting()};
}

}  // namespace digitnet::serve
