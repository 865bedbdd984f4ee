// Convolution with products in bfloat16 and sums in float, on images rounded one at a time into scratch.
//
// Forward, an image with its zeros lies there as one line of pixels, W wide. Output pixel (i, j) is row i * W + j of a
// product whose left rows stand one pixel apart and overlap: so any 16 rows that follow one another make a tile, over
// the edge of the image too, and the kernel - 1 rows at the end of each line of pixels are computed in vain. backward
// input is the same on grad_y surrounded by zeros, with the kernel turned half around, in and out swapped.
// Backward weight sums over the rows i * W + j: on the left stands x turned around, [channel][pixel], shifted by the
// place in the kernel; on the right grad_y with zeros for the rows that are no output pixel.

#include "kernels/bf16_product.hpp"

namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA {

namespace {

/// One image with the zeros around it; `top` and `left` of them before it.
struct Plane {
  int height, width, channels;
  int top, left;

  [[nodiscard]] std::ptrdiff_t pixels() const noexcept { return std::ptrdiff_t{height} * width; }
  [[nodiscard]] std::ptrdiff_t size() const noexcept { return pixels() * channels; }
};

Plane input_plane(const ConvolutionShape& s) noexcept {
  return {s.out_height + s.kernel - 1, s.out_width + s.kernel - 1, s.in_channels, s.pad_top, s.pad_left};
}

Plane gradient_plane(const ConvolutionShape& s) noexcept {
  const int zeros = s.kernel - 1;
  return {s.in_height + zeros, s.in_width + zeros, s.out_channels, zeros - s.pad_top, zeros - s.pad_left};
}

/// How far behind its last pixel a plane is read for nothing: rows up to a whole block, and a depth up to a whole step.
std::ptrdiff_t margin(const Plane& plane) noexcept {
  return std::ptrdiff_t{kDepthStep} * plane.channels + kDepthStep;
}

/// Packed kernels: a segment of the depth for each row of the kernel.
struct PackedKernels {
  PackedKernels(int kernel, int in, int out) noexcept
      : depth(whole(kernel * in, kDepthStep)), panel_size(std::ptrdiff_t{kPanel} * kernel * depth) {
    size = whole(out, kPanel) / kPanel * panel_size;
  }
  int depth;
  std::ptrdiff_t panel_size;
  std::ptrdiff_t size;
};

/// How many rows the product over one image has whose rows follow the lines of pixels `width` wide.
int line_rows(int out_height, int out_width, int width) noexcept {
  return (out_height - 1) * width + out_width;
}

/// Turned pixels and packed gradients, in scratch.
struct WeightScratch {
  WeightScratch(const ConvolutionShape& s, Bf16* memory) noexcept
      : rows(line_rows(s.out_height, s.out_width, input_plane(s).width)),
        pixel_step(whole(static_cast<int>(input_plane(s).pixels()), kDepthStep) + 2 * kDepthStep),
        panel_size(std::ptrdiff_t{kPanel} * whole(rows, kDepthStep)),
        pixels(memory),
        gradients(pixels + whole(s.in_channels, kDepthStep) * pixel_step),
        end(gradients + s.out_channels / kPanel * panel_size) {}
  [[nodiscard]] std::ptrdiff_t size() const noexcept { return end - pixels; }

  int rows;
  std::ptrdiff_t pixel_step;
  std::ptrdiff_t panel_size;
  Bf16* pixels;
  Bf16* gradients;
  Bf16* end;
};

/// Rounds an image `[height,width,channels]` into its plane.
void place(const float* image, int height, int width, const Plane& plane, Bf16* to) noexcept {
  const std::ptrdiff_t line = std::ptrdiff_t{width} * plane.channels;
  if (plane.width == width) return narrow(image, height * line, to);
  std::fill_n(to, plane.size(), Bf16{0});
  for (int i = 0; i < height; ++i) {
    const std::ptrdiff_t pixel = std::ptrdiff_t{plane.top + i} * plane.width + plane.left;
    narrow(image + i * line, line, to + pixel * plane.channels);
  }
}

struct Output {
  int height, width, channels;
  Finish finish;
  float* y;
};

/// Writes what of a block of rows i * width + j is output pixels.
void store_pixels(const Block& block, int width, const Output& out) noexcept {
  int i = block.first_row / width;
  int j = block.first_row % width;
  for (int r = 0; r < block.rows; ++r) {
    if (j < out.width) block.store_row(r, out.finish, out.y + (std::ptrdiff_t{i} * out.width + j) * out.channels);
    if (++j == width) {
      j = 0;
      ++i;
    }
  }
}

/// Slides packed kernels over one image that lies in its plane.
void slide(const Plane& plane, int kernel, const Bf16* pixels, const Bf16* kernels, const Output& out) noexcept {
  const PackedKernels packed(kernel, plane.channels, out.channels);
  const LeftMatrix rows{pixels, plane.channels, kernel, std::ptrdiff_t{plane.width} * plane.channels, packed.depth};
  product_bf16(rows, line_rows(out.height, out.width, plane.width), kernels, packed.panel_size, out.channels,
               [&](const Block& block) { store_pixels(block, plane.width, out); });
}

/// weight [k,l,in,out] for forward: in segment k the depth (l in) is rows of the weights.
void pack_forward(const ConvolutionShape& s, const float* weight, Bf16* to) noexcept {
  const PackedKernels packed(s.kernel, s.in_channels, s.out_channels);
  const int run = s.kernel * s.in_channels;
  std::fill_n(to, packed.size, Bf16{0});
  for (int k = 0; k < s.kernel; ++k)
    for (int i = 0; i < run; i += 2) {
      const float* rows = weight + (std::ptrdiff_t{k} * run + i) * s.out_channels;
      pack_rows(rows, rows + s.out_channels, s.out_channels, packed.panel_size,
                to + (std::ptrdiff_t{k} * packed.depth + i) * kPanel);
    }
}

/// Likewise for backward input: in segment k the depth (l out) is columns of the weights at (kernel-1-k, kernel-1-l).
void pack_backward(const ConvolutionShape& s, const float* weight, Bf16* to) noexcept {
  const PackedKernels packed(s.kernel, s.out_channels, s.in_channels);
  std::fill_n(to, packed.size, Bf16{0});
  for (int k = 0; k < s.kernel; ++k)
    for (int l = 0; l < s.kernel; ++l) {
      const std::ptrdiff_t position = std::ptrdiff_t{s.kernel - 1 - k} * s.kernel + (s.kernel - 1 - l);
      pack_columns(weight + position * s.in_channels * s.out_channels, s.out_channels, s.in_channels, s.out_channels,
                   packed.panel_size,
                   to + (std::ptrdiff_t{k} * packed.depth + std::ptrdiff_t{l} * s.out_channels) * kPanel);
    }
}

Bf16* backward_kernels(const ConvolutionShape& s, Bf16* prepared) noexcept {
  return prepared + PackedKernels(s.kernel, s.in_channels, s.out_channels).size;
}

/// Turns an image around, [channel][pixel of the plane].
void turn_pixels(const ConvolutionShape& s, const float* image, const WeightScratch& scratch) noexcept {
  const Plane plane = input_plane(s);
  const bool in_one = plane.width == s.in_width;
  const int lines = in_one ? 1 : s.in_height;
  const int pixels = in_one ? s.in_height * s.in_width : s.in_width;
  for (int i = 0; i < lines; ++i)
    transpose_narrow(image + std::ptrdiff_t{i} * pixels * s.in_channels, s.in_channels, pixels, s.in_channels,
                     scratch.pixels + std::ptrdiff_t{plane.top + i} * plane.width + plane.left, scratch.pixel_step);
}

/// Packs grad_y as rows i * width + j, and adds it up for the bias.
void pack_gradients(const ConvolutionShape& s, const float* grad_y, const WeightScratch& scratch,
                    float* grad_bias) noexcept {
  using namespace Eigen::internal;
  const int width = input_plane(s).width;
  const auto row_of = [&](int row) {
    const bool pixel = row < scratch.rows && row % width < s.out_width;
    return pixel ? grad_y + (std::ptrdiff_t{row / width} * s.out_width + row % width) * s.out_channels : kZeros;
  };
  for (int row = 0; row < whole(scratch.rows, kDepthStep); row += 2) {
    const float* even = row_of(row);
    const float* odd = row_of(row + 1);
    pack_rows(even, odd, s.out_channels, scratch.panel_size, scratch.gradients + std::ptrdiff_t{row} * kPanel);
    for (int f = 0; f < s.out_channels; f += kLanes) {
      const Packet sum = padd(ploadu<Packet>(even + f), ploadu<Packet>(odd + f));
      pstoreu(grad_bias + f, padd(ploadu<Packet>(grad_bias + f), sum));
    }
  }
}

}  // namespace

KernelMemory convolution_memory(const ConvolutionShape& s) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_memory(s);
  const auto floats = [](std::ptrdiff_t values) { return static_cast<std::size_t>(values + 1) / 2; };
  const Plane in = input_plane(s);
  const Plane gradient = gradient_plane(s);
  const WeightScratch scratch(s, nullptr);
  const std::ptrdiff_t largest = std::max(
      {in.size() + margin(in), gradient.size() + margin(gradient), scratch.size()});
  const std::ptrdiff_t kernels = PackedKernels(s.kernel, s.in_channels, s.out_channels).size +
                                 PackedKernels(s.kernel, s.out_channels, s.in_channels).size;
  return {.scratch_floats = floats(largest), .prepared_floats = floats(kernels)};
}

