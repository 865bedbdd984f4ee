#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data_source.hpp"
#include "digitnet/ensemble.hpp"
#include "digitnet/error.hpp"
#include "digitnet/evaluate.hpp"
#include "digitnet/idx.hpp"
#include "evaluation_json.hpp"
#include "evaluation_table.hpp"
#include "exit_code.hpp"
#include "html_report.hpp"
#include "model_source.hpp"
#include "output_path.hpp"
#include "precision_option.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet evaluate digits.safetensors                  on MNIST's test images\n"
    "  digitnet evaluate shipped --data scans/               pictures by class: scans/0/a.png ...\n"
    "  digitnet evaluate m.safetensors --images i.idx --labels l.idx --report report.html\n"
    "  digitnet evaluate a.safetensors b.safetensors --views 5   probabilities averaged\n"
    "  digitnet evaluate m.safetensors --json | jq .accuracy\n"
    "\n"
    "Images that are not 28x28, or not light on black, are made to look like MNIST's first. Exit code 1\n"
    "when some were left out: pictures of a folder that could not be read, images without ink.";

constexpr int kBatch = 256;

struct EvaluateArguments {
  std::vector<std::string> models;
  std::string data = "mnist";
  std::string images;
  std::string labels;
  std::string report;
  bool json = false;
  int views = 1;
  int threads = 0;
  std::string precision = "fp32";
};

std::string data_name(const EvaluateArguments& arguments) {
  return arguments.images.empty() ? arguments.data : arguments.images;
}

SourceData load_test_data(const EvaluateArguments& arguments) {
  if (arguments.images.empty() != arguments.labels.empty()) {
    throw ArgumentError("--images, --labels: each needs the other");
  }
  if (!arguments.images.empty()) {
    return {load_idx_dataset(arguments.images, arguments.labels), {}};
  }
  return load_data(arguments.data, Part::test);
}

void check_report(const EvaluateArguments& arguments) {
  const NamedPath report{"--report", arguments.report};
  for (const std::string& model : arguments.models) {
    check_distinct(report, {{"MODEL", model == kShippedModel ? "" : model}});
  }
  check_distinct(report, {{"--images", arguments.images}, {"--labels", arguments.labels}});
  check_extension(report.option, report.path, ".html");
  check_output_path(report.option, report.path);
  if (arguments.images.empty()) {
    check_outside_data(report.option, report.path, arguments.data);
  }
}

std::vector<ModelFile> load_models(const std::vector<std::string>& names) {
  std::vector<ModelFile> files;
  for (const std::string& name : names) {
    files.push_back(load_model_source(name));
    const Model& first = files.front().model;
    const Model& model = files.back().model;
    if (model.input_shape() != first.input_shape() || model.classes() != first.classes()) {
      throw ShapeError(fmt::format("{}: takes {} and has {} outputs, expected {} and {} as {} has", name,
                                   model.input_shape().to_string(), model.classes(), first.input_shape().to_string(),
                                   first.classes(), names.front()));
    }
  }
  return files;
}

Evaluation evaluate_together(const std::vector<ModelFile>& files, const Dataset& data,
                             const EvaluateArguments& arguments) {
  std::vector<const Model*> models;
  for (const ModelFile& file : files) {
    models.push_back(&file.model);
  }
  Ensemble ensemble(models, {arguments.views, kBatch, arguments.threads, parse_precision(arguments.precision)});
  return evaluate(ensemble, data);
}

void check_options(const EvaluateArguments& arguments) {
  if (arguments.threads < 0 || arguments.threads > 1024) {
    throw ArgumentError(fmt::format("--threads: {}, expected 0 (as OpenMP decides) to 1024", arguments.threads));
  }
  if (arguments.views < 1 || arguments.views > Ensemble::kMostViews) {
    throw ArgumentError(fmt::format("--views: {}, expected 1 to {}", arguments.views, Ensemble::kMostViews));
  }
  report_missing_bf16(parse_precision(arguments.precision));
  if (!arguments.report.empty()) {
    check_report(arguments);
  }
}

int run_evaluate(const EvaluateArguments& arguments) {
  check_options(arguments);
  const std::vector<ModelFile> files = load_models(arguments.models);
  SourceData source = load_test_data(arguments);
  report_left_out(source.skipped);
  const FittedData fitted = fit_to_input(std::move(source.data), files.front().model.input_shape());
  report_left_out(fitted);
  const Evaluation evaluation = evaluate_together(files, fitted.data, arguments);
  const std::string name = fmt::format("{}", fmt::join(arguments.models, " + "));
  write_output(arguments.json ? evaluation_json(evaluation, name, data_name(arguments)) + "\n"
                              : evaluation_table(evaluation));
  if (!arguments.report.empty()) {
    write_file(arguments.report, html_report({name, data_name(arguments), files, fitted.data, evaluation}));
  }
  return source.skipped.empty() && fitted.blank == 0 ? kSuccess : kNo;
}

}  // namespace

void add_evaluate(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("evaluate", "Measure a model on labelled images");
  const auto arguments = std::make_shared<EvaluateArguments>();
  command
      ->add_option("MODEL", arguments->models,
                   "A model file, or shipped for the one built in; of several, the "
                   "probabilities are averaged")
      ->required();
  CLI::Option* data = command->add_option("--data", arguments->data,
                                          "mnist, fashion-mnist (their test images), or a folder as for train");
  data->capture_default_str();
  command->add_option("--images", arguments->images, "An IDX file of images, with --labels")->excludes(data);
  command->add_option("--labels", arguments->labels, "An IDX file of labels")->excludes(data);
  command->add_flag("--json", arguments->json, "One line of JSON");
  command->add_option("--report", arguments->report, "Write a page with curves and misread digits to this .html file");
  command
      ->add_option("--views", arguments->views, "How often to look at an image, 1 to 9: moved, turned, zoomed a little")
      ->capture_default_str();
  command->add_option("--threads", arguments->threads, "0: as OpenMP decides")->capture_default_str();
  add_precision_option(*command, arguments->precision);
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_evaluate(*arguments); }; });
}

}  // namespace digitnet::cli
