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

/// A line whose first `cards` digits have one.
PageData line_data(const ReadLine& line, const ShownPicture& picture, std::size_t cards, std::size_t most_marked) {
  PageData digits{PageData::type::list};
  for (std::size_t i = 0; i < cards; ++i) digits.push_back(card_data(line.digits[i], picture));
  PageData data;
  data.set("line_label", "Digits of " + line.text());
  data.set("line_runs", number_runs({&line, 1}, most_marked));
  data.set("line_verdict", line_verdict(line));
  data.set("line_rest", line.text().substr(cards));
  data.set("digits", digits);
  return data;
}

}  // namespace

void add_lines(PageData& data, const Reading& reading, const ShownPicture& picture, const DetailLimit& limit) {
  PageData lines{PageData::type::list};
  std::size_t left = limit.cards;
  std::size_t more = 0;
  std::string rest;
  for (const ReadLine& line : reading.lines) {
    const std::size_t cards = std::min(left, line.digits.size());
    left -= cards;
    more += line.digits.size() - cards;
    if (cards > 0) {
      lines.push_back(line_data(line, picture, cards, limit.boxes));
    } else {
      if (!rest.empty()) rest += '\n';
      rest += line.text();
    }
  }
  data.set("lines", lines);
  data.set("rest", rest);
  data.set("several_lines", reading.lines.size() > 1);
  if (more > 0) data.set("more", fmt::format("{}", more));
}

bool is_unsure(const ReadDigit& digit) {
  return digit.probability < kLeastConfidence;
}

PageData number_runs(std::span<const ReadLine> lines, std::size_t most_marked) {
  PageData runs{PageData::type::list};
  std::string text;
  bool unsure = false;
  std::size_t digits = 0;
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
      const bool marked = ++digits <= most_marked && is_unsure(digit);
      if (marked != unsure) end_run();
      unsure = marked;
      text += std::to_string(digit.label);
    }
  }
  end_run();
  return runs;
}

}  // namespace digitnet::serve
