// Convolution with products in bfloat16 and sums in float, on images rounded one at a time into scratch.
//
// Forward, an image with its zeros lies there as one line of pixels, W wide. Output pixel (i, j) is row i * W + j of a
// product whose left rows stand one pixel apart and overlap: so any 16 rows that follow one another make a tile, over
// the edge of the image too, and the kernel - 1 rows at the end of each line of pixels are computed in vain. backward
// input is the same on grad_y surrounded by zeros, with the kernel turned half around, in and out swapped.
// Backward weight sums over the rows i * W + j: on the left stands x transposed, [channel][pixel], shifted by the
// place in the kernel; on the right grad_y with zeros for the rows that are no output pixel.

#include "kernels/bf16_product.hpp"
#include "kernels/mask_and_sum.hpp"

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

std::ptrdiff_t x_size(const ConvolutionShape& s) noexcept {
  return std::ptrdiff_t{s.in_height} * s.in_width * s.in_channels;
}
std::ptrdiff_t y_size(const ConvolutionShape& s) noexcept {
  return std::ptrdiff_t{s.out_height} * s.out_width * s.out_channels;
}

/// How far behind its last pixel a plane is read for nothing: rows up to a whole block, and a depth up to a whole step.
std::ptrdiff_t margin(const Plane& plane) noexcept {
  return std::ptrdiff_t{kDepthStep} * plane.channels + kDepthStep;
}

/// Packed kernels: a segment of the depth for each row of the kernel.
struct PackedKernels {
  PackedKernels(int kernel, int in, int out) noexcept
      : depth(round_up(kernel * in, kDepthStep)), panel_size(std::ptrdiff_t{kPanel} * kernel * depth) {
    size = round_up(out, kPanel) / kPanel * panel_size;
  }
  int depth;
  std::ptrdiff_t panel_size;
  std::ptrdiff_t size;
};

/// How many rows the product over one image has whose rows follow the lines of pixels `width` wide.
int line_rows(int out_height, int out_width, int width) noexcept {
  return (out_height - 1) * width + out_width;
}

/// Transposed pixels and packed gradients, in scratch.
struct WeightScratch {
  WeightScratch(const ConvolutionShape& s, Bf16* memory) noexcept
      : rows(line_rows(s.out_height, s.out_width, input_plane(s).width)),
        pixel_step(round_up(static_cast<int>(input_plane(s).pixels()), kDepthStep) + 2 * kDepthStep),
        panel_size(std::ptrdiff_t{kPanel} * round_up(rows, kDepthStep)),
        pixels(memory),
        gradients(pixels + round_up(s.in_channels, kDepthStep) * pixel_step),
        end(gradients + s.out_channels / kPanel * panel_size) {}
  [[nodiscard]] std::ptrdiff_t size() const noexcept { return end - pixels; }

  int rows;
  std::ptrdiff_t pixel_step;
  std::ptrdiff_t panel_size;
  Bf16* pixels;
  Bf16* gradients;
  Bf16* end;
};

/// One image as it comes.
struct Image {
  int height, width, channels;
  const float* pixels;

  [[nodiscard]] std::ptrdiff_t size() const noexcept { return std::ptrdiff_t{height} * width * channels; }
};

/// Rounds an image into its plane.
void place(const Image& image, const Plane& plane, Bf16* to) noexcept {
  const std::ptrdiff_t line = std::ptrdiff_t{image.width} * plane.channels;
  if (plane.width == image.width) return narrow(image.pixels, image.size(), to);
  std::fill_n(to, plane.size(), Bf16{0});
  for (int i = 0; i < image.height; ++i) {
    const std::ptrdiff_t pixel = std::ptrdiff_t{plane.top + i} * plane.width + plane.left;
    narrow(image.pixels + i * line, line, to + pixel * plane.channels);
  }
}

/// Where row i * width + j of a product stands.
struct LinePlace {
  LinePlace(int row, int line_width) noexcept : i(row / line_width), j(row % line_width), width(line_width) {}
  void advance() noexcept {
    if (++j < width) return;
    j = 0;
    ++i;
  }
  int i, j, width;
};

struct Output {
  int height, width, channels;
  Finish finish;
  float* y;

  [[nodiscard]] std::ptrdiff_t size() const noexcept { return std::ptrdiff_t{height} * width * channels; }
};

/// Writes what of a block of rows i * width + j is output pixels.
void store_pixels(const Block& block, int width, const Output& out) noexcept {
  LinePlace place(block.first_row, width);
  for (int r = 0; r < block.rows; ++r, place.advance())
    if (place.j < out.width)
      block.store_row(r, out.finish, out.y + (std::ptrdiff_t{place.i} * out.width + place.j) * out.channels);
}

