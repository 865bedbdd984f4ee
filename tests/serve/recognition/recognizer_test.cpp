#include "recognizer.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "digitnet/error.hpp"
#include "support/digit_glyphs.hpp"
#include "support/picture_files.hpp"
#include "support/pictures.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using Clock = std::chrono::steady_clock;

namespace {

std::shared_ptr<const ServedModel> shipped() {
  static const auto model = load_served_model({});
  return model;
}

std::string drawn(int digit) {
  return test::to_pgm(test::draw_digit(digit));
}

/// A page of noise, large enough to be a photo and to take its time.
std::string photo() {
  static const std::string pgm = [] {
    Image page = test::blank(2400, 1600);
    unsigned state = 1;
    for (std::uint8_t& pixel : page.pixels) {
      state = state * 1664525 + 1013904223;
      if (state >> 24 < 20) pixel = 40;
    }
    return test::to_pgm(page);
  }();
  return pgm;
}

RecognitionRequest request(std::string picture) {
  RecognitionRequest asked;
  asked.picture = std::move(picture);
  return asked;
}

/// The answer, waited for.
Recognition recognize(Recognizer& recognizer, RecognitionRequest asked) {
  std::promise<Recognition> promise;
  REQUIRE(recognizer.submit(std::move(asked), [&](Recognition answer) { promise.set_value(std::move(answer)); }));
  return promise.get_future().get();
}

/// Holds the workers in their callbacks until it is opened.
class Gate {
 public:
  void wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return is_open_; });
  }
  void await_waiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void open() {
    const std::scoped_lock lock(mutex_);
    is_open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool is_open_ = false;
};

}  // namespace

TEST_CASE("a drawn digit is read as a Reader reads it") {
  Recognizer recognizer(shipped(), {});
  Reader reader(shipped()->models.digits, *shipped()->models.lines);
  for (int digit = 0; digit < 10; ++digit) {
    const Recognition answer = recognize(recognizer, request(drawn(digit)));
    const Reading expected = reader.read(test::draw_digit(digit));
    CHECK(answer.status == 200);
    CHECK(answer.reading.text() == expected.text());
    CHECK(answer.reading.confidence == expected.confidence);
    CHECK(answer.model == shipped());
    CHECK(answer.picture.pixels.empty());
  }
}

TEST_CASE("a picture is kept when that was asked for") {
  Recognizer recognizer(shipped(), {});
  RecognitionRequest asked = request(drawn(7));
  asked.keep_picture = true;
  const Recognition answer = recognize(recognizer, asked);
  CHECK(answer.picture.width == 90);
  CHECK(answer.picture.height == 110);
}

TEST_CASE("the same picture is read once, and once more with other options") {
  Recognizer recognizer(shipped(), {});
  const Recognition first = recognize(recognizer, request(drawn(4)));
  const Recognition second = recognize(recognizer, request(drawn(4)));
  CHECK(recognizer.counts().read == 1);
  CHECK(recognizer.counts().from_cache == 1);
  CHECK(second.reading.text() == first.reading.text());
  CHECK(second.reading.confidence == first.reading.confidence);
  RecognitionRequest other = request(drawn(4));
  other.options.lines = 1;
  other.options_text = "lines=1";
  (void)recognize(recognizer, other);
  CHECK(recognizer.counts().read == 2);
}

TEST_CASE("a large file, or one of many digits, is looked up too, though not by the thread that brings it") {
  const std::string page = test::to_pgm(test::draw_page(std::vector<std::string>(10, "12345678")));
  for (const std::string& picture : {photo(), page}) {
    Recognizer recognizer(shipped(), {});
    (void)recognize(recognizer, request(picture));
    std::promise<std::thread::id> answered_by;
    REQUIRE(recognizer.submit(request(picture),
                              [&](const Recognition&) { answered_by.set_value(std::this_thread::get_id()); }));
    const bool is_here = answered_by.get_future().get() == std::this_thread::get_id();
    CHECK_FALSE(is_here);
    CHECK(recognizer.counts().from_cache == 1);
  }
}

