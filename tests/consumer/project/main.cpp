// Trains on 20 synthetic images, saves, loads and predicts; exit 0 when every image is read rightly.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <digitnet/digitnet.hpp>
#include <vector>

namespace {

// Two images of each digit: a bright band whose place is the digit.
digitnet::Dataset bands() {
  std::vector<std::uint8_t> pixels;
  std::vector<int> labels;
  for (int i = 0; i < 20; ++i) {
    const int digit = i % 10;
    for (int y = 0; y < 28; ++y)
      pixels.insert(pixels.end(), 28, y / 2 == digit ? static_cast<std::uint8_t>(200 + i) : std::uint8_t{10});
    labels.push_back(digit);
  }
  return {{28, 28, 1}, std::move(pixels), std::move(labels), 10};
}

}  // namespace

int main() {
  using namespace digitnet;
  const Dataset data = bands();
  Model model({28, 28, 1}, {Conv{.filters = 4}, Relu{}, MaxPool{}, Dense{10}, Softmax{}}, 1);
  TrainOptions options;
  options.epochs = 40;
  options.batch_size = 10;
  options.optimizer = Adam{.learning_rate = 0.01f};
  fit(model, data, options);
  save(model, "bands.safetensors");

  const Model loaded = load_model("bands.safetensors");
  const Evaluation evaluation = evaluate(loaded, data);
  Tensor image({1, 28, 28, 1});
  copy_image(data, 7, image.data());
  const Prediction prediction = Predictor(loaded).predict(image.view());
  std::printf("digitnet %s: accuracy %.2f, a 7 read as %d\n", version(), evaluation.accuracy, prediction.label);
  const bool same = std::ranges::equal(model.parameters(), loaded.parameters());
  return same && evaluation.accuracy == 1.0 && prediction.label == 7 ? 0 : 1;
}
