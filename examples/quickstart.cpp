#include <cstdio>
#include <digitnet/digitnet.hpp>
using namespace digitnet;

int main() try {
  const auto [train, test] = load_mnist("data/mnist");
  Model model({28, 28, 1}, {Conv{.filters = 32}, Relu{}, Conv{.filters = 64}, Relu{}, MaxPool{}, Dropout{0.25f},
                            Dense{128}, Relu{}, Dropout{0.5f}, Dense{10}, Softmax{}});
  fit(model, train, {.epochs = 12, .batch_size = 128, .seed = 1});
  std::printf("accuracy %.2f %%\n", 100 * evaluate(model, test).accuracy);
  save(model, "digits.safetensors");
  const Prediction p = predict(load_model("digits.safetensors"), load_image("seven.png"));
  std::printf("%d with probability %.3f\n", p.label, static_cast<double>(p.probability));
} catch (const Error& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