/// Fills the end of each segment's depth, which is no position of the kernel.
void fill_depth(const PackedKernels& packed, int kernel, int run, Bf16* to) noexcept {
  for (std::ptrdiff_t panel = 0; panel < packed.size; panel += packed.panel_size)
    for (int k = 0; k < kernel; ++k) {
      Bf16* segment = to + panel + std::ptrdiff_t{k} * packed.depth * kPanel;
      std::fill(segment + std::ptrdiff_t{run} * kPanel, segment + std::ptrdiff_t{packed.depth} * kPanel, Bf16{0});
    }
}

/// The weights `[in,out]` at (k, l) for forward: in segment k the depth (l in) is their rows.
void pack_forward(const ConvolutionShape& s, int k, int l, const float* weight, Bf16* to) noexcept {
  const PackedKernels packed(s.kernel, s.in_channels, s.out_channels);
  const std::ptrdiff_t depth = std::ptrdiff_t{k} * packed.depth + std::ptrdiff_t{l} * s.in_channels;
  for (int c = 0; c < s.in_channels; c += 2) {
    const float* rows = weight + std::ptrdiff_t{c} * s.out_channels;
    pack_rows(rows, rows + s.out_channels, s.out_channels, packed.panel_size, to + (depth + c) * kPanel);
  }
}

/// Likewise for backward input, from where the kernel turned half around has (k, l): there the depth (l out) is their
/// columns.
void pack_backward(const ConvolutionShape& s, int k, int l, const float* weight, Bf16* to) noexcept {
  const PackedKernels packed(s.kernel, s.out_channels, s.in_channels);
  const std::ptrdiff_t depth =
      std::ptrdiff_t{s.kernel - 1 - k} * packed.depth + std::ptrdiff_t{s.kernel - 1 - l} * s.out_channels;
  pack_columns(weight, s.out_channels, s.in_channels, s.out_channels, packed.panel_size, to + depth * kPanel);
}

/// Transposes an image, [channel][pixel of the plane].
void transpose_pixels(const ConvolutionShape& s, const Image& image, const WeightScratch& scratch) noexcept {
  const Plane plane = input_plane(s);
  const bool without_zeros = plane.width == s.in_width;
  const int lines = without_zeros ? 1 : s.in_height;
  const int pixels = without_zeros ? s.in_height * s.in_width : s.in_width;
  for (int i = 0; i < lines; ++i)
    transpose_narrow(image.pixels + std::ptrdiff_t{i} * pixels * s.in_channels, s.in_channels, pixels, s.in_channels,
                     scratch.pixels + std::ptrdiff_t{plane.top + i} * plane.width + plane.left, scratch.pixel_step);
}

/// Packs grad_y as rows i * width + j.
void pack_gradients(const ConvolutionShape& s, const float* grad_y, const WeightScratch& scratch) noexcept {
  LinePlace place(0, input_plane(s).width);
  const auto next_row = [&] {
    const bool is_pixel = place.i < s.out_height && place.j < s.out_width;
    const float* row = grad_y + (std::ptrdiff_t{place.i} * s.out_width + place.j) * s.out_channels;
    place.advance();
    return is_pixel ? row : kZeros;
  };
  for (int row = 0; row < round_up(scratch.rows, kDepthStep); row += 2) {
    const float* even = next_row();
    const float* odd = next_row();
    pack_rows(even, odd, s.out_channels, scratch.panel_size, scratch.gradients + std::ptrdiff_t{row} * kPanel);
  }
}

void backward_weight(const ConvolutionShape& s, const Image& x, const float* grad_y, float* grad_weight,
                     Bf16* memory) noexcept {
  const WeightScratch scratch(s, memory);
  std::fill(scratch.pixels, scratch.gradients, Bf16{0});
  transpose_pixels(s, x, scratch);
  pack_gradients(s, grad_y, scratch);
  const int width = input_plane(s).width;
  for (int position = 0; position < s.kernel * s.kernel; ++position) {
    const LeftMatrix rows{scratch.pixels + position / s.kernel * width + position % s.kernel, scratch.pixel_step, 1, 0,
                          round_up(scratch.rows, kDepthStep)};
    float* grad = grad_weight + std::ptrdiff_t{position} * s.in_channels * s.out_channels;
    product_bf16(rows, {0, s.in_channels}, scratch.gradients, scratch.panel_size, s.out_channels,
                 [&](const Block& block) { block.store({.accumulate = true}, grad, s.out_channels); });
  }
}

