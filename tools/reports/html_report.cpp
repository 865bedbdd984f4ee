#include "html_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "confidence_svg.hpp"
#include "confusion_matrix_svg.hpp"
#include "evaluation_table.hpp"
#include "png_data_uri.hpp"
#include "terminal.hpp"
#include "training_curve_svg.hpp"

namespace digitnet::cli {
namespace {

constexpr std::size_t kMostMistakes = 500;

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --text: #1c2024; --quiet: #5f666e; --page: #ffffff; --card: #f4f5f7; --line: #d9dce0 }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8eaed; --quiet: #a2a9b1; --page: #14171a; --card: #1f2428; --line: #343a40 }
}
body { margin: 0 auto; max-width: 900px; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--text);
       font: 16px/1.5 system-ui, sans-serif }
h1 { font-size: 1.6rem; margin: 0 0 .25rem } h2 { font-size: 1.15rem; margin: 2.5rem 0 .75rem }
p { margin: .25rem 0; color: var(--quiet) }
svg { max-width: 100%; height: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { padding: .25rem 1rem .25rem 0; text-align: right; border-bottom: 1px solid var(--line) }
th:first-child, td:first-child { text-align: left }
th { font-weight: 600; color: var(--quiet) }
pre { background: var(--card); padding: .75rem 1rem; border-radius: 6px; overflow-x: auto; font-size: .85rem }
.figures { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem; margin: 1.25rem 0 0 }
@media (max-width: 40rem) { .figures { grid-template-columns: repeat(2, 1fr) } }
.figures div { background: var(--card); border-radius: 8px; padding: .75rem 1rem }
.figures b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums }
.figures span { color: var(--quiet); font-size: .85rem }
.mistakes { display: grid; grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); gap: .75rem; padding: 0;
            list-style: none }
.mistakes li { background: var(--card); border-radius: 8px; padding: .5rem; text-align: center; font-size: .85rem }
.mistakes img { width: 5rem; height: 5rem; image-rendering: pixelated; border-radius: 4px; display: block;
                margin: 0 auto .35rem }
.mistakes span { color: var(--quiet) }
)";

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string figure(const std::string& value, const std::string& meaning) {
  return fmt::format("<div><b>{}</b><span>{}</span></div>\n", value, meaning);
}

std::string figures(const Evaluation& evaluation) {
  std::string html = "<div class=\"figures\">\n";
  html += figure(fmt::format("{:.2f} %", 100 * evaluation.accuracy), "accuracy");
  html += figure(
      fmt::format("{:.2f} – {:.2f} %", 100 * evaluation.accuracy_interval.low, 100 * evaluation.accuracy_interval.high),
      "95 % interval");
  html += figure(fmt::format("{}", evaluation.images), "images");
  html += figure(fmt::format("{}", evaluation.mistakes.size()), "misread");
  html += figure(fmt::format("{:.4f}", evaluation.loss), "loss");
  if (evaluation.top_k_accuracy.size() >= 2) {
    html += figure(fmt::format("{:.2f} %", 100 * evaluation.top_k_accuracy[1]), "among the two likeliest");
  }
  return html + "</div>\n";
}

std::string class_table(const Evaluation& evaluation) {
  std::string html =
      "<h2>Classes</h2>\n<table>\n<tr><th>class</th><th>precision</th><th>recall</th><th>F1</th><th>images</th></tr>\n";
  for (std::size_t i = 0; i < evaluation.classes.size(); ++i) {
    const ClassFigures& c = evaluation.classes[i];
    html += fmt::format("<tr><td>{}</td><td>{:.2f} %</td><td>{:.2f} %</td><td>{:.2f} %</td><td>{}</td></tr>\n", i,
                        100 * c.precision, 100 * c.recall, 100 * c.f1, c.support);
  }
  return html + "</table>\n";
}

std::string refusal_table(const Confidence& confidence) {
  std::string html =
      "<table>\n<tr><th>least sure refused</th><th>error of the others</th><th>refused below</th></tr>\n";
  for (const int percent : kRefusedPercents) {
    const RiskPoint& point = confidence.refusing(percent);
    html += fmt::format("<tr><td>{} %</td><td>{:.2f} %</td><td>{:.4f}</td></tr>\n", percent, 100 * point.error,
                        point.least_probability);
  }
  return html + "</table>\n";
}

std::string confidence_section(const Confidence& confidence) {
  return fmt::format(
             "<h2>Confidence</h2>\n<p>Expected calibration error {:.2f} % ({:.2f} % over bins of equal numbers), "
             "area under the risk-coverage curve {:.5f}.</p>\n",
             100 * confidence.calibration_error, 100 * confidence.adaptive_calibration_error,
             confidence.risk_coverage_area) +
         confidence_svg(confidence) + refusal_table(confidence);
}

std::string mistakes(const ReportSubject& subject) {
  std::vector<Mistake> shown = subject.evaluation.mistakes;
  std::stable_sort(shown.begin(), shown.end(),
                   [](const Mistake& a, const Mistake& b) { return a.probability > b.probability; });
  shown.resize(std::min(shown.size(), kMostMistakes));
  std::string html = fmt::format("<h2>Misread</h2>\n<p>{} of {}, the surest first: true class → read as.</p>\n",
                                 shown.size(), subject.evaluation.mistakes.size());
  html += "<ul class=\"mistakes\">\n";
  const Shape& shape = subject.images.image_shape();
  for (const Mistake& mistake : shown) {
    html += fmt::format(
        "<li><img alt=\"a {1} read as {2}\" src=\"{0}\">{1} → {2}<br><span>{3:.1f} %<br>no. {4}</span></li>\n",
        png_data_uri(subject.images.image(mistake.index), shape[1], shape[0]), mistake.label, mistake.predicted,
        100 * mistake.probability, subject.first_number + mistake.index);
  }
  return html + "</ul>\n";
}

}  // namespace

std::string html_report(const ReportSubject& subject) {
  const Evaluation& evaluation = subject.evaluation;
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0} on {1}</title>\n"
      "<style>{2}</style>\n<h1>{0}</h1>\n<p>evaluated on {1} by digitnet</p>\n",
      escape(printable(subject.model)), escape(printable(subject.data)), kStyle);
  for (const std::string& remark : subject.remarks)
    html += "<p><strong>" + escape(printable(remark)) + "</strong></p>\n";
  html += figures(evaluation);
  for (const ModelFile& file : subject.files) {
    if (!file.record.history.empty()) {
      html += "<h2>Training</h2>\n" + training_curve_svg(file.record.history);
    }
  }
  html += confidence_section(evaluation.confidence);
  html += "<h2>Confusion matrix</h2>\n" + confusion_matrix_svg(evaluation.confusion);
  html += class_table(evaluation);
  // Pictures of one channel only: what a page can show of others is not what the model saw.
  if (!evaluation.mistakes.empty() && subject.images.image_shape()[2] == 1) {
    html += mistakes(subject);
  }
  for (const ModelFile& file : subject.files) {
    html += "<h2>Model</h2>\n<pre>" + escape(summary(file.model)) + "</pre>\n";
    if (!file.record.options.empty()) {
      html += "<p>trained with</p>\n<pre>" + escape(printable(file.record.options)) + "</pre>\n";
    }
  }
  return html + "</html>\n";
}

}  // namespace digitnet::cli
