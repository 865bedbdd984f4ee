#include "about_page.hpp"

#include <doctest/doctest.h>

#include <string>

#include "digitnet/architectures.hpp"
#include "train_settings_json.hpp"

using namespace digitnet;
using namespace digitnet::serve;

namespace {

constexpr const char* kUnknown = "How often it reads rightly is not known";

/// Somebody's own model, served without an evaluation.
ServedModel trained_as(const cli::TrainSettings& settings) {
  const Architecture architecture = find_architecture(settings.arch).value();
  ServedModel model{{"own.safetensors", Model::of_zeros(architecture.input, architecture.layers), "none", {}},
                    "0123",
                    "0123",
                    {},
                    {}};
  EpochRecord epoch;
  epoch.epoch = 1;
  epoch.validation_loss = 0.1;
  epoch.validation_accuracy = 0.97;
  model.record = {cli::to_json(settings), {epoch}};
  return model;
}

std::string about(const ServedModel& model) {
  return about_page(model, {"/assets/"});
}

std::string lead_of(const ServedModel& model) {
  const std::string page = about(model);
  const std::string begin = "<p class=\"lead\">";
  const auto at = page.find(begin) + begin.size();
  return page.substr(at, page.find("</p>", at) - at);
}

bool has(const std::string& page, const std::string& text) {
  return page.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("about says of a model only what it was trained with") {
  cli::TrainSettings plain;
  plain.arch = "seed";
  CHECK(lead_of(trained_as(plain)) ==
        "A convolutional network written and trained from scratch in C++. It learnt from digits that people wrote. It "
        "says of each digit how probable it is.");
  const std::string page = about(trained_as(plain));
  CHECK(has(page, "over the training images, and on the validation images"));
  CHECK_FALSE(has(page, "distort"));

  cli::TrainSettings best;
  best.arch = "reader";
  best.augment = "full";
  best.synthetic_digits = best.non_digits = 100;
  CHECK(
      lead_of(trained_as(best)) ==
      "A convolutional network written and trained from scratch in C++. It learnt from digits that people wrote, from "
      "drawn digits and from what is no digit, distorted anew each time. It says of each digit how probable it is, "
      "and leaves what is none.");
  CHECK(has(about(trained_as(best)), "which come distorted every time: so the validation images"));

  cli::TrainSettings fitted;
  fitted.data = "/home/me/pictures";
  fitted.init = "shipped";
  fitted.augment = "hand";
  fitted.clean_epochs = 2;
  CHECK(lead_of(trained_as(fitted)) ==
        "A convolutional network, trained on from the weights of another one. It learnt from the images that it was "
        "given, distorted anew each time but in the last rounds. It says of each digit how probable it is.");
  CHECK_FALSE(has(about(trained_as(fitted)), "every time"));
}

TEST_CASE("about says nothing of the training of a model whose record says nothing of it") {
  ServedModel model = trained_as({});
  model.record = {R"({"by":"others"})", {}};
  CHECK(lead_of(model) == "A convolutional network. It says of each digit how probable it is.");
  CHECK_FALSE(has(about(model), "id=\"training\""));
  model.models.digits = Model({28, 28, 1}, {Dense{10}, Softmax{}});
  CHECK(lead_of(model).starts_with("A neural network."));
}

TEST_CASE("about says that the accuracy of a model without an evaluation is not known") {
  const std::string unknown = about(trained_as({}));
  CHECK(has(unknown, kUnknown));
  CHECK_FALSE(has(unknown, "class=\"figures\""));
  const auto shipped = load_served_model({});
  REQUIRE(shipped->evaluation);
  CHECK_FALSE(has(about(*shipped), kUnknown));
}

TEST_CASE("about counts the parameters as digitnet summary does") {
  const auto shipped = load_served_model({});
  CHECK(has(summary(shipped->models.digits), "Parameters: 399,067 (trainable 398,075,"));
  CHECK(has(about(*shipped), "<dt>Parameters</dt><dd>399,067</dd>"));
}
