#include "predict_page.hpp"

#include <fmt/format.h>

#include <chrono>

#include "page_template.hpp"
#include "percent.hpp"
#include "picture_boxes.hpp"
#include "picture_problem.hpp"
#include "read_lines.hpp"
#include "verdict.hpp"

namespace digitnet::serve {
namespace {

CaptionedBox captioned(const ReadDigit& digit) {
  return {digit.box, std::to_string(digit.label), percent(digit.probability), is_unsure(digit)};
}

/// As much as all pictures of an answer may take, in equal parts.
DetailLimit limit_of_one(std::size_t pictures) {
  const DetailLimit all;
  return {all.cards / pictures, all.boxes / pictures};
}

std::vector<CaptionedBox> captioned_boxes(const Reading& reading, std::size_t most) {
  std::vector<CaptionedBox> boxes;
  for (const ReadLine& line : reading.lines) {
    for (const ReadDigit& digit : line.digits) {
      if (boxes.size() < most) boxes.push_back(captioned(digit));
    }
  }
  return boxes;
}

void add_verdict(PageData& data, const ReadPicture& read, std::size_t most_marked) {
  const Recognition& recognition = read.recognition;
  const Reading& reading = recognition.reading;
  const bool found = !reading.lines.empty();
  data.set("found", found);
  if (!recognition.error.empty()) {
    data.set("prediction", "not read");
    data.set("verdict", "The picture could not be read");
    data.set("error", picture_problem(read.name, recognition));
    return;
  }
  const Verdict verdict = verdict_of(reading);
  data.set("unsure", verdict.unsure);
  data.set("verdict", verdict.text);
  if (found) {
    data.set("runs", number_runs(reading.lines, most_marked));
  } else {
    data.set("prediction", "no digit");
    data.set("error", "Nothing in this picture looks like a digit. Is the writing large and clear enough?");
  }
}

PageData picture_data(const ReadPicture& read, std::size_t pictures) {
  const DetailLimit limit = limit_of_one(pictures);
  const Recognition& recognition = read.recognition;
  PageData data;
  add_verdict(data, read, limit.boxes);
  if (pictures > 1) data.set("file", read.name);
  const ShownPicture& shown = read.shown;
  if (shown.data_uri.empty()) return data;
  add_lines(data, recognition.reading, shown, limit);
  add_picture(data, shown, captioned_boxes(recognition.reading, limit.boxes));
  return data;
}

std::string time_text(const std::vector<ReadPicture>& pictures) {
  std::chrono::microseconds time{0};
  for (const ReadPicture& read : pictures) time += read.recognition.time;
  const double time_ms = std::chrono::duration<double, std::milli>(time).count();
  return time_ms < 0.1 ? "less than 0.1" : fmt::format("{:.1f}", time_ms);
}

}  // namespace

std::string predict_page(const std::vector<ReadPicture>& pictures, const PageFrame& frame) {
  const bool single = pictures.size() == 1;
  PageData list{PageData::type::list};
  for (const ReadPicture& read : pictures) list.push_back(picture_data(read, pictures.size()));
  PageData data;
  data.set("single", single);
  data.set("count", std::to_string(pictures.size()));
  data.set("pictures", list);
  data.set("least_confidence", fmt::format("{}", kLeastConfidence));
  data.set("time", time_text(pictures));
  data.set("model_version", pictures.front().recognition.model->version);
  return render_page({"predict", "Prediction", "predict.js", "predict.css"}, data, frame);
}

}  // namespace digitnet::serve
