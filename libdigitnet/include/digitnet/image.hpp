#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "digitnet/model.hpp"
#include "digitnet/predictor.hpp"
#include "digitnet/tensor.hpp"

namespace digitnet {

/// A grey picture: one byte a pixel, 0 black to 255 white, row after row.
struct Image {
  int width = 0;
  int height = 0;
  std::vector<std::uint8_t> pixels;

  [[nodiscard]] std::uint8_t at(int x, int y) const {
    return pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
  }
};

/// A rectangle of pixels, from its top left corner.
struct Box {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const Box&, const Box&) = default;
};

/// Decodes PNG, JPEG, BMP, GIF (first frame), TGA, PSD or PNM to grey, turned upright as its EXIF orientation says.
///
/// Grey is ITU-R BT.601 luma, or, where ink stands out far better in one of red, green and blue, that alone; of a JPEG
/// of more than 3 million pixels always luma. Transparency is laid on white; on black where all that is drawn is light.
///
/// `name` stands for the picture in errors. Throws FormatError when the bytes are no whole picture of one of these
/// kinds, or one of more than 100 million pixels.
[[nodiscard]] Image decode_image(std::span<const std::uint8_t> bytes, const std::string& name);

/// Reads and decodes a file. Throws FileError when it cannot be read, else as decode_image.
[[nodiscard]] Image load_image(const std::filesystem::path& path);

/// A digit cut out of a picture and made to look like MNIST.
struct NormalizedDigit {
  Image image;  ///< 28x28, light ink on black
  Box box;      ///< where the ink was in the picture
};

/// Makes a picture of one digit look like MNIST's: ink found by itself whether dark or light, uneven lighting evened
/// out, cropped to the ink, scaled with antialiasing to fit 20x20 keeping its aspect, and placed so that its centre
/// of mass is the centre of 28x28 (LeCun et al. 1998, section III.A; docs/guide.md).
///
/// Throws FormatError when no ink can be found, such as on a blank picture, one of 1x1, or a strip that is some hundred
/// times as long as wide.
[[nodiscard]] NormalizedDigit normalize_digit(const Image& picture, const std::string& name = "picture");

/// A grey picture as a model takes it: `[1,H,W,1]`, 0 to 1.
[[nodiscard]] Tensor to_tensor(const Image& image);

/// Normalizes the digit in `picture` and predicts it. For more than one picture, use a Predictor.
///
/// Throws as normalize_digit does, and ShapeError when the model does not take 28x28x1.
[[nodiscard]] Prediction predict(const Model& model, const Image& picture);

}  // namespace digitnet
