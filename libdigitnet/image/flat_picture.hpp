#pragma once

#include <optional>

#include "image/homography.hpp"
#include "image/ink.hpp"

namespace digitnet {

/// A picture in which only paper is left: a desk around a sheet is painted over; a sheet that is seen at an angle or
/// lies askew is cut out and laid flat.
class FlatPicture {
 public:
  explicit FlatPicture(WorkingPicture picture);

  [[nodiscard]] const WorkingPicture& working() const { return picture_; }
  /// Around a box of the working picture, already scaled by its factor, in the picture that was taken.
  [[nodiscard]] Box in_picture(const Box& box) const;

 private:
  WorkingPicture picture_;
  std::optional<Homography> to_picture_;  // from the sheet, where it was cut out
};

}  // namespace digitnet
