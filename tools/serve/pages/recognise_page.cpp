#include "recognise_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "page_template.hpp"
#include "percent.hpp"
#include "web_files.hpp"

namespace digitnet::serve {
namespace {

struct Sample {
  const char* name;
  const char* meaning;
};

constexpr std::array<Sample, 5> kSamples{{{"number", "a number of four digits on grey paper"},
                                          {"blue-pen", "a digit in blue ink"},
                                          {"chalk", "a digit in chalk on a blackboard"},
                                          {"marker", "a digit by a thick marker"},
                                          {"lamp-light", "a digit in lamp light"}}};

}  // namespace

std::string recognise_page(const std::vector<std::string>& problems, const PageFrame& frame) {
  PageData samples{PageData::type::list};
  for (const Sample& sample : kSamples) {
    PageData data;
    data.set("name", sample.name);
    data.set("meaning", sample.meaning);
    samples.push_back(data);
  }
  PageData data;
  data.set("samples", samples);
  data.set("least_confidence", fmt::format("{}", kLeastConfidence));
  if (!problems.empty()) {
    PageData list{PageData::type::list};
    for (const std::string& problem : problems) list.push_back(problem);
    data.set("problems", list);
    data.set("refused", true);
  }
  return render_page({"recognise", "Recognise", "recognise.js", "recognise.css"}, data, frame);
}

std::string_view sample_picture(std::string_view name) {
  const bool known = std::any_of(kSamples.begin(), kSamples.end(), [&](const Sample& s) { return s.name == name; });
  if (!known) return {};
  for (const WebFile& file : web_assets()) {
    if (file.name == std::string(name) + ".jpg") return file.bytes;
  }
  return {};
}

}  // namespace digitnet::serve
