// Convolution as a product over runs of channels; see kernels/product.hpp and docs/layer.md.
//
//   forward          y[pixel][f]      = sum over k, (l c)     of x[pixel's corner + row k + (l c)] * w[k,(l c),f]
//   backward input   grad_x[pixel][c] = the same convolution of grad_y, spread out by the stride and surrounded by
//                                       zeros, with the kernel turned half around and in and out swapped
//   backward weight  grad_w[(k,l,c)][f] = sum over output rows i, columns j of x[i+k, j+l, c] * grad_y[i,j,f]

#include "kernels/body.hpp"
#include "kernels/mask_and_sum.hpp"
#include "kernels/product.hpp"
#include "kernels/share.hpp"
#include "kernels/winograd.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

/// An image inside the room it has in memory, in floats.
struct Plane {
  int height, width, channels;
  [[nodiscard]] std::ptrdiff_t row() const noexcept { return std::ptrdiff_t{width} * channels; }
  [[nodiscard]] std::ptrdiff_t size() const noexcept { return height * row(); }
};

Plane input_plane(const ConvolutionShape& s) noexcept {
  return {s.in_height, s.in_width, s.in_channels};
}
Plane output_plane(const ConvolutionShape& s) noexcept {
  return {s.out_height, s.out_width, s.out_channels};
}

/// The part of the zero-surrounded input that the kernel visits.
Plane padded_plane(const ConvolutionShape& s) noexcept {
  return {(s.out_height - 1) * s.stride + s.kernel, (s.out_width - 1) * s.stride + s.kernel, s.in_channels};
}

/// grad_y with stride - 1 zeros between its pixels and kernel - 1 zeros around, as backward_input reads it.
Plane spread_plane(const ConvolutionShape& s) noexcept {
  return {s.in_height + s.kernel - 1, s.in_width + s.kernel - 1, s.out_channels};
}

bool fits_inside(const ConvolutionShape& s) noexcept {
  const Plane padded = padded_plane(s);
  return s.pad_top == 0 && s.pad_left == 0 && padded.height <= s.in_height && padded.width <= s.in_width;
}

/// Pixel (i, j) of a plane goes to (top + stride * i, left + stride * j) of a larger one, zero elsewhere.
void place(const Plane& from, const float* source, const Plane& to, int top, int left, int stride,
           float* target) noexcept {
  std::fill_n(target, to.size(), 0.0f);
  for (int i = 0; i < from.height && top + stride * i < to.height; ++i) {
    const int columns = std::min(from.width, (to.width - left + stride - 1) / stride);
    float* row = target + (top + stride * i) * to.row() + left * to.channels;
    for (int j = 0; j < columns; ++j)
      std::copy_n(source + i * from.row() + j * from.channels, from.channels, row + stride * j * to.channels);
  }
}

/// The rows of a convolution's product: one for each output pixel.
struct PixelRows {
  const float* x;
  float* y;
  int width;
  int channels;
  std::ptrdiff_t x_row;   // between the corners of vertical neighbours
  std::ptrdiff_t x_step;  // between the corners of horizontal neighbours

  [[nodiscard]] const float* a(int pixel) const noexcept { return x + pixel / width * x_row + pixel % width * x_step; }
  [[nodiscard]] float* c(int pixel) const noexcept { return y + std::ptrdiff_t{pixel} * channels; }
};

/// A kernel that slides over images that already have all their zeros.
struct Sliding {
  Plane in;
  int kernel, stride;
  const float* weight;
  Finish finish;
  Plane out;

  /// Computes pixels [first, last) of one image's output.
  void run(const float* x, float* y, const Share& pixels) const noexcept {
    const PixelRows rows{x, y, out.width, out.channels, stride * in.row(), std::ptrdiff_t{stride} * in.channels};
    const Walk walk{kernel, in.row(), kernel * in.channels, 1};
    product(rows, {pixels.first, pixels.last, 0, out.channels}, walk, weight, out.channels, finish);
  }
};

/// The rows of the weight gradient's product: one for each weight (k, l, c).
struct WeightRows {
  const float* x;
  float* grad_weight;
  int run;  // kernel * in_channels
  int filters;
  std::ptrdiff_t x_row;

