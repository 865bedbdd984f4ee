// Reads many pictures with one model: the predictor keeps its memory from picture to picture, and a bad picture does
// not keep the others from being read.
//
//   read_pictures digits.safetensors photo.jpg scan.png ...
#include <cstdio>
#include <digitnet/digitnet.hpp>
using namespace digitnet;

namespace {

bool read_picture(Predictor& predictor, const char* path) {
  try {
    const NormalizedDigit digit = normalize_digit(load_image(path), path);
    const Prediction prediction = predictor.predict(to_tensor(digit.image).view());
    std::printf("%d  %5.1f %%  %s\n", prediction.label, 100 * static_cast<double>(prediction.probability), path);
    return true;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return false;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s MODEL PICTURE...\n", argv[0]);
    return 2;
  }
  try {
    const Model model = load_model(argv[1]);
    Predictor predictor(model);
    bool all_read = true;
    for (int i = 2; i < argc; ++i) all_read = read_picture(predictor, argv[i]) && all_read;
    return all_read ? 0 : 1;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
