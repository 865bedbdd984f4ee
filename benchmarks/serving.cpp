// What does a small picture cost a server, and is it worth reading several in one batch? Microseconds of processor time
// a picture, of all threads: the network alone in batches, and each part of the way around it.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <ctime>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "digitnet/predictor.hpp"
#include "digitnet/reader.hpp"
#include "image/normalize.hpp"
#include "picture_encoder.hpp"
#include "prediction_format.hpp"
#include "recognizer.hpp"
#include "served_model.hpp"
#include "support/benchmark.hpp"

namespace {

using namespace digitnet;
using namespace digitnet::bench;

constexpr int kSide_px = 28;
constexpr int kPictures = 64;

double distance_to_segment(double x, double y, double x1, double y1, double x2, double y2) {
  const double length = (x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1);
  const double along = std::clamp(((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length, 0.0, 1.0);
  return std::hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1));
}

/// A 7, dark on white, each a little different.
Image draw_seven(int index) {
  const double shift = index % 8 * 0.3;
  const double foot = 11 + index / 8 * 0.4;
  Image picture{kSide_px, kSide_px, {}};
  for (int y = 0; y < kSide_px; ++y) {
    for (int x = 0; x < kSide_px; ++x) {
      const double bar = distance_to_segment(x, y, 7 + shift, 6, 19 + shift, 6.5);
      const double stem = distance_to_segment(x, y, 19 + shift, 6.5, foot, 22);
      const double ink = std::clamp(2.1 - std::min(bar, stem), 0.0, 1.0);
      picture.pixels.push_back(static_cast<std::uint8_t>(255 - std::lround(255 * ink)));
    }
  }
  return picture;
}

std::shared_ptr<const serve::ServedModel> shipped() {
  static const auto model = serve::load_served_model({});
  return model;
}

Reader make_reader() {
  return {shipped()->models.digits, *shipped()->models.lines};
}

/// How a picture shows a digit.
enum class Style {
  drawn,      // dark on white, anywhere: its ink has to be found and divided
  normalized  // as MNIST's are, which is seen at once
};

/// The pictures, and the files that hold them.
struct Pictures {
  std::vector<Image> images;
  std::vector<std::string> files;

  explicit Pictures(Style style) {
    for (int i = 0; i < kPictures; ++i) {
      Image seven = draw_seven(i);
      if (style == Style::normalized) seven = normalize_digit(seven).image;
      if (style == Style::drawn || is_normalized(seven)) images.push_back(std::move(seven));
    }
    if (images.empty()) throw WrongAnswer("no picture is normalized");
    for (const Image& image : images) {
      const auto png = cli::encode_png({kSide_px, kSide_px, 1, image.pixels});
      files.emplace_back(png.begin(), png.end());
    }
  }
};

double processor_us() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

/// Calls `step`, which does `pictures`, until `seconds` are over.
std::vector<Figure> cost(double seconds, int pictures, const std::function<void()>& step) {
  const double start = processor_us();
  std::size_t calls = durations_us(seconds, step).size();
  return {{"us/picture", (processor_us() - start) / static_cast<double>(calls) / pictures}};
}

Case network_case(int batch) {
  return {fmt::format("network/{}", batch), [batch](const Settings& settings) -> Slice {
            const auto predictor = std::make_shared<Predictor>(shipped()->models.digits, batch, 1, settings.precision);
            const auto images = std::make_shared<Tensor>(Shape{batch, kSide_px, kSide_px, 1});
            float* to = images->data();
            for (int i = 0; i < batch; ++i) {
              for (const std::uint8_t pixel : draw_seven(i).pixels) *to++ = static_cast<float>(255 - pixel) / 255;
            }
            if (predictor->outputs(images->view())[7] < 0.9f) throw WrongAnswer("a 7 is no 7");
            return
                [=](double seconds) { return cost(seconds, batch, [&] { (void)predictor->outputs(images->view()); }); };
          }};
}

/// A case that works on all pictures at each step.
Case picture_case(const std::string& name, Style style,
                  std::function<std::function<void(const Pictures&)>()> make_work) {
  return {name, [style, make_work = std::move(make_work)](const Settings&) -> Slice {
            const auto pictures = std::make_shared<Pictures>(style);
            const auto work = make_work();
            work(*pictures);
            return [=](double seconds) {
              return cost(seconds, static_cast<int>(pictures->files.size()), [&] { work(*pictures); });
            };
          }};
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::function<void(const Pictures&)> decode_all() {
  return [](const Pictures& pictures) {
    for (const std::string& file : pictures.files) {
      if (decode_image(bytes_of(file), "picture").width != kSide_px) throw WrongAnswer("not as wide");
    }
  };
}

std::function<void(const Pictures&)> read_all() {
  return [reader = std::make_shared<Reader>(make_reader())](const Pictures& pictures) {
    for (const Image& image : pictures.images) {
      if (reader->read(image).text() != "7") throw WrongAnswer("a 7 is no 7");
    }
  };
}

std::function<void(const Pictures&)> write_all() {
  const auto reading = std::make_shared<Reading>(make_reader().read(draw_seven(0)));
  return [reading](const Pictures& pictures) {
    for (std::size_t i = 0; i < pictures.images.size(); ++i) {
      if (cli::json_line({"-", *reading, ""}, {}).size() < 100) throw WrongAnswer("a short answer");
    }
  };
}

/// Through the pool and back, as a server does it but for the connection.
std::function<void(const Pictures&)> recognize_all() {
  serve::Recognizer::Options options;
  options.queue = kPictures;
  options.cache = 0;
  return [recognizer = std::make_shared<serve::Recognizer>(shipped(), options)](const Pictures& pictures) {
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t left = pictures.files.size();
    int wrong = 0;
    for (const std::string& file : pictures.files) {
      serve::RecognitionRequest request;
      request.picture = file;
      const bool is_taken = recognizer->submit(std::move(request), [&](const serve::Recognition& answer) {
        const std::string json = cli::json_line({"-", answer.reading, answer.error}, {});
        const std::scoped_lock lock(mutex);
        wrong += answer.reading.text() == "7" ? 0 : 1;
        if (--left == 0) changed.notify_one();
      });
      if (!is_taken) throw WrongAnswer("the queue is full");
    }
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return left == 0; });
    if (wrong > 0) throw WrongAnswer("a 7 is no 7");
  };
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Case> cases;
  for (const int batch : {1, 2, 4, 8, 16}) cases.push_back(network_case(batch));
  cases.push_back(picture_case("decode", Style::normalized, decode_all));
  cases.push_back(picture_case("json", Style::normalized, write_all));
  cases.push_back(picture_case("read/normalized", Style::normalized, read_all));
  cases.push_back(picture_case("read/drawn", Style::drawn, read_all));
  cases.push_back(picture_case("recognizer/normalized", Style::normalized, recognize_all));
  cases.push_back(picture_case("recognizer/drawn", Style::drawn, recognize_all));
  return run_benchmarks(argc, argv, "What does a small picture cost a server?", cases);
}
