#include "answer_cache.hpp"

#include <sodium.h>

#include <stdexcept>

namespace digitnet::serve {
namespace {

constexpr std::size_t kDigitsPerAnswer = 8;

using HashKey = std::array<std::uint8_t, crypto_generichash_KEYBYTES>;

HashKey random_hash_key() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium cannot start");
  HashKey key;
  crypto_generichash_keygen(key.data());
  return key;
}

const std::uint8_t* bytes_of(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

}  // namespace

std::size_t count_digits(const Reading& reading) {
  std::size_t digits = 0;
  for (const ReadLine& line : reading.lines) digits += line.digits.size();
  return digits;
}

AnswerCache::Key AnswerCache::key_of(const RecognitionRequest& request) {
  static const HashKey hash_key = random_hash_key();
  crypto_generichash_state state;
  Key key;
  crypto_generichash_init(&state, hash_key.data(), hash_key.size(), key.size());
  // Empty for the model that is served, whose answers go with it.
  const std::string model = request.model ? request.model->sha256 : "";
  for (const std::string* text : {&request.options_text, &model}) {
    const std::uint64_t length = text->size();
    crypto_generichash_update(&state, reinterpret_cast<const std::uint8_t*>(&length), sizeof length);
    crypto_generichash_update(&state, bytes_of(*text), text->size());
  }
  crypto_generichash_update(&state, bytes_of(request.picture), request.picture.size());
  crypto_generichash_final(&state, key.data(), key.size());
  return key;
}

AnswerCache::Answer AnswerCache::find(const Key& key) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(key);
  if (found == entries_.end()) return nullptr;
  recent_.splice(recent_.begin(), recent_, found->second.place);
  return found->second.answer;
}

void AnswerCache::keep(const Key& key, Answer answer) {
  const std::size_t digits = count_digits(answer->reading);
  const std::size_t most_digits = kDigitsPerAnswer * most_;
  if (most_ == 0 || digits > most_digits / 4) return;
  const std::scoped_lock lock(mutex_);
  if (entries_.contains(key)) return;
  while (entries_.size() >= most_ || digits_ + digits > most_digits) drop_oldest();
  recent_.push_front(key);
  entries_.emplace(key, Entry{std::move(answer), digits, recent_.begin()});
  digits_ += digits;
}

void AnswerCache::drop_oldest() {
  const auto oldest = entries_.find(recent_.back());
  digits_ -= oldest->second.digits;
  entries_.erase(oldest);
  recent_.pop_back();
}

}  // namespace digitnet::serve