void convolution_prepare(const ConvolutionShape& s, const float* weight, float* prepared) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_prepare(s, weight, prepared);
  Bf16* kernels = as_bf16(prepared);
  pack_forward(s, weight, kernels);
  pack_backward(s, weight, backward_kernels(s, kernels));
}

void convolution_forward(const ConvolutionShape& s, int samples, const float* x, const Weights& weights, bool relu,
                         float* y, float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_forward(s, samples, x, weights, relu, y, scratch);
  const Plane plane = input_plane(s);
  Bf16* pixels = as_bf16(scratch);
  std::fill_n(pixels + plane.size(), margin(plane), Bf16{0});
  Output out{s.out_height, s.out_width, s.out_channels, {.bias = weights.bias, .relu = relu}, y};
  for (int n = 0; n < samples; ++n, out.y += std::ptrdiff_t{s.out_height} * s.out_width * s.out_channels) {
    place(x + std::ptrdiff_t{n} * s.in_height * s.in_width * s.in_channels, s.in_height, s.in_width, plane, pixels);
    slide(plane, s.kernel, pixels, as_bf16(weights.prepared), out);
  }
}

void convolution_backward_input(const ConvolutionShape& s, int samples, const float* grad_y, const float* prepared,
                                float* grad_x, float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_backward_input(s, samples, grad_y, prepared, grad_x, scratch);
  const Plane plane = gradient_plane(s);
  Bf16* pixels = as_bf16(scratch);
  std::fill_n(pixels + plane.size(), margin(plane), Bf16{0});
  const Bf16* kernels = as_bf16(prepared) + PackedKernels(s.kernel, s.in_channels, s.out_channels).size;
  Output out{s.in_height, s.in_width, s.in_channels, {}, grad_x};
  for (int n = 0; n < samples; ++n, out.y += std::ptrdiff_t{s.in_height} * s.in_width * s.in_channels) {
    place(grad_y + std::ptrdiff_t{n} * s.out_height * s.out_width * s.out_channels, s.out_height, s.out_width, plane,
          pixels);
    slide(plane, s.kernel, pixels, kernels, out);
  }
}

