#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "digitnet/architectures.hpp"
#include "digitnet/model_file.hpp"
#include "epoch_json.hpp"
#include "exit_code.hpp"
#include "model_source.hpp"
#include "progress_bar.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet summary seed                  an architecture by its name\n"
    "  digitnet summary mine.json             or from a file\n"
    "  digitnet summary digits.safetensors    a model, and how it was trained\n"
    "  digitnet summary shipped --json        the model built in\n"
    "\n"
    "The names of architectures (seed, report, notebook, normalized, reader, reader-wide, reader-compact) and shipped "
    "come first;\n"
    "a file of such a name is reached as ./seed.";

struct SummaryArguments {
  std::string name;
  bool json = false;
};

ModelFile load_subject(const std::string& name) {
  if (const auto architecture = find_architecture(name)) {
    return {Model(architecture->input, architecture->layers), {}};
  }
  if (name.ends_with(".json")) {
    const Architecture architecture = load_architecture(name);
    return {Model(architecture.input, architecture.layers), {}};
  }
  return load_model_source(name);
}

std::size_t count_parameters(const Model& model, std::size_t layer) {
  const std::string prefix = fmt::format("{}.", layer);
  std::size_t count = 0;
  for (const ParameterInfo& info : model.parameter_infos()) {
    count += info.name.starts_with(prefix) ? info.shape.size() : 0;
  }
  return count;
}

Json history_json(const History& history) {
  Json epochs = Json::array();
  for (const EpochRecord& epoch : history) {
    epochs.push_back(epoch_json(epoch));
  }
  return epochs;
}

std::string summary_json(const ModelFile& file) {
  const Model& model = file.model;
  Json layers = Json::array();
  for (std::size_t i = 0; i < model.layers().size(); ++i) {
    const auto extents = model.output_shape(i).extents();
    layers.push_back({{"type", name(model.layers()[i])},
                      {"description", describe(model.layers()[i])},
                      {"output_shape", std::vector<int>(extents.begin(), extents.end())},
                      {"parameters", count_parameters(model, i)}});
  }
  const auto input = model.input_shape().extents();
  Json json{{"input", std::vector<int>(input.begin(), input.end())},
            {"classes", model.classes()},
            {"layers", std::move(layers)},
            {"parameters", model.parameters().size() + model.statistics().size()},
            {"trainable_parameters", model.parameters().size()}};
  if (!file.record.history.empty() || !file.record.options.empty()) {
    json["training"] = {{"options", Json::parse(file.record.options, nullptr, false)},
                        {"history", history_json(file.record.history)}};
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string summary_text(const ModelFile& file) {
  std::string text = summary(file.model);
  if (!file.record.options.empty()) {
    text += "trained with " + printable(file.record.options) + "\n";
  }
  for (const EpochRecord& epoch : file.record.history) {
    text += epoch_line(epoch, static_cast<int>(file.record.history.size())) + "\n";
  }
  return text;
}

int run_summary(const SummaryArguments& arguments) {
  const ModelFile file = load_subject(arguments.name);
  write_output(arguments.json ? summary_json(file) : summary_text(file));
  return kSuccess;
}

}  // namespace

void add_summary(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("summary", "Show the layers of a model or an architecture");
  const auto arguments = std::make_shared<SummaryArguments>();
  command->add_option("MODEL|ARCH", arguments->name, "A model file, shipped, an architecture's name or .json file")
      ->required();
  command->add_flag("--json", arguments->json, "One line of JSON");
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_summary(*arguments); }; });
}

}  // namespace digitnet::cli
