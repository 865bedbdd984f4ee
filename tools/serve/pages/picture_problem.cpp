#include "picture_problem.hpp"

#include "predict_form.hpp"

namespace digitnet::serve {

std::string picture_problem(const std::string& name, const Recognition& recognition) {
  const std::string picture = name.empty() ? "The picture" : name;
  switch (recognition.status) {
    case kEmptyFile:
      return picture + " is empty. Choose another picture.";
    case 415:
      return picture + " is no picture that can be read here. Choose a PNG, JPEG, BMP or PGM.";
    case 422:
      return picture + " is damaged or not whole. Choose another copy of it, or take the photo again.";
    default:
      return (name.empty() ? "" : name + ": ") + recognition.error;
  }
}

}  // namespace digitnet::serve
