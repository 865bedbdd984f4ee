#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "application.hpp"
#include "exit_code.hpp"
#include "settings.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet serve                                   then open http://127.0.0.1:8080/\n"
    "  digitnet serve --certificate chain.pem --private-key key.pem --address 0.0.0.0 --port 443 \\\n"
    "    --public-url https://digits.example\n"
    "  digitnet serve --behind-proxy --trusted-proxy 10.0.0.0/8 --address 0.0.0.0 \\\n"
    "    --public-url https://digits.example            nginx or another proxy speaks TLS\n"
    "  digitnet serve --rate 5 --print-config > serve.conf\n"
    "  digitnet serve --config serve.conf\n"
    "\n"
    "Every setting is also a variable and a line of the configuration file: --body-timeout 30s is\n"
    "DIGITNET_SERVE_BODY_TIMEOUT=30s and body-timeout = 30s. Flags come before variables, variables\n"
    "before the file, which DIGITNET_SERVE_CONFIG names, too.\n"
    "SIGTERM or Ctrl-C: answers what is under way, then ends with exit code 0.\n"
    "SIGHUP: reads models, certificate and key anew and reopens the access log.";

struct ServeArguments {
  serve::ServeOptions options;
  std::vector<serve::Setting> settings = serve::settings_of(options);
  std::vector<serve::GivenSetting> flags;
  std::string config;
  bool prints_config = false;
};

int run_serve(ServeArguments& arguments) {
  serve::apply_settings(arguments.settings, arguments.config, arguments.flags);
  serve::check_serve_options(arguments.options);
  if (arguments.prints_config) {
    write_output(serve::print_settings(arguments.settings));
    return kSuccess;
  }
  serve::run_application(arguments.options);
  return kSuccess;
}

void add_setting(CLI::App& command, const serve::Setting& setting, std::vector<serve::GivenSetting>& flags) {
  const auto given = [name = setting.name, &flags](const std::string& value) { flags.push_back({name, value}); };
  const std::string flag = "--" + setting.name;
  if (setting.type.empty()) {
    command
        .add_flag_callback(
            flag, [given] { given("true"); }, setting.help)
        ->group(setting.group);
    return;
  }
  CLI::Option* option = command.add_option_function<std::string>(flag, given, setting.help);
  option->type_name(setting.type)->group(setting.group)->default_str(setting.get());
  setting.type == "RANGES" ? option->join(',') : option->take_last();
}

}  // namespace

void add_serve(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("serve", "Serve the web page and the HTTP interface that read digits");
  const auto arguments = std::make_shared<ServeArguments>();
  command->add_option("--config", arguments->config, "Read settings from this file")->type_name("FILE");
  command->add_flag("--print-config", arguments->prints_config, "Print all settings as such a file, and end");
  for (const serve::Setting& setting : arguments->settings) add_setting(*command, setting, arguments->flags);
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_serve(*arguments); }; });
}

}  // namespace digitnet::cli
