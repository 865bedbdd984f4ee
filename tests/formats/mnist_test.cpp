#include "digitnet/mnist.hpp"

#include <doctest/doctest.h>

#include "digitnet/error.hpp"
#include "digitnet/idx.hpp"
#include "formats/temporary_folder.hpp"

using namespace digitnet;
using namespace digitnet::test;

TEST_CASE("MNIST is loaded from four files, each plain or gzip") {
  const TemporaryFolder folder;
  save_idx({{3, 2, 2}, Bytes(12, 1)}, folder.path() / "train-images-idx3-ubyte");
  save_idx({{3}, {0, 1, 2}}, folder.path() / "train-labels-idx1-ubyte.gz");
  save_idx({{1, 2, 2}, Bytes(4, 2)}, folder.path() / "t10k-images-idx3-ubyte.gz");
  save_idx({{1}, {9}}, folder.path() / "t10k-labels-idx1-ubyte");
  const auto [train, test] = load_mnist(folder.path());
  CHECK(train.size() == 3);
  CHECK(train.classes() == 10);
  CHECK(test.size() == 1);
  CHECK(test.label(0) == 9);
}

TEST_CASE("a missing file of MNIST is named") {
  const TemporaryFolder folder;
  save_idx({{3, 2, 2}, Bytes(12, 1)}, folder.path() / "train-images-idx3-ubyte");
  const std::string expected =
      "cannot find " + (folder.path() / "train-labels-idx1-ubyte").string() + " (or the same with .gz)";
  CHECK_THROWS_WITH_AS(static_cast<void>(load_mnist(folder.path())), expected.c_str(), FileError);
}
