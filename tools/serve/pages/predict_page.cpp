#include "predict_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "digitnet/predictor.hpp"
#include "page_template.hpp"
#include "percent.hpp"
#include "picture_boxes.hpp"
#include "png_data_uri.hpp"
#include "shortest_decimal.hpp"

namespace digitnet::serve {
namespace {

constexpr int kTopLabels = 3;

std::string decimal(double value) {
  return fmt::format("{:.1f}", value);
}

/// Sets the bars of the likeliest labels, and what they leave to others and to there being no digit.
void add_top(PageData& data, const ReadDigit& digit) {
  PageData list{PageData::type::list};
  double rest = 1;
  for (const int label : top_k(digit.probabilities, kTopLabels)) {
    const float probability = digit.probabilities[static_cast<std::size_t>(label)];
    rest -= cli::shortest_decimal(probability);
    PageData bar;
    bar.set("label", std::to_string(label));
    bar.set("value", fmt::format("{:.4f}", probability));
    bar.set("percent", percent(probability));
    list.push_back(bar);
  }
  data.set("top", list);
  data.set("rest", percent(static_cast<float>(std::max(rest, 0.0))));
}

bool is_unsure(const ReadDigit& digit) {
  return digit.probability < kLeastConfidence;
}

/// The number in runs of digits that are all sure or all not.
PageData number_runs(const Reading& reading) {
  PageData runs{PageData::type::list};
  std::string text;
  bool unsure = false;
  const auto end_run = [&] {
    if (text.empty()) return;
    PageData run;
    run.set("text", std::exchange(text, {}));
    run.set("unsure", unsure);
    runs.push_back(run);
  };
  for (const ReadLine& line : reading.lines) {
    if (&line != &reading.lines.front()) text += '\n';
    for (const ReadDigit& digit : line.digits) {
      if (is_unsure(digit) != unsure) end_run();
      unsure = is_unsure(digit);
      text += std::to_string(digit.label);
    }
  }
  end_run();
  return runs;
}

PageData card_data(const ReadDigit& digit, const ShownPicture& picture) {
  PageData data;
  data.set("label", std::to_string(digit.label));
  data.set("percent", percent(digit.probability));
  data.set("unsure", is_unsure(digit));
  data.set("x", decimal(digit.box.x * picture.scale));
  data.set("y", decimal(digit.box.y * picture.scale));
  data.set("width", decimal(digit.box.width * picture.scale));
  data.set("height", decimal(digit.box.height * picture.scale));
  data.set("seen", cli::png_data_uri(digit.seen.pixels, digit.seen.width, digit.seen.height));
  add_top(data, digit);
  return data;
}

CaptionedBox captioned(const ReadDigit& digit) {
  return {digit.box, std::to_string(digit.label), percent(digit.probability), is_unsure(digit)};
}

void add_digits(PageData& data, const Reading& reading, const ShownPicture& picture) {
  PageData lines{PageData::type::list};
  std::vector<CaptionedBox> boxes;
  for (const ReadLine& line : reading.lines) {
    PageData digits{PageData::type::list};
    for (const ReadDigit& digit : line.digits) {
      digits.push_back(card_data(digit, picture));
      boxes.push_back(captioned(digit));
    }
    PageData line_data;
    line_data.set("line_label", "Digits of " + line.text());
    line_data.set("digits", digits);
    lines.push_back(line_data);
  }
  data.set("lines", lines);
  add_picture(data, picture, boxes);
}

void add_verdict(PageData& data, const Recognition& recognition) {
  const Reading& reading = recognition.reading;
  const bool found = !reading.lines.empty();
  const bool unsure = std::any_of(reading.lines.begin(), reading.lines.end(),
                                  [](const ReadLine& line) { return line.confidence < kLeastConfidence; });
  data.set("found", found);
  data.set("unsure", unsure);
  if (!recognition.error.empty()) {
    data.set("prediction", "not read");
    data.set("verdict", "The picture could not be read");
    data.set("error", recognition.error);
  } else if (!found) {
    data.set("prediction", "no digit");
    data.set("verdict", "No digit found");
    data.set("error", "Nothing in this picture looks like a digit. Is the writing large and clear enough?");
  } else {
    data.set("runs", number_runs(reading));
    data.set("verdict", (unsure ? "Not sure: " : "Sure: ") + percent(reading.confidence));
  }
}

PageData picture_data(const ReadPicture& read, bool single) {
  const Recognition& recognition = read.recognition;
  PageData data;
  add_verdict(data, recognition);
  if (!single) data.set("file", read.name);
  const ShownPicture& shown = read.shown;
  if (shown.data_uri.empty()) return data;
  add_digits(data, recognition.reading, shown);
  return data;
}

std::string time_text(const std::vector<ReadPicture>& pictures) {
  std::chrono::microseconds time{0};
  for (const ReadPicture& read : pictures) time += read.recognition.time;
  const double time_ms = std::chrono::duration<double, std::milli>(time).count();
  return time_ms < 0.1 ? "less than 0.1" : decimal(time_ms);
}

}  // namespace

std::string predict_page(const std::vector<ReadPicture>& pictures, const std::string& assets) {
  const bool single = pictures.size() == 1;
  PageData list{PageData::type::list};
  for (const ReadPicture& read : pictures) list.push_back(picture_data(read, single));
  PageData data;
  data.set("single", single);
  data.set("count", std::to_string(pictures.size()));
  data.set("pictures", list);
  data.set("time", time_text(pictures));
  data.set("model_version", pictures.front().recognition.model->version);
  return render_page({"predict", "Prediction", "predict.js", "predict.css"}, data, assets);
}

}  // namespace digitnet::serve
