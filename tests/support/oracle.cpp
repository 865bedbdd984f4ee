#include "support/oracle.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <variant>

namespace digitnet::test {

namespace {

std::size_t index(std::ptrdiff_t i) {
  return static_cast<std::size_t>(i);
}

struct Forward {
  const Shape& in;
  const Values& x;
  const Values& w;

  [[nodiscard]] std::ptrdiff_t samples() const { return static_cast<std::ptrdiff_t>(x.size() / in.size()); }
  [[nodiscard]] double pixel(std::ptrdiff_t n, std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t c) const {
    if (i < 0 || j < 0 || i >= in[0] || j >= in[1]) return 0;
    return x[index(((n * in[0] + i) * in[1] + j) * in[2] + c)];
  }

  Values operator()(const Conv& layer) const {
    const Shape out = output_shape(layer, in);
    const auto zeros_before = [&](int axis) {
      if (layer.padding == Padding::valid) return 0;
      return std::max(0, (out[axis] - 1) * layer.stride + layer.kernel - in[axis]) / 2;
    };
    const std::ptrdiff_t weights = std::ptrdiff_t{layer.kernel} * layer.kernel * in[2] * layer.filters;
    Values y;
    for (std::ptrdiff_t n = 0; n < samples(); ++n)
      for (int i = 0; i < out[0]; ++i)
        for (int j = 0; j < out[1]; ++j)
          for (int f = 0; f < layer.filters; ++f) {
            double sum = w[index(weights + f)];
            for (int k = 0; k < layer.kernel; ++k)
              for (int l = 0; l < layer.kernel; ++l)
                for (int c = 0; c < in[2]; ++c)
                  sum += pixel(n, i * layer.stride + k - zeros_before(0), j * layer.stride + l - zeros_before(1), c) *
                         w[index(((std::ptrdiff_t{k} * layer.kernel + l) * in[2] + c) * layer.filters + f)];
            y.push_back(sum);
          }
    return y;
  }

  Values operator()(const MaxPool& layer) const {
    const Shape out = output_shape(layer, in);
    const int stride = layer.stride == 0 ? layer.window : layer.stride;
    Values y;
    for (std::ptrdiff_t n = 0; n < samples(); ++n)
      for (int i = 0; i < out[0]; ++i)
        for (int j = 0; j < out[1]; ++j)
          for (int c = 0; c < out[2]; ++c) {
            double most = pixel(n, i * stride, j * stride, c);
            for (int k = 0; k < layer.window; ++k)
              for (int l = 0; l < layer.window; ++l) most = std::max(most, pixel(n, i * stride + k, j * stride + l, c));
            y.push_back(most);
          }
    return y;
  }

  Values operator()(const Dense& layer) const {
    const auto inputs = static_cast<std::ptrdiff_t>(in.size());
    Values y;
    for (std::ptrdiff_t n = 0; n < samples(); ++n)
      for (int o = 0; o < layer.units; ++o) {
        double sum = w[index(inputs * layer.units + o)];
        for (std::ptrdiff_t i = 0; i < inputs; ++i) sum += x[index(n * inputs + i)] * w[index(i * layer.units + o)];
        y.push_back(sum);
      }
    return y;
  }

  Values operator()(const Relu& /*layer*/) const {
    Values y = x;
    for (double& value : y) value = std::max(value, 0.0);
    return y;
  }

  Values operator()(const Dropout& /*layer*/) const { return x; }

  Values operator()(const Softmax& /*layer*/) const {
    Values y = x;
    const std::size_t size = in.size();
    for (std::size_t first = 0; first < y.size(); first += size) {
      double sum = 0;
      for (std::size_t i = first; i < first + size; ++i) sum += y[i] = std::exp(y[i]);
      for (std::size_t i = first; i < first + size; ++i) y[i] /= sum;
    }
    return y;
  }

  Values operator()(const BatchNorm& layer) const {
    const auto channels = static_cast<std::size_t>(in[in.rank() - 1]);
    const std::size_t rows = x.size() / channels;
    Values y(x.size());
    for (std::size_t c = 0; c < channels; ++c) {
      double mean = 0;
      double variance = 0;
      for (std::size_t row = 0; row < rows; ++row) mean += x[row * channels + c] / static_cast<double>(rows);
      for (std::size_t row = 0; row < rows; ++row)
        variance += std::pow(x[row * channels + c] - mean, 2) / static_cast<double>(rows);
      const double deviation = std::sqrt(variance + static_cast<double>(layer.epsilon));
      for (std::size_t row = 0; row < rows; ++row)
        y[row * channels + c] = w[c] * (x[row * channels + c] - mean) / deviation + w[channels + c];
    }
    return y;
  }
};

}  // namespace

Values oracle_forward(const Layer& layer, const Shape& in, const Values& x, const Values& parameters) {
  assert(x.size() % in.size() == 0);
  return std::visit(Forward{in, x, parameters}, layer);
}

namespace {

double central_difference(const std::function<double(const Values&)>& f, Values x, std::size_t i) {
  constexpr double step = 1e-5;
  const double middle = x[i];
  x[i] = middle + step;
  const double above = f(x);
  x[i] = middle - step;
  return (above - f(x)) / (2 * step);
}

}  // namespace

Values numeric_gradient(const std::function<double(const Values&)>& f, const Values& x) {
  Values gradient(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) gradient[i] = central_difference(f, x, i);
  return gradient;
}

double gradient_distance(std::span<const float> gradient, const std::function<double(const Values&)>& f,
                         const Values& x) {
  assert(gradient.size() == x.size());
  const std::size_t places = std::min<std::size_t>(100, x.size());
  std::vector<float> found;
  Values expected;
  for (std::size_t i = 0; i < places; ++i) {
    const std::size_t place = i * x.size() / places;
    found.push_back(gradient[place]);
    expected.push_back(central_difference(f, x, place));
  }
  return relative_distance(found, expected);
}

double relative_distance(std::span<const float> a, const Values& b) {
  assert(a.size() == b.size());
  double distance = 0;
  double largest = 1e-12;
  for (std::size_t i = 0; i < b.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - b[i]);
    distance = std::isnan(difference) ? difference : std::max(distance, difference);
    largest = std::max(largest, std::abs(b[i]));
  }
  return distance / largest;
}

}  // namespace digitnet::test