/// Rounds an image `[height,width,channels]` into its plane in scratch and slides kernels over it, for `part` of the
/// output.
void convolve(const Plane& plane, const Image& image, int kernel, const Bf16* kernels, const Output& out, Part part,
              Bf16* scratch) noexcept {
  place(image, plane, scratch);
  std::fill_n(scratch + plane.size(), margin(plane), Bf16{0});
  const PackedKernels packed(kernel, plane.channels, out.channels);
  const LeftMatrix rows{scratch, plane.channels, kernel, std::ptrdiff_t{plane.width} * plane.channels, packed.depth};
  const Share share_of_rows = share(line_rows(out.height, out.width, plane.width), kBlockRows, part);
  product_bf16(rows, share_of_rows, kernels, packed.panel_size, out.channels,
               [&](const Block& block) { store_pixels(block, plane.width, out); });
}

const Bf16* backward_kernels(const ConvolutionShape& s, const Bf16* prepared) noexcept {
  return prepared + PackedKernels(s.kernel, s.in_channels, s.out_channels).size;
}

}  // namespace

bool convolution_pools(const ConvolutionShape& s) noexcept {
  return !uses_bf16(s) && fp32().convolution_pools(s);
}

KernelMemory convolution_memory(const ConvolutionShape& s) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_memory(s);
  const auto floats = [](std::ptrdiff_t values) { return static_cast<std::size_t>(values + 1) / 2; };
  const Plane in = input_plane(s);
  const Plane gradient = gradient_plane(s);
  const WeightScratch scratch(s, nullptr);
  const std::ptrdiff_t largest = std::max({in.size() + margin(in), gradient.size() + margin(gradient), scratch.size()});
  const std::ptrdiff_t kernels = PackedKernels(s.kernel, s.in_channels, s.out_channels).size +
                                 PackedKernels(s.kernel, s.out_channels, s.in_channels).size;
  return {.scratch_floats = floats(largest), .prepared_floats = floats(kernels)};
}

void convolution_prepare(const ConvolutionShape& s, Part part, const float* weight, float* prepared) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_prepare(s, part, weight, prepared);
  Bf16* forward = as_bf16(prepared);
  const PackedKernels packed(s.kernel, s.in_channels, s.out_channels);
  Bf16* backward = forward + packed.size;
  const Share positions = share(s.kernel * s.kernel, 1, part);
  for (int position = positions.first; position < positions.last; ++position) {
    const float* from = weight + std::ptrdiff_t{position} * s.in_channels * s.out_channels;
    pack_forward(s, position / s.kernel, position % s.kernel, from, forward);
    pack_backward(s, position / s.kernel, position % s.kernel, from, backward);
  }
  if (part.index != 0) return;
  fill_depth(packed, s.kernel, s.kernel * s.in_channels, forward);
  fill_depth(PackedKernels(s.kernel, s.out_channels, s.in_channels), s.kernel, s.kernel * s.out_channels, backward);
}

void convolution_forward(const ConvolutionShape& s, int samples, Part part, const LinearForward& data,
                         float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_forward(s, samples, part, data, scratch);
  Output out{s.out_height, s.out_width, s.out_channels, {.bias = data.weights.bias, .relu = data.relu}, data.y};
  Image image{s.in_height, s.in_width, s.in_channels, data.x};
  for (int n = 0; n < samples; ++n, out.y += out.size(), image.pixels += image.size())
    convolve(input_plane(s), image, s.kernel, as_bf16(data.weights.prepared), out, part, as_bf16(scratch));
}

void convolution_backward(const ConvolutionShape& s, int samples, const ConvolutionBackward& data,
                          float* scratch) noexcept {
  if (!uses_bf16(s)) return fp32().convolution_backward(s, samples, data, scratch);
  const Bf16* kernels = backward_kernels(s, as_bf16(data.prepared));
  for (int n = 0; n < samples; ++n) {
    const Image x{s.in_height, s.in_width, s.in_channels, data.x + n * x_size(s)};
    float* grad_y = data.grad_y + n * y_size(s);
    const float* y = data.y == nullptr ? nullptr : data.y + n * y_size(s);
    mask_and_sum({y_size(s) / s.out_channels, s.out_channels}, y, grad_y, data.grad_bias);
    backward_weight(s, x, grad_y, data.grad_weight, as_bf16(scratch));
    if (data.grad_x == nullptr) continue;
    const Output out{s.in_height, s.in_width, s.in_channels, {}, data.grad_x + n * x_size(s)};
    convolve(gradient_plane(s), {s.out_height, s.out_width, s.out_channels, grad_y}, s.kernel, kernels, out, {},
             as_bf16(scratch));
  }
}

}  // namespace digitnet::kernel_bodies::DIGITNET_KERNEL_ISA
