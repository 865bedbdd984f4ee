#include "answer_cache.hpp"

#include <doctest/doctest.h>

using namespace digitnet::serve;
using digitnet::ReadDigit;
using digitnet::ReadLine;

namespace {

AnswerCache::Key key(std::uint8_t number) {
  return {number};
}

AnswerCache::Answer answer(std::size_t digits) {
  Recognition recognition;
  recognition.reading.lines = {ReadLine{std::vector<ReadDigit>(digits), {}, 0, {}}};
  return std::make_shared<const Recognition>(recognition);
}

RecognitionRequest request(const std::string& picture, const std::string& options) {
  RecognitionRequest asked;
  asked.picture = picture;
  asked.options_text = options;
  return asked;
}

}  // namespace

TEST_CASE("the key tells pictures and options apart, and where one ends and the other begins") {
  CHECK(AnswerCache::key_of(request("a", "b")) == AnswerCache::key_of(request("a", "b")));
  CHECK(AnswerCache::key_of(request("a", "b")) != AnswerCache::key_of(request("b", "a")));
  CHECK(AnswerCache::key_of(request("a", "bc")) != AnswerCache::key_of(request("ca", "b")));
  CHECK(AnswerCache::key_of(request("a", "")) != AnswerCache::key_of(request("", "a")));
}

TEST_CASE("the answer used longest ago goes first") {
  AnswerCache cache(2);
  cache.keep(key(1), answer(1));
  cache.keep(key(2), answer(1));
  CHECK(cache.find(key(1)));
  cache.keep(key(3), answer(1));
  CHECK(cache.find(key(1)));
  CHECK_FALSE(cache.find(key(2)));
  CHECK(cache.find(key(3)));
}

TEST_CASE("many digits count for many answers, and too many are not kept") {
  AnswerCache cache(8);  // 64 digits
  for (std::uint8_t i = 0; i < 8; ++i) cache.keep(key(i), answer(8));
  CHECK(cache.find(key(0)));
  cache.keep(key(8), answer(16));  // the place of two
  CHECK(cache.find(key(0)));
  CHECK_FALSE(cache.find(key(1)));
  CHECK_FALSE(cache.find(key(2)));
  CHECK(cache.find(key(3)));
  cache.keep(key(9), answer(17));
  CHECK_FALSE(cache.find(key(9)));
}

TEST_CASE("a cache for no answers keeps none") {
  AnswerCache cache(0);
  cache.keep(key(1), answer(0));
  CHECK_FALSE(cache.find(key(1)));
}
