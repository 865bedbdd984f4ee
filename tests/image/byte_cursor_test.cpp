#include "image/byte_cursor.hpp"

#include <doctest/doctest.h>

#include <array>

using digitnet::ByteCursor;

TEST_CASE("a cursor reads numbers in either order of bytes") {
  const std::array<std::uint8_t, 7> bytes{1, 2, 3, 4, 5, 6, 7};
  ByteCursor big(bytes);
  CHECK(big.u8() == 1);
  CHECK(big.u16() == 0x0203);
  CHECK(big.u32() == 0x04050607U);
  CHECK(big.at_end());
  ByteCursor little(bytes, ByteCursor::Order::little_endian);
  CHECK(little.u16() == 0x0201);
  CHECK(little.u32() == 0x06050403U);
}

TEST_CASE("behind the end of its bytes a cursor finds nothing and stays where it is") {
  const std::array<std::uint8_t, 3> bytes{1, 2, 3};
  ByteCursor cursor(bytes);
  CHECK(!cursor.u32());
  CHECK(!cursor.u64());
  CHECK(!cursor.take(4));
  CHECK(!cursor.skip(static_cast<std::size_t>(-1)));
  CHECK(!cursor.seek(4));
  CHECK(cursor.position() == 0);
  CHECK(cursor.seek(3));
  CHECK(!cursor.u8());
  CHECK(cursor.take(0)->empty());
}
