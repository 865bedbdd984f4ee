#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "kernels/kernels.hpp"
#include "support/oracle.hpp"
#include "support/random_values.hpp"

using namespace digitnet;
using namespace digitnet::test;

namespace {

std::vector<float> floats(const Values& values) {
  return {values.begin(), values.end()};
}

/// -sum over c of target[c] * log softmax(logits)[c].
double oracle_loss(const Values& logits, int label, double smoothing) {
  double sum = 0;
  for (const double logit : logits) sum += std::exp(logit);
  double loss = 0;
  for (std::size_t c = 0; c < logits.size(); ++c) {
    const bool hit = static_cast<int>(c) == label;
    const double target = (hit ? 1 - smoothing : 0) + smoothing / static_cast<double>(logits.size());
    loss -= target * (logits[c] - std::log(sum));
  }
  return loss;
}

}  // namespace

TEST_CASE("the loss of equal logits is the logarithm of the number of classes") {
  const std::vector<float> logits(4, 3.0f);
  std::vector<float> grad(4);
  CHECK(kernels().cross_entropy(4, logits.data(), 2, 0, 1, grad.data()) == doctest::Approx(std::log(4.0)));
  CHECK(grad == std::vector<float>{0.25f, 0.25f, -0.75f, 0.25f});
}

TEST_CASE("loss and its gradient agree with the formula in double, with and without smoothing") {
  for (const double smoothing : {0.0, 0.1}) {
    const Values logits = random_values(10, 3, -4, 4);
    std::vector<float> grad(10);
    const double loss =
        kernels().cross_entropy(10, floats(logits).data(), 7, static_cast<float>(smoothing), 0.5f, grad.data());
    CHECK(loss == doctest::Approx(oracle_loss(logits, 7, smoothing)).epsilon(1e-6));
    Values expected = numeric_gradient([&](const Values& x) { return oracle_loss(x, 7, smoothing); }, logits);
    for (double& value : expected) value *= 0.5;
    CHECK(relative_distance(grad, expected) < 1e-5);
  }
}

TEST_CASE("the loss stays finite for logits that no float exponential can hold") {
  const std::vector<float> logits{1000, -1000, 0};
  std::vector<float> grad(3);
  CHECK(kernels().cross_entropy(3, logits.data(), 1, 0, 1, grad.data()) == doctest::Approx(2000));
  CHECK(grad == std::vector<float>{1, -1, 0});
}

TEST_CASE("the loss is not finite for logits that are not") {
  const std::vector<float> logits{NAN, 0, 0};
  std::vector<float> grad(3);
  CHECK_FALSE(std::isfinite(kernels().cross_entropy(3, logits.data(), 1, 0, 1, grad.data())));
}

TEST_CASE("add and average work at every length") {
  for (std::size_t count = 0; count < 70; ++count) {
    const std::vector<float> source = floats(random_values(count, 1));
    std::vector<float> sum = floats(random_values(count, 2));
    std::vector<float> mean = sum;
    const std::vector<float> before = sum;
    kernels().add(count, source.data(), sum.data());
    kernels().average(count, 0.75f, source.data(), mean.data());
    for (std::size_t i = 0; i < count; ++i) {
      CHECK(sum[i] == source[i] + before[i]);
      CHECK(mean[i] == doctest::Approx(0.75 * before[i] + 0.25 * source[i]));
    }
  }
}

TEST_CASE("dropout keeps the same values on every instruction set") {
  std::vector<float> ones(1000, 1.0f);
  std::vector<float> kept(1000);
  kernels().dropout(1000, 42, 0.25f, ones.data(), kept.data());
  std::size_t dropped = 0;
  std::size_t places = 0;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] == 0) {
      ++dropped;
      places += i;
    }
  CHECK(dropped == 225);    // counted once on the baseline
  CHECK(places == 104602);  // likewise: the sum of their places
}
