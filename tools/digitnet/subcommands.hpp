#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace digitnet::cli {

/// What the command line asked for: runs it and returns the exit code.
using Job = std::function<int()>;

/// Each adds its subcommand to `app`; when the command line names it, parsing stores what is to run in `job`.
void add_fetch(CLI::App& app, Job& job);
void add_train(CLI::App& app, Job& job);
void add_evaluate(CLI::App& app, Job& job);
void add_predict(CLI::App& app, Job& job);
void add_read(CLI::App& app, Job& job);
void add_summary(CLI::App& app, Job& job);
void add_serve(CLI::App& app, Job& job);
void add_user(CLI::App& app, Job& job);
void add_db(CLI::App& app, Job& job);

}  // namespace digitnet::cli
