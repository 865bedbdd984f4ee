#pragma once

#include <functional>
#include <memory>
#include <string>

#include "request.hpp"
#include "served_model.hpp"

namespace digitnet::serve {

/// Which model is to read a request's pictures, or why none is.
struct ChosenModel {
  std::shared_ptr<const ServedModel> model;  ///< null: the one that is served
  int status = 200;                          ///< else 401 or 403: the request shows a token that is none or may not
  std::string problem;
};

/// Has the model for a request given, once: at once, or later from another thread.
using ModelChoice = std::function<void(const Request&, std::function<void(ChosenModel)> give)>;

/// What is served, for everybody.
inline void choose_served_model(const Request&, const std::function<void(ChosenModel)>& give) {
  give({});
}

}  // namespace digitnet::serve