TEST_CASE("pictures that are none are refused with their reasons") {
  Recognizer recognizer(shipped(), {});
  const auto status = [&](const std::string& bytes) {
    const Recognition answer = recognize(recognizer, request(bytes));
    CHECK_FALSE(answer.error.empty());
    CHECK(answer.model == shipped());
    return answer.status;
  };
  CHECK(status("GIF89a") == 415);
  CHECK(status("") == 422);
  CHECK(status("P5\n99999 1\n255\n") == 413);
  CHECK(status(drawn(1).substr(0, 400)) == 422);
  CHECK(recognizer.counts().refused == 4);
  CHECK(recognizer.counts().read == 0);
}

TEST_CASE("a full queue refuses, and everything that it took is answered") {
  Recognizer recognizer(shipped(), {.workers = 2, .queue = 3, .cache = 0});
  Gate gate;
  std::atomic<int> answered = 0;
  const auto hold = [&](const Recognition&) {
    gate.wait();
    ++answered;
  };
  REQUIRE(recognizer.submit(request(drawn(1)), hold));
  REQUIRE(recognizer.submit(request(drawn(2)), hold));
  gate.await_waiting(2);
  for (int i = 0; i < 3; ++i) CHECK(recognizer.submit(request(drawn(3)), hold));
  CHECK_FALSE(recognizer.submit(request(drawn(4)), hold));
  CHECK(recognizer.counts().overflows == 1);
  CHECK(recognizer.counts().waiting == 3);
  RecognitionRequest more = request(drawn(5));
  more.continues = true;
  CHECK(recognizer.submit(more, hold));
  gate.open();
  while (answered < 6) std::this_thread::yield();
}

TEST_CASE("what was submitted is answered before the recognizer goes") {
  std::atomic<int> answered = 0;
  {
    Recognizer recognizer(shipped(), {.cache = 0});
    for (int i = 0; i < 20; ++i)
      REQUIRE(recognizer.submit(request(drawn(i % 10)), [&](const Recognition&) { ++answered; }));
    REQUIRE(recognizer.post([&] { ++answered; }));
  }
  CHECK(answered == 21);
}

TEST_CASE("when it is given up, what waits or comes is answered 503 at once, and what is being read is read") {
  Recognizer recognizer(shipped(), {.workers = 2, .queue = 10, .cache = 0});
  Gate gate;
  std::atomic<int> read = 0;
  const auto hold = [&](const Recognition& answer) {
    gate.wait();
    read += answer.status == 200 ? 1 : 0;
  };
  std::vector<int> given_up;  // by this thread alone
  const auto note = [&](const Recognition& answer) {
    given_up.push_back(answer.status);
    CHECK(answer.model == shipped());
  };
  for (int i = 0; i < 2; ++i) REQUIRE(recognizer.submit(request(drawn(i)), hold));
  gate.await_waiting(2);
  for (int i = 0; i < 5; ++i) REQUIRE(recognizer.submit(request(drawn(3)), note));
  REQUIRE(recognizer.submit(request(photo()), note));
  CHECK(given_up.empty());
  recognizer.abandon();
  CHECK(given_up == std::vector<int>(6, 503));
  CHECK(recognizer.submit(request(drawn(4)), note));
  RecognitionRequest more = request(drawn(5));
  more.continues = true;
  CHECK(recognizer.submit(more, note));
  CHECK(given_up == std::vector<int>(8, 503));
  CHECK(recognizer.counts().waiting == 0);
  gate.open();
  while (read < 2) std::this_thread::yield();
}

