// The kernels are compiled once for each instruction set. A function that the linker may merge with others of its
// name (weak: inline functions, templates) must carry the instruction set in that name; else an older processor could
// be given the AVX-512 copy of it (docs/decisions/0002-one-kernel-body-per-isa.md).
#include <doctest/doctest.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Symbol {
  char kind;
  std::string name;
};

// The lines of `nm -C --defined-only --extern-only`: address, kind, name. Lines of another form name the file.
std::vector<Symbol> parse_nm(const std::string& text) {
  std::vector<Symbol> symbols;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto first = line.find(' ');
    if (first == std::string::npos || line.size() < first + 4 || line[first + 2] != ' ') continue;
    symbols.push_back({line[first + 1], line.substr(first + 3)});
  }
  return symbols;
}

// T: a function, W: one that the linker merges with its namesakes, i: one chosen at load. The rest is data, and a
// constant is the same constant for every processor.
bool is_code(char kind) {
  return kind == 'T' || kind == 'W' || kind == 'i';
}

std::vector<std::string> shared_between_isas(const std::vector<Symbol>& symbols, const std::string& isa) {
  std::vector<std::string> shared;
  for (const Symbol& symbol : symbols)
    if (is_code(symbol.kind) && symbol.name.find("::" + isa + "::") == std::string::npos &&
        symbol.name.find("Eigen_" + isa + "::") == std::string::npos)
      shared.push_back(symbol.name);
  return shared;
}

std::string run(const std::string& command) {
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::string output;
  std::array<char, 4096> part{};
  for (std::size_t n; (n = std::fread(part.data(), 1, part.size(), pipe.get())) > 0;) output.append(part.data(), n);
  return output;
}

}  // namespace

TEST_CASE("kernel objects share no function between instruction sets") {
  std::ifstream objects(DIGITNET_KERNEL_OBJECTS);  // lines of `isa path`
  int checked = 0;
  for (std::string isa, path; objects >> isa && std::getline(objects >> std::ws, path); ++checked) {
    const auto symbols = parse_nm(run("nm -C --defined-only --extern-only '" + path + "'"));
    CHECK_MESSAGE(!symbols.empty(), path << ": nm finds nothing");
    for (const std::string& name : shared_between_isas(symbols, isa))
      FAIL_CHECK(path << " shares with the other instruction sets: " << name);
  }
  CHECK(checked >= 3);
}

TEST_CASE("a shared function is found") {
  const auto symbols = parse_nm(
      "convolution.cpp.o:\n"
      "0000000000000000 T digitnet::kernel_bodies::avx2::convolve(float const*)\n"
      "0000000000000000 W Eigen_avx2::internal::gemm(float*)\n"
      "0000000000000000 V DW.ref.__gxx_personality_v0\n"
      "0000000000000010 W std::vector<float, std::allocator<float> >::push_back(float&&)\n");
  CHECK(symbols.size() == 4);
  CHECK(shared_between_isas(symbols, "avx2") ==
        std::vector<std::string>{"std::vector<float, std::allocator<float> >::push_back(float&&)"});
  CHECK(shared_between_isas(symbols, "avx512").size() == 3);
}
