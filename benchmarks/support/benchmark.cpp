#include "support/benchmark.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>

#include "digitnet/isa.hpp"
#include "digitnet/version.hpp"

namespace digitnet::bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

struct CommandLine {
  Settings settings;
  std::string filter;
  bool list = false;
  bool json = false;
  bool lockstep = false;
};

/// A figure over all repeats.
struct Summary {
  std::string unit;
  std::vector<double> values;
};

std::vector<Summary> measure(const Case& work, const Settings& settings) {
  const Slice slice = work.prepare(settings);
  std::vector<Summary> summaries;
  for (int repeat = 0; repeat < settings.repeats; ++repeat) {
    const std::vector<Figure> figures = slice(settings.seconds);
    summaries.resize(figures.size());
    for (std::size_t i = 0; i < figures.size(); ++i) {
      summaries[i].unit = figures[i].unit;
      summaries[i].values.push_back(figures[i].value);
    }
  }
  return summaries;
}

void print_row(const Case& work, const std::vector<Summary>& summaries) {
  for (const auto& [unit, values] : summaries)
    std::printf("%-24s %14.1f %-10s [%.1f - %.1f]\n", work.name.c_str(), quantile(values, 0.5), unit.c_str(),
                quantile(values, 0), quantile(values, 1));
  std::fflush(stdout);
}

std::string json_row(const Case& work, const std::vector<Summary>& summaries) {
  std::string figures;
  for (const auto& [unit, values] : summaries)
    figures += fmt::format("{}{{\"unit\":\"{}\",\"median\":{},\"low\":{},\"high\":{}}}", figures.empty() ? "" : ",",
                           unit, quantile(values, 0.5), quantile(values, 0), quantile(values, 1));
  return fmt::format("{{\"case\":\"{}\",\"figures\":[{}]}}", work.name, figures);
}

/// Answers each name of a case that comes in with one measured slice of it.
void serve(const std::vector<Case>& cases, const Settings& settings) {
  std::map<std::string, Slice> prepared;
  for (std::string name; std::getline(std::cin, name);) {
    const auto work = std::ranges::find(cases, name, &Case::name);
    if (work == cases.end()) {
      fmt::print("{{\"case\":\"{}\",\"error\":\"no such case\"}}\n", name);
    } else {
      auto& slice = prepared[name];
      if (!slice) slice = work->prepare(settings);
      const Figure figure = slice(settings.seconds).front();
      fmt::print("{{\"case\":\"{}\",\"value\":{},\"unit\":\"{}\"}}\n", name, figure.value, figure.unit);
    }
    std::fflush(stdout);
  }
}

void run_all(const std::vector<Case>& cases, const CommandLine& line) {
  const auto matches = [&](const Case& work) { return work.name.find(line.filter) != std::string::npos; };
  if (std::ranges::none_of(cases, matches))
    throw std::invalid_argument(fmt::format("--filter: no case has '{}' in its name", line.filter));
  std::string rows;
  for (const Case& work : cases) {
    if (!matches(work)) continue;
    if (line.list) {
      std::printf("%s\n", work.name.c_str());
      continue;
    }
    const auto summaries = measure(work, line.settings);
    if (line.json)
      rows += (rows.empty() ? "" : ",") + json_row(work, summaries);
    else
      print_row(work, summaries);
  }
  if (line.json && !line.list)
    fmt::print("{{\"version\":\"{}\",\"isa\":\"{}\",\"threads\":{},\"cases\":[{}]}}\n", version(), active_isa(),
               line.settings.threads, rows);
}

}  // namespace

int run_benchmarks(int argc, char** argv, const std::string& question, const std::vector<Case>& cases) {
  CLI::App app(question);
  CommandLine line;
  app.add_flag("--list", line.list, "Print the names of the cases");
  app.add_option("--filter", line.filter, "Only cases whose name contains this");
  app.add_flag("--json", line.json, "One JSON object instead of a table");
  app.add_option("--repeats", line.settings.repeats, "Slices per case; the median counts")->check(CLI::Range(1, 1000));
  app.add_option("--seconds", line.settings.seconds, "Length of a slice")
      ->check(CLI::Range(0.001, 600.0))
      ->check(
          [](const std::string& text) { return text.find_first_of("nN") == std::string::npos ? "" : "not a number"; });
  app.add_option("--threads", line.settings.threads, "Threads of the library")->check(CLI::Range(1, 256));
  const std::map<std::string, Precision> precisions{
      {"fp32", Precision::fp32}, {"bf16", Precision::bf16}, {"auto", Precision::automatic}};
  app.add_option("--precision", line.settings.precision, "fp32, bf16 or auto")
      ->transform(CLI::CheckedTransformer(precisions));
  app.add_flag("--lockstep", line.lockstep, "Read names of cases, answer each with one slice (benchmarks/compare.py)");
  CLI11_PARSE(app, argc, argv);
  try {
    if (line.lockstep)
      serve(cases, line.settings);
    else
      run_all(cases, line);
    return 0;
  } catch (const WrongAnswer& error) {
    std::fprintf(stderr, "wrong answer: %s\n", error.what());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    return 2;
  }
}

double quantile(std::vector<double> values, double fraction) {
  std::ranges::sort(values);
  const double place = fraction * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (place - static_cast<double>(below)) * (values[above] - values[below]);
}

double calls_per_second(double seconds, const std::function<void()>& step) {
  step();  // caches and threads come back after other programs' turns
  const auto start = Clock::now();
  for (int calls = 1;; ++calls) {
    step();
    const double elapsed = seconds_since(start);
    if (elapsed >= seconds && calls >= 2) return calls / elapsed;
  }
}

std::vector<double> durations_us(double seconds, const std::function<void()>& step) {
  step();
  std::vector<double> durations;
  const auto start = Clock::now();
  do {
    const auto before = Clock::now();
    step();
    durations.push_back(1e6 * seconds_since(before));
  } while (seconds_since(start) < seconds);
  return durations;
}

}  // namespace digitnet::bench
