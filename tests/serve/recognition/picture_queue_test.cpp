#include "picture_queue.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>

using namespace digitnet::serve;

namespace {

WaitingPicture picture(const std::string& bytes, bool is_large = false, bool continues = false) {
  WaitingPicture waiting;
  waiting.request.picture = bytes;
  waiting.request.continues = continues;
  waiting.is_large = is_large;
  return waiting;
}

}  // namespace

TEST_CASE("a full queue refuses, but for what continues a request that was begun") {
  PictureQueue queue({2, 100, 1});
  CHECK(queue.push(picture("a")));
  CHECK(queue.push(picture("b")));
  CHECK_FALSE(queue.push(picture("c")));
  CHECK(queue.push(picture("d", false, true)));
  CHECK(queue.push(picture("large", true)));  // a lane of its own
  CHECK(queue.waiting() == 4);
}

TEST_CASE("the bytes that wait are bounded, and come free when a picture is taken") {
  PictureQueue queue({10, 8, 1});
  CHECK(queue.push(picture("12345")));
  CHECK_FALSE(queue.push(picture("1234")));
  CHECK(queue.push(picture("123")));
  CHECK(queue.take()->request.picture == "12345");
  CHECK(queue.push(picture("1234")));
}

TEST_CASE("a refused picture is left as it was") {
  PictureQueue queue({0, 8, 1});
  WaitingPicture refused = picture("abc");
  CHECK_FALSE(queue.push(std::move(refused)));
  CHECK(refused.request.picture == "abc");  // NOLINT(bugprone-use-after-move)
}

TEST_CASE("while as many large pictures are read as may be, small ones are handed out") {
  PictureQueue queue({10, 100, 1});
  for (const char* bytes : {"first", "second"}) CHECK(queue.push(picture(bytes, true)));
  for (const char* bytes : {"a", "b"}) CHECK(queue.push(picture(bytes)));
  CHECK(queue.take()->request.picture == "first");
  CHECK(queue.take()->request.picture == "a");
  CHECK(queue.take()->request.picture == "b");
  queue.finish_large();
  CHECK(queue.take()->request.picture == "second");
}

TEST_CASE("a thread that waits is woken when a large picture may be read again") {
  PictureQueue queue({10, 100, 1});
  CHECK(queue.push(picture("first", true)));
  CHECK(queue.push(picture("second", true)));
  CHECK(queue.take());
  std::atomic<bool> taken = false;
  std::thread waiter([&] { taken = queue.take()->request.picture == "second"; });
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  CHECK_FALSE(taken);
  queue.finish_large();
  waiter.join();
  CHECK(taken);
}

TEST_CASE("an abandoned queue gives back what waits, and takes nothing more") {
  PictureQueue queue({10, 100, 1});
  CHECK(queue.push(picture("a")));
  CHECK(queue.push(picture("large", true)));
  CHECK_FALSE(queue.is_abandoned());
  const auto left = queue.abandon();
  REQUIRE(left.size() == 2);
  CHECK(left[0].request.picture == "a");
  CHECK(left[1].request.picture == "large");
  CHECK(queue.is_abandoned());
  CHECK(queue.waiting() == 0);
  CHECK_FALSE(queue.push(picture("b")));
  CHECK_FALSE(queue.push(picture("c", false, true)));
  queue.close();
  CHECK_FALSE(queue.take());
}

TEST_CASE("a closed queue hands out what waits, then nothing") {
  PictureQueue queue({10, 100, 1});
  CHECK(queue.push(picture("large", true)));
  CHECK(queue.push(picture("a")));
  queue.close();
  CHECK(queue.take()->request.picture == "large");
  CHECK(queue.take()->request.picture == "a");
  CHECK_FALSE(queue.take());
}