TEST_CASE("the model is exchanged while pictures are read, and none fails") {
  const auto other = load_served_model({DIGITNET_SOURCE_DIR "/data/models/default.safetensors", "none", ""});
  Recognizer recognizer(shipped(), {.workers = 2, .queue = 1000});
  std::atomic<int> answered = 0;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 200; ++i) {
    if (i % 20 == 0) recognizer.swap(i % 40 == 0 ? other : shipped());
    const auto expected = recognizer.model();
    REQUIRE(recognizer.submit(request(drawn(i % 10)), [&](const Recognition& answer) {
      const bool is_known = answer.model == other || answer.model == shipped();
      failed += answer.status == 200 && is_known && !answer.reading.lines.empty() ? 0 : 1;
      ++answered;
    }));
  }
  while (answered < 200) std::this_thread::yield();
  CHECK(failed == 0);
  recognizer.swap(other);
  CHECK(recognize(recognizer, request(drawn(3))).model == other);  // not the answer that the one before gave
}

TEST_CASE("a model that is none for a reader is not taken, and the one before goes on") {
  Recognizer recognizer(shipped(), {});
  auto unfit = std::make_shared<ServedModel>(*shipped());
  unfit->models.digits = Model({8, 8, 1}, {Dense{10}, Softmax{}});
  CHECK_THROWS_AS(recognizer.swap(unfit), ShapeError);
  CHECK(recognizer.model() == shipped());
  CHECK(recognize(recognizer, request(drawn(2))).status == 200);
}

TEST_CASE("a drawing is read while a row of photos is") {
  Recognizer recognizer(shipped(), {.workers = 2, .queue = 64, .cache = 0});
  std::atomic<int> photos = 0;
  constexpr int kPhotos = 6;
  const auto start = Clock::now();
  for (int i = 0; i < kPhotos; ++i) {
    REQUIRE(recognizer.submit(request(photo()), [&](const Recognition&) { ++photos; }));
  }
  for (int i = 0; i < 20; ++i) (void)recognize(recognizer, request(drawn(i % 10)));
  const int photos_by_then = photos;
  const std::chrono::duration<double> drawings_took = Clock::now() - start;
  while (photos < kPhotos) std::this_thread::yield();
  const std::chrono::duration<double> all_took = Clock::now() - start;
  MESSAGE("20 drawings: " << drawings_took.count() << " s; with " << kPhotos << " photos: " << all_took.count()
                          << " s");
  CHECK(photos_by_then < kPhotos);
}

TEST_CASE("a request may name its model: that one reads, and answers of one model are never given for another") {
  Recognizer recognizer(shipped(), {2, 16, 16});
  const auto other = std::make_shared<const ServedModel>([] {
    ServedModel model = *shipped();
    model.sha256 = "another";
    model.version = "other";
    // Its last layer says 0 to everything.
    for (const ParameterInfo& info : model.models.digits.parameter_infos()) {
      if (info.layer + 2 != model.models.digits.layers().size()) continue;
      for (float& value : model.models.digits.values(info)) value = 0;
      if (info.shape.rank() == 1) model.models.digits.values(info)[0] = 50;
    }
    model.models.lines.reset();
    return model;
  }());
  RecognitionRequest asked = request(drawn(7));
  for (int i = 0; i < 3; ++i) {  // the last ones from the cache
    CHECK(recognize(recognizer, asked).reading.text() == "7");
    asked.model = other;
    const Recognition answer = recognize(recognizer, asked);
    CHECK(answer.reading.text() == "0");
    CHECK(answer.model == other);
    asked.model = nullptr;
  }
  CHECK(recognizer.counts().read == 2);
  CHECK(recognizer.counts().from_cache == 4);
  CHECK(recognizer.model() == shipped());
}

TEST_CASE("more models than a thread keeps readers for are read with all the same") {
  Recognizer recognizer(shipped(), {2, 64, 0});
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 6; ++i) {
      RecognitionRequest asked = request(drawn(i));
      asked.model = std::make_shared<const ServedModel>(*shipped());
      CHECK(recognize(recognizer, std::move(asked)).reading.text() == std::to_string(i));
    }
  }
}
