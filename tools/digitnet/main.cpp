#include <CLI/CLI.hpp>
#include <csignal>
#include <exception>
#include <filesystem>
#include <new>
#include <string>

#include "digitnet/isa.hpp"
#include "digitnet/version.hpp"
#include "exit_code.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"
#include "thread_waiting.hpp"

namespace digitnet::cli {
namespace {

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet predict photo.jpg              read a digit with the model that is built in\n"
    "  digitnet fetch mnist                    get the MNIST data set\n"
    "  digitnet train -o digits.safetensors    train a model on it\n"
    "  digitnet evaluate digits.safetensors    measure it on the test images\n"
    "\n"
    "'digitnet <subcommand> --help' tells more. Exit codes: 0 success; 1 the job ran and\n"
    "the answer is no; 2 an error or wrong usage.";

std::string version_text() {
  std::string isas;
  for (const auto isa : available_isas()) {
    isas += (isas.empty() ? "" : ", ") + std::string(isa);
  }
  return std::string("digitnet ") + version() + "\nISA " + std::string(active_isa()) + " (available: " + isas +
         ")\ncompiler " DIGITNET_COMPILER "\nbuild " DIGITNET_BUILD_TYPE;
}

std::string explain(const CLI::App& app, const CLI::ParseError& error) {
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    const auto extras = app.remaining(true);
    return (extras.empty() ? std::string(error.what()) : extras.front()) + ": no such option or argument";
  }
  return error.what();
}

int report_usage(const CLI::App& app, const CLI::ParseError& error) {
  const auto subcommands = app.get_subcommands();
  const std::string subcommand = subcommands.empty() ? "" : " " + subcommands.front()->get_name();
  report_error(explain(app, error) + " (see 'digitnet" + subcommand + " --help')");
  return kError;
}

int run(int argc, char** argv) {
  CLI::App app("digitnet trains neural networks on handwritten digits and reads digits from pictures.", "digitnet");
  app.set_version_flag("-V,--version", version_text, "Print version, instruction sets, compiler and build");
  app.footer(kExamples);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  Job job;
  add_predict(app, job);
  add_train(app, job);
  add_evaluate(app, job);
  add_summary(app, job);
  add_fetch(app, job);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    write_output(app.help());
  } catch (const CLI::CallForVersion& version) {
    write_output(std::string(version.what()) + "\n");
  } catch (const CLI::ParseError& error) {
    return report_usage(app, error);
  }
  if (job && (app.got_subcommand("train") || app.got_subcommand("evaluate"))) let_waiting_threads_sleep(argv);
  const int code = job ? job() : kSuccess;
  flush_output();
  return code;
}

}  // namespace
}  // namespace digitnet::cli

int main(int argc, char** argv) {
  using namespace digitnet::cli;
  // A closed pipe and a file that may not grow then show as errors of write(), which are told apart and reported.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return run(argc, argv);
  } catch (const BrokenPipe&) {
    return kSuccess;
  } catch (const std::bad_alloc&) {
    report_error("out of memory");
  } catch (const std::filesystem::filesystem_error& error) {
    report_error(error.path1().string() + ": " + error.code().message());
  } catch (const std::exception& error) {
    report_error(error.what());
  }
  return kError;
}
