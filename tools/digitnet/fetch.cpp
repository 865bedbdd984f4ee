#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>

#include "data_folders.hpp"
#include "digitnet/error.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char* kProgram = "digitnet-fetch";
constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet fetch mnist\n"
    "  digitnet fetch fashion-mnist --to data/fashion-mnist\n"
    "  digitnet fetch mnist --from ~/Downloads     no network: the four files, plain or .gz\n"
    "\n"
    "Every file is checked by SHA-256 before it gets its name. Without --to, the data goes to\n"
    "$DIGITNET_DATA, else $XDG_DATA_HOME/digitnet, else ~/.local/share/digitnet, where every\n"
    "subcommand finds it by its name. Without --from, it comes from public mirrors, or what is\n"
    "installed here.";

struct FetchArguments {
  std::string name;
  std::string to;
  std::string from;
};

// A program of its own, so that reading a picture need not load the thirty libraries that a download needs.
fs::path find_program() {
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& folder : {here, here / "../libexec/digitnet"}) {
    if (access((folder / kProgram).c_str(), X_OK) == 0) {
      return folder / kProgram;
    }
  }
  throw FileError(
      fmt::format("{}: not found beside digitnet in {}, nor in ../libexec/digitnet", kProgram, here.string()));
}

int run_fetch(const FetchArguments& arguments) {
  if (!is_known_data_set(arguments.name)) {
    throw ArgumentError(fmt::format("{}: no such data set, expected mnist or fashion-mnist", arguments.name));
  }
  const std::string to = arguments.to.empty() ? (data_home() / arguments.name).string() : arguments.to;
  const std::string program = find_program().string();
  const char* const words[] = {kProgram, arguments.name.c_str(), to.c_str(),
                               arguments.from.empty() ? nullptr : arguments.from.c_str(), nullptr};
  execv(program.c_str(), const_cast<char* const*>(words));
  throw FileError(fmt::format("{}: cannot be started: {}", program, std::strerror(errno)));
}

}  // namespace

void add_fetch(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("fetch", "Get a data set, checked by SHA-256");
  const auto arguments = std::make_shared<FetchArguments>();
  command->add_option("DATASET", arguments->name, "mnist or fashion-mnist")->required();
  command->add_option("--to", arguments->to, "The folder to put it in");
  command->add_option("--from", arguments->from, "A folder that holds its files; nothing else is tried");
  command->footer(kExamples);
  command->callback([arguments, &job] { job = [arguments] { return run_fetch(*arguments); }; });
}

}  // namespace digitnet::cli
