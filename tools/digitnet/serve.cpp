#include <CLI/CLI.hpp>
#include <memory>

#include "application.hpp"
#include "exit_code.hpp"
#include "subcommands.hpp"

namespace digitnet::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet serve                      open http://127.0.0.1:8080/ in a browser\n"
    "  digitnet serve --port 0             on any free port, which it names\n";

}  // namespace

void add_serve(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("serve", "Serve a web page and an HTTP interface that read digits");
  const auto options = std::make_shared<serve::ServerOptions>();
  command->add_option("--address", options->address, "The numeric address to listen at")->capture_default_str();
  command->add_option("--port", options->port, "The port; 0 for any that is free")->capture_default_str();
  command->footer(kExamples);
  command->callback([options, &job] {
    job = [options] {
      serve::run_application(*options);
      return kSuccess;
    };
  });
}

}  // namespace digitnet::cli
