#include <doctest/doctest.h>

#include <string>

#include "accounts_under_test.hpp"
#include "common_passwords.hpp"
#include "password_hasher.hpp"
#include "password_policy.hpp"
#include "wiped_text.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;

namespace {

std::string verdict(std::string_view password, std::string_view email = "ada@digits.example") {
  return refusal([&] { check_password(password, email); });
}

}  // namespace

// SECURITY.md 1.
TEST_CASE("a password has at least 12 characters and at most 256 bytes, of any kind") {
  CHECK(verdict("tvq reeds 4") == "invalid password");
  CHECK(verdict("tvq reeds 42").empty());
  CHECK(verdict("жизньцапля") == "invalid password");  // ten characters of twenty bytes
  CHECK(verdict("жизньцапляяя").empty());
  CHECK(verdict("qkwmztjvhxpd").empty());  // letters alone: no rule of composition
  CHECK(verdict(std::string_view("\x01\xff\x00zq  \t\nyx\x80w", 13)).empty());
  std::string longest;
  for (int i = 0; i < 64; ++i) longest += static_cast<char>('!' + i) + std::string("\xc3\xa9z");
  CHECK(longest.size() == 256);
  CHECK(verdict(longest).empty());
  CHECK(verdict(longest + "x") == "invalid password");
}

// SECURITY.md 1.
TEST_CASE("every byte of a password counts, up to the 256th") {
  PasswordHasher hasher;
  std::string password(256, 'x');
  password[100] = '\0';
  const std::string hash = hasher.hash(password);
  CHECK(hasher.verify(hash, password));
  std::string other = password;
  other[255] = 'y';
  CHECK_FALSE(hasher.verify(hash, other));
  CHECK_FALSE(hasher.verify(hash, {}));
  CHECK_FALSE(hasher.verify(hash, password.substr(0, 100)));
  CHECK_FALSE(hasher.verify(hash, password + " "));
}

// SECURITY.md 2.
TEST_CASE(
    "a common password is refused, also doubled, capital or padded, and so is what names the program or the user") {
  CHECK(common_password_count() == 10000);
  for (const char* common : {"1qaz2wsx3edc", "QWERTY123456", "unbelievable", "passwordpassword", "Password123!!!",
                             "...iloveyou2024", "dragonmonkey", "abcabcabcabc", "zzzzzzzzzzzzzz"}) {
    CAPTURE(common);
    CHECK(verdict(common) == "invalid password");
  }
  CHECK(verdict("my DigitNet secret") == "invalid password");
  CHECK(verdict("i am lovelace again", "Lovelace@digits.example") == "invalid password");
  CHECK(verdict("i am lovelace again", "ada@digits.example").empty());
  CHECK(verdict("adaptable heron 7", "ada@digits.example").empty());  // three letters say nothing
  CHECK(verdict(kPassword).empty());
}

// SECURITY.md 3.
TEST_CASE("a password is kept as argon2id with 19 MiB and two passes, salted") {
  PasswordHasher hasher;
  const std::string hash = hasher.hash(kPassword);
  CHECK(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  CHECK(hasher.hash(kPassword) != hash);
  CHECK(hasher.verify(hash, kPassword));
  CHECK_FALSE(hasher.verify_nothing(kPassword));
  CHECK_FALSE(PasswordHasher::is_outdated(hash));
  CHECK(PasswordHasher::is_outdated("$argon2id$v=19$m=8192,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$" + std::string(43, 'A')));
}

TEST_CASE("a hash that is none fits no password") {
  PasswordHasher hasher;
  CHECK_FALSE(hasher.verify("", kPassword));
  CHECK_FALSE(hasher.verify("$argon2id$", kPassword));
}

// SECURITY.md 3.
TEST_CASE("a wiped text leaves nothing in its memory") {
  std::string text = "a secret that is longer than what a string holds within itself";
  const char* const memory = text.data();
  const std::size_t size = text.size();
  wipe(text);
  CHECK(text.empty());
  REQUIRE(text.data() == memory);
  text.resize(size);  // without allocating: the same memory
  CHECK(text == std::string(size, '\0'));
}
