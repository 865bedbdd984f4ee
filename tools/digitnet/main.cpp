#include <malloc.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <exception>
#include <filesystem>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "digitnet/isa.hpp"
#include "digitnet/version.hpp"
#include "exit_code.hpp"
#include "optional_value.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"
#include "thread_waiting.hpp"
#include "usage_error.hpp"

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

int report_usage(const CLI::App& app, const CLI::ParseError& error) {
  const auto subcommands = app.get_subcommands();
  const std::string subcommand = subcommands.empty() ? "" : " " + subcommands.front()->get_name();
  report_error(explain_usage_error(app, error) + " (see 'digitnet" + subcommand + " --help')");
  return kError;
}

std::string not_empty(const std::string& text) {
  return text.empty() ? "the name or value is empty" : "";
}

void refuse_empty_values(CLI::App& app) {
  for (CLI::App* command : app.get_subcommands(nullptr)) {
    for (CLI::Option* option : command->get_options()) {
      if (option->get_items_expected_max() > 0) {
        option->check(not_empty);
      }
    }
  }
}

bool is_subcommand(CLI::App& app, const std::string& word) {
  const auto known = app.get_subcommands(nullptr);
  return std::any_of(known.begin(), known.end(), [&](const CLI::App* command) { return command->get_name() == word; });
}

int run(int argc, char** argv) {
  CLI::App app("digitnet trains neural networks on handwritten digits and reads digits from pictures.", "digitnet");
  app.set_version_flag("-V,--version", version_text, "Print version, instruction sets, compiler and build");
  app.footer(kExamples);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  Job job;
  add_predict(app, job);
  add_read(app, job);
  add_train(app, job);
  add_evaluate(app, job);
  add_summary(app, job);
  add_fetch(app, job);
  add_serve(app, job);
  add_user(app, job);
  add_db(app, job);
  refuse_empty_values(app);
  // Checked here: beside an unknown word, CLI11 lets --help win, and a script would take the subcommand to be there.
  if (argc > 1 && argv[1][0] != '-' && !is_subcommand(app, argv[1])) {
    report_error(std::string(argv[1]) + ": no such subcommand (see 'digitnet --help')");
    return kError;
  }
  try {
    std::vector<std::string> words = complete_optional_values({argv + 1, argv + argc});
    std::reverse(words.begin(), words.end());  // as CLI11 takes them
    app.parse(std::move(words));
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

/// A picture is worked on in a dozen planes of some megabytes, one after the other: given back each time, they would
/// cost more in page faults than in work.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

}  // namespace
}  // namespace digitnet::cli

int main(int argc, char** argv) {
  using namespace digitnet::cli;
  keep_freed_memory();
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
