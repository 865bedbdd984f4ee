#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "backup.hpp"
#include "exit_code.hpp"
#include "migrations.hpp"
#include "output_path.hpp"
#include "store_check.hpp"
#include "store_options.hpp"
#include "store_place.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet db status                            what is kept, and for which version of the program\n"
    "  digitnet db backup /var/backups/digits.zip    while a server runs\n"
    "  digitnet db restore digits.zip --data-dir /srv/digitnet\n"
    "  DIGITNET_SERVE_DATABASE=postgresql://db.example/digitnet digitnet db restore digits.zip\n"
    "  digitnet db check                             read everything; exit code 1 when something is wrong\n"
    "\n"
    "The place is told as to 'digitnet serve': by --data-dir and --database, their variables, or the\n"
    "server's --config. A password belongs into the variable, into a file of 0600 or into ~/.pgpass, not\n"
    "into a flag.";

struct DbArguments {
  StoreOptions store;
  std::string file;
  bool json = false;
};

serve::Database open(const serve::StorePlace& place, bool may_create = false) {
  return serve::Database({.place = place.database, .may_create = may_create});
}

std::string number_or_none(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "none";
}

Json json_of(const std::optional<std::int64_t>& number) {
  return number ? Json(*number) : Json(nullptr);
}

std::string status_json(const serve::StorePlace& place, const serve::StoreStatus& status) {
  Json tables = Json::object();
  for (const auto& table : status.tables) tables[table.name] = table.rows;
  return Json{{"engine", status.engine},
              {"database", serve::printable_place(place.database)},
              {"applied", json_of(status.applied)},
              {"known", json_of(status.known)},
              {"pending", status.pending},
              {"refusal", status.refusal.empty() ? Json(nullptr) : Json(status.refusal)},
              {"rows", tables},
              {"database_bytes", status.database_bytes},
              {"files", status.files},
              {"file_bytes", status.file_bytes}}
             .dump() +
         "\n";
}

std::string status_text(const serve::StorePlace& place, const serve::StoreStatus& status) {
  std::string text = fmt::format("{} at {}\nmigration {} applied, {} known, {} pending\n", status.engine,
                                 serve::printable_place(place.database), number_or_none(status.applied),
                                 number_or_none(status.known), status.pending);
  if (!status.refusal.empty()) text += status.refusal + "\n";
  for (const auto& table : status.tables) text += fmt::format("{:>12} rows  {}\n", table.rows, table.name);
  return text + fmt::format("{:>12} bytes of database\n{:>12} bytes in {} files\n", status.database_bytes,
                            status.file_bytes, status.files);
}

int run_status(const DbArguments& arguments) {
  const auto place = place_of(arguments.store);
  auto database = open(place);
  const auto status = serve::store_status(database, place);
  write_output(arguments.json ? status_json(place, status) : status_text(place, status));
  return status.pending == 0 && status.refusal.empty() ? kSuccess : kNo;
}

int run_migrate(const DbArguments& arguments) {
  const auto place = place_of(arguments.store);
  auto database = open(place, true);
  const std::size_t count = serve::migrate(database);
  write_output(
      fmt::format("{} migrations applied, now at {}\n", count, number_or_none(serve::schema_state(database).applied)));
  return kSuccess;
}

int run_backup(const DbArguments& arguments) {
  check_output_path("FILE", arguments.file);
  if (std::filesystem::exists(arguments.file)) {
    throw ArgumentError(arguments.file + ": expected a new file, since a backup replaces none");
  }
  const auto place = place_of(arguments.store);
  auto database = open(place);
  const auto report = serve::back_up(database, place, arguments.file);
  write_output(fmt::format("{}: {} bytes, {} rows of {} tables, {} files\n", arguments.file, report.bytes, report.rows,
                           report.tables, report.files));
  if (report.broken.empty()) return kSuccess;
  report_error(fmt::format("{} files that rows refer to are missing or damaged (see 'digitnet db check')",
                           report.broken.size()));
  return kNo;
}

int run_restore(const DbArguments& arguments) {
  const auto place = place_of(arguments.store);
  const auto report = serve::restore(arguments.file, place);
  write_output(fmt::format("{}: {} rows of {} tables, {} files\n", serve::printable_place(place.database), report.rows,
                           report.tables, report.files));
  return kSuccess;
}

int run_check(const DbArguments& arguments) {
  const auto place = place_of(arguments.store);
  auto database = open(place);
  const auto check = serve::check_store(database, place);
  if (arguments.json) {
    write_output(
        Json{{"ok", check.problems.empty()}, {"problems", check.problems}, {"rows", check.rows}, {"files", check.files}}
            .dump(-1, ' ', false, Json::error_handler_t::replace) +
        "\n");
  } else {
    for (const std::string& problem : check.problems) write_output(printable(problem) + "\n");
    if (check.problems.empty()) write_output(fmt::format("all is well: {} rows, {} files\n", check.rows, check.files));
  }
  return check.problems.empty() ? kSuccess : kNo;
}

struct DbCommand {
  const char* name;
  const char* help;
  int (*run)(const DbArguments&);
  const char* file_help = nullptr;
  bool has_json = false;
};

constexpr DbCommand kCommands[] = {
    {"status", "Show what is kept and which migrations were applied; exit code 1 when some are to be", run_status,
     nullptr, true},
    {"migrate", "Apply the migrations that are to be; 'digitnet serve' does so by itself", run_migrate},
    {"backup", "Write everything into one ZIP archive; servers may go on", run_backup, "The archive to write"},
    {"restore", "Put everything of a backup where nothing is, of either engine", run_restore, "A backup"},
    {"check", "Read everything and tell what is wrong; exit code 1 when something is", run_check, nullptr, true},
};

}  // namespace

void add_db(CLI::App& app, Job& job) {
  CLI::App* command = app.add_subcommand("db", "Look after what the server keeps: status, backup, restore, check");
  command->require_subcommand(1);
  command->footer(kExamples);
  const auto arguments = std::make_shared<DbArguments>();
  for (const DbCommand& one : kCommands) {
    CLI::App* sub = command->add_subcommand(one.name, one.help);
    add_store_options(*sub, arguments->store);
    if (one.file_help != nullptr) sub->add_option("FILE", arguments->file, one.file_help)->required();
    if (one.has_json) sub->add_flag("--json", arguments->json, "Print one line of JSON");
    sub->callback([arguments, &job, run = one.run] { job = [arguments, run] { return run(*arguments); }; });
  }
}

}  // namespace digitnet::cli