  [[nodiscard]] const float* a(int weight) const noexcept { return x + weight / run * x_row + weight % run; }
  [[nodiscard]] float* c(int weight) const noexcept { return grad_weight + std::ptrdiff_t{weight} * filters; }
};

/// The image as the kernel wants to see it: itself, or a copy with zeros around it.
const float* with_zeros(const ConvolutionShape& s, const float* x, float* scratch) noexcept {
  if (fits_inside(s)) return x;
  place(input_plane(s), x, padded_plane(s), s.pad_top, s.pad_left, 1, scratch);
  return scratch;
}

Plane visited_plane(const ConvolutionShape& s) noexcept {
  return fits_inside(s) ? input_plane(s) : padded_plane(s);
}

/// Turns the kernels half around and swaps in and out, for this part of the filters.
void turn_kernels(const ConvolutionShape& s, Part part, const float* weight, float* turned) noexcept {
  const int positions = s.kernel * s.kernel;
  const Share filters = share(s.out_channels, 1, part);
  for (int position = 0; position < positions; ++position) {
    const float* from = weight + std::ptrdiff_t{position} * s.in_channels * s.out_channels;
    float* to = turned + std::ptrdiff_t{positions - 1 - position} * s.in_channels * s.out_channels;
    for (int f = filters.first; f < filters.last; ++f)
      for (int c = 0; c < s.in_channels; ++c) to[f * s.in_channels + c] = from[c * s.out_channels + f];
  }
}

void backward_weight(const ConvolutionShape& s, int samples, const ConvolutionBackward& data, float* scratch) noexcept {
  const Plane in = visited_plane(s);
  const Plane out = output_plane(s);
  const int run = s.kernel * s.in_channels;
  const Walk walk{out.height, s.stride * in.row(), out.width, std::ptrdiff_t{s.stride} * in.channels};
  for (int n = 0; n < samples; ++n) {
    const float* image = with_zeros(s, data.x + n * input_plane(s).size(), scratch);
    const float* grad = data.grad_y + n * out.size();
    const WeightRows rows{image, data.grad_weight, run, s.out_channels, in.row()};
    product(rows, {0, s.kernel * run, 0, s.out_channels}, walk, grad, s.out_channels, {.accumulate = true});
  }
}

void backward_input(const ConvolutionShape& s, int samples, const ConvolutionBackward& data, float* scratch) noexcept {
  const Plane in = input_plane(s);
  const Plane out = output_plane(s);
  const Plane spread = spread_plane(s);
  const Sliding sliding{spread, s.kernel, 1, data.prepared, {}, in};
  for (int n = 0; n < samples; ++n) {
    const float* grad = data.grad_y + n * out.size();
    place(out, grad, spread, s.kernel - 1 - s.pad_top, s.kernel - 1 - s.pad_left, s.stride, scratch);
    sliding.run(scratch, data.grad_x + n * in.size(), {0, in.height * in.width});
  }
}

}  // namespace

void convolution_prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
  if (winograd_tile(s) != 0) return winograd_prepare(s, part, weight, prepared);
  turn_kernels(s, part, weight, prepared);
}

void convolution_forward(const ConvolutionShape& s, int samples, Part part, const LinearForward& data,
                         float* scratch) noexcept {
  if (winograd_tile(s) != 0) return winograd_forward(s, samples, part, data, scratch);
  const Plane out = output_plane(s);
  const Sliding sliding{
      visited_plane(s), s.kernel, s.stride, data.weights.weight, {.bias = data.weights.bias, .relu = data.relu}, out};
  const Share pixels = share(out.height * out.width, kMaxTileRows, part);
  for (int n = 0; n < samples; ++n) {
    const float* image = with_zeros(s, data.x + n * input_plane(s).size(), scratch);
    sliding.run(image, data.y + n * out.size(), pixels);
  }
}

void convolution_backward(const ConvolutionShape& s, int samples, const ConvolutionBackward& data,
                          float* scratch) noexcept {
  if (winograd_tile(s) != 0) return winograd_backward(s, samples, data, scratch);
  mask_and_sum({samples * s.out_height * s.out_width, s.out_channels}, data.y, data.grad_y, data.grad_bias);
  backward_weight(s, samples, data, scratch);
  if (data.grad_x != nullptr) backward_input(s, samples, data, scratch);
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
