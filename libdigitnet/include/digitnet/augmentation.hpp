#pragma once

namespace digitnet {

/// How training images are changed at random each time they are shown; all 0: not at all.
///
/// Amounts are the ends of uniform distributions around no change, chances the share of images that are changed so.
/// Images are `[H,W,1]` with light ink, 0 to 1, on 0.
struct Augmentation {
  float rotation_degrees = 0;
  float shift_px = 0;    ///< along both axes
  float zoom = 0;        ///< sides are scaled by exp(-zoom) to exp(zoom)
  float squish = 0;      ///< width and height are scaled by exp(squish) and exp(-squish)
  float shear = 0;       ///< columns per row
  float elastic_px = 0;  ///< standard deviation of the knots of a smooth field of displacements (Simard et al. 2003)
  float stroke_px = 0;   ///< strokes get wider or thinner by up to this; 0 to 2
  float blur = 0;        ///< chance to be smoothed
  float noise = 0;       ///< chance of noise of up to 0.15 standard deviation
  float contrast = 0;    ///< chance of another strength, and of darker or lighter half-tones
  float coarse = 0;      ///< chance to be seen at 10 to 18 pixels a side
  float erase = 0;       ///< chance of a blank rectangle of up to 8 pixels a side
  float rules = 0;       ///< chance of a line straight across, as on ruled paper
  int clean_epochs = 0;  ///< the last epochs, which show the images as they are

  friend bool operator==(const Augmentation&, const Augmentation&) = default;
};

/// Throws ArgumentError, naming the field, when one is out of its range: chances from 0 to 1, amounts at least 0.
void validate(const Augmentation& augmentation);

/// Whether it changes anything.
[[nodiscard]] bool changes_images(const Augmentation& augmentation);

}  // namespace digitnet
