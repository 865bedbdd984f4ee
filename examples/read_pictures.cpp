// Reads the numbers in many pictures with one model: the reader keeps its memory from picture to picture, and a bad
// picture does not keep the others from being read.
//
//   read_pictures digits.safetensors photo.jpg scan.png ...
#include <cstdio>
#include <digitnet/digitnet.hpp>
using namespace digitnet;

namespace {

bool read_picture(Reader& reader, const char* path) {
  try {
    for (const ReadLine& line : reader.read(load_image(path)).lines) {
      std::printf("%s  %5.1f %%  %s\n", line.text().c_str(), 100 * static_cast<double>(line.confidence), path);
    }
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
    Reader reader(model);
    bool all_read = true;
    for (int i = 2; i < argc; ++i) all_read = read_picture(reader, argv[i]) && all_read;
    return all_read ? 0 : 1;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 2;
  }
}
