#include "read_lines.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "digitnet/predictor.hpp"
#include "percent.hpp"
#include "png_data_uri.hpp"
#include "shortest_decimal.hpp"
#include "verdict.hpp"

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

PageData line_data(const ReadLine& line, const ShownPicture& picture) {
  PageData digits{PageData::type::list};
  for (const ReadDigit& digit : line.digits) digits.push_back(card_data(digit, picture));
  PageData data;
  data.set("line_label", "Digits of " + line.text());
  data.set("line_runs", number_runs({&line, 1}));
  data.set("line_verdict", line_verdict(line));
  data.set("digits", digits);
  return data;
}

}  // namespace

void add_lines(PageData& data, const Reading& reading, const ShownPicture& picture) {
  PageData lines{PageData::type::list};
  for (const ReadLine& line : reading.lines) lines.push_back(line_data(line, picture));
  data.set("lines", lines);
  data.set("several_lines", reading.lines.size() > 1);
}

bool is_unsure(const ReadDigit& digit) {
  return digit.probability < kLeastConfidence;
}

PageData number_runs(std::span<const ReadLine> lines) {
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
  for (const ReadLine& line : lines) {
    if (&line != &lines.front()) text += '\n';
    for (const ReadDigit& digit : line.digits) {
      if (is_unsure(digit) != unsure) end_run();
      unsure = is_unsure(digit);
      text += std::to_string(digit.label);
    }
  }
  end_run();
  return runs;
}

}  // namespace digitnet::serve
