#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "digitnet/isa.hpp"
#include "kernels/kernels.hpp"

using namespace digitnet;

TEST_CASE("the baseline is always available and comes first") {
  REQUIRE_FALSE(available_isas().empty());
  CHECK(available_isas().front() == "baseline");
}

TEST_CASE("DIGITNET_ISA chooses the kernels, and without it the fastest are taken") {
  const char* wanted = std::getenv("DIGITNET_ISA");
  CHECK(active_isa() == (wanted != nullptr ? std::string(wanted) : std::string(available_isas().back())));
}

TEST_CASE("the table has no empty place") {
  const auto* entries = reinterpret_cast<void* const*>(&kernels());
  const std::size_t count = sizeof(Kernels) / sizeof(void*);
  CHECK(std::none_of(entries, entries + count, [](const void* entry) { return entry == nullptr; }));
}
