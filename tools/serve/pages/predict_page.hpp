#pragma once

#include <string>
#include <vector>

#include "page_template.hpp"
#include "recognizer.hpp"
#include "shown_picture.hpp"

namespace digitnet::serve {

/// A picture of the form, and what was read in it.
struct ReadPicture {
  std::string name;  ///< as the client calls it
  Recognition recognition;
  ShownPicture shown;  ///< in place of Recognition::picture; empty where it could not be decoded
};

/// The Predict page: for each picture the number, boxes on the picture, and what each digit could be.
[[nodiscard]] std::string predict_page(const std::vector<ReadPicture>& pictures, const PageFrame& frame);

}  // namespace digitnet::serve
