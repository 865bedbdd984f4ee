// Training step by step on tensors of your own: here, telling whether the bright bar in a 16x16 image lies or stands.
#include <cstdio>
#include <digitnet/digitnet.hpp>
#include <random>
#include <vector>
using namespace digitnet;

namespace {

constexpr int kSide_px = 16;
constexpr int kBatch = 32;

// Fills one image with noise and a bar, lying for label 0 and standing for label 1.
void draw_bar(int label, std::mt19937& random, float* image) {
  const int place = static_cast<int>(random() % kSide_px);
  for (int y = 0; y < kSide_px; ++y)
    for (int x = 0; x < kSide_px; ++x) {
      const float noise = 0.3f * static_cast<float>(random() % 1000) / 1000.0f;
      image[y * kSide_px + x] = (label == 0 ? y : x) == place ? 1.0f : noise;
    }
}

}  // namespace

int main() {
  Model model({kSide_px, kSide_px, 1}, {Conv{.filters = 8}, Relu{}, MaxPool{}, Dense{2}, Softmax{}});
  // A loop of one's own needs no data set, so the trainer gets an empty one.
  const Dataset none;
  Trainer trainer(model, none, {.batch_size = kBatch, .optimizer = Adam{.learning_rate = 0.01f}});

  std::mt19937 random(1);
  Tensor images({kBatch, kSide_px, kSide_px, 1});
  std::vector<int> labels(kBatch);
  double loss = 0;
  for (int step = 1; step <= 100; ++step) {
    for (int i = 0; i < kBatch; ++i) {
      labels[static_cast<std::size_t>(i)] = i % 2;
      draw_bar(i % 2, random, images.data() + i * kSide_px * kSide_px);
    }
    loss = trainer.step(images.view(), labels);
    if (step % 20 == 0) std::printf("step %3d  loss %.4f\n", step, loss);
  }
  return loss < 0.1 ? 0 : 1;
}