void convolution_backward_weight(const ConvolutionShape& s, int samples, const float* x, const float* grad_y,
                                 float* grad_weight, float* grad_bias, float* memory) noexcept {
  if (!uses_bf16(s))
    return fp32().convolution_backward_weight(s, samples, x, grad_y, grad_weight, grad_bias, memory);
  const WeightScratch scratch(s, as_bf16(memory));
  std::fill(scratch.pixels, scratch.gradients, Bf16{0});
  const int width = input_plane(s).width;
  for (int n = 0; n < samples; ++n) {
    turn_pixels(s, x + std::ptrdiff_t{n} * s.in_height * s.in_width * s.in_channels, scratch);
    pack_gradients(s, grad_y + std::ptrdiff_t{n} * s.out_height * s.out_width * s.out_channels, scratch, grad_bias);
    for (int position = 0; position < s.kernel * s.kernel; ++position) {
      const LeftMatrix rows{scratch.pixels + position / s.kernel * width + position % s.kernel, scratch.pixel_step, 1,
                            0, whole(scratch.rows, kDepthStep)};
      float* grad = grad_weight + std::ptrdiff_t{position} * s.in_channels * s.out_channels;
      product_bf16(rows, s.in_channels, scratch.gradients, scratch.panel_size, s.out_channels,
                   [&](const Block& block) { block.store({.accumulate = true}, grad, s.out_channels); });
    }
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
