#include <fmt/chrono.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "account_files.hpp"
#include "accounts.hpp"
#include "digitnet/error.hpp"
#include "exit_code.hpp"
#include "file_store.hpp"
#include "migrations.hpp"
#include "password_input.hpp"
#include "store_options.hpp"
#include "subcommands.hpp"
#include "terminal.hpp"
#include "users.hpp"

namespace digitnet::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kExamples =
    "Examples:\n"
    "  digitnet user create ada@digits.example --admin      the first administrator; asks for the password\n"
    "  digitnet user create bob@digits.example --password-stdin < password.txt\n"
    "  digitnet user list --search digits.example\n"
    "  digitnet user disable bob@digits.example             ends sessions at once\n"
    "  digitnet user reset-password bob@digits.example      prints a link that is good for 30 minutes\n"
    "\n"
    "The place is told as to 'digitnet serve': by --data-dir and --database, their variables, or the\n"
    "server's --config; a server may run meanwhile. There is no flag for a password: others could see it.";

struct UserArguments {
  StoreOptions store;
  std::string email;
  std::string name;
  std::string public_url;
  std::string search;
  bool is_admin = false;
  bool password_stdin = false;
  bool mails = false;
  bool json = false;
};

const serve::Administrator kCommand{"command", {}};

/// The accounts of a server, for one thing done to them.
class OpenAccounts {
 public:
  OpenAccounts(const UserArguments& arguments, bool may_create)
      : database_({.place = place_of(arguments.store).database, .may_create = may_create}),
        accounts_(database_, options(arguments)) {
    if (may_create) {
      serve::migrate(database_);
    } else if (serve::schema_state(database_).pending > 0) {
      throw ArgumentError("the tables are those of an older program (see 'digitnet db migrate')");
    }
  }

  /// Has the files of a user go with the user, as the server does.
  void delete_files_too(const StoreOptions& store) {
    files_ = serve::open_file_store(database_, place_of(store).files);
    serve::delete_files_with_accounts(accounts_.hooks(), *files_, locks_);
  }

  serve::Administration& operator*() { return accounts_.administration(); }

  std::string id_of(const std::string& email) {
    const auto user =
        database_.read([&](serve::Transaction& transaction) { return serve::Users(transaction).find_by_email(email); });
    if (!user) throw ArgumentError(printable(email) + ": no user has this address");
    return user->id;
  }

 private:
  static serve::AccountOptions options(const UserArguments& arguments) {
    serve::AccountOptions options;
    options.public_url =
        arguments.public_url.empty() ? public_url_of(server_options(arguments.store).server) : arguments.public_url;
    return options;
  }

  serve::Database database_;
  serve::Accounts accounts_;
  std::unique_ptr<serve::FileStore> files_;
  serve::OwnerLocks locks_;
};

int run_create(const UserArguments& arguments) {
  serve::WipedText password;
  arguments.password_stdin ? read_password_from_input(password) : ask_for_password(password);
  const std::string name =
      arguments.name.empty() ? arguments.email.substr(0, arguments.email.find('@')) : arguments.name;
  const auto role = arguments.is_admin ? serve::Role::admin : serve::Role::user;
  OpenAccounts accounts(arguments, true);
  const std::string id = (*accounts).create(kCommand, {name, arguments.email, password.view(), role});
  write_output(arguments.json ? Json{{"id", id}}.dump() + "\n"
                              : fmt::format("{} {} was created\n", serve::name_of(role), printable(arguments.email)));
  return kSuccess;
}

std::vector<serve::User> all_users(OpenAccounts& accounts, const std::string& text) {
  std::vector<serve::User> users;
  serve::PageRequest request{0, 200};
  for (bool has_more = true; has_more; request.offset += request.limit) {
    auto page = (*accounts).search({text, {}, {}}, request);
    users.insert(users.end(), page.rows.begin(), page.rows.end());
    has_more = page.has_more;
  }
  return users;
}

std::string date_of(std::optional<serve::Time> time) {
  if (!time) return "never";
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(std::chrono::system_clock::to_time_t(*time)));
}

Json json_of(const serve::User& user) {
  const auto ms_of = [](serve::Time time) { return time.time_since_epoch().count(); };
  return {{"id", user.id},
          {"email", user.email},
          {"name", user.name},
          {"role", serve::name_of(user.role)},
          {"state", serve::name_of(user.state)},
          {"has_password", user.has_password},
          {"created_at_ms", ms_of(user.created_at)},
          {"last_login_at_ms", user.last_login_at ? Json(ms_of(*user.last_login_at)) : Json(nullptr)}};
}

int run_list(const UserArguments& arguments) {
  OpenAccounts accounts(arguments, false);
  const auto users = all_users(accounts, arguments.search);
  if (arguments.json) {
    Json list = Json::array();
    for (const serve::User& user : users) list.push_back(json_of(user));
    write_output(list.dump() + "\n");
    return kSuccess;
  }
  for (const serve::User& user : users) {
    write_output(fmt::format("{:<32} {:<6} {:<11} last login {:<11} {}\n", printable(user.email),
                             serve::name_of(user.role), serve::name_of(user.state), date_of(user.last_login_at),
                             printable(user.name)));
  }
  return kSuccess;
}

int run_disable(const UserArguments& arguments) {
  OpenAccounts accounts(arguments, false);
  (*accounts).disable(kCommand, accounts.id_of(arguments.email));
  return kSuccess;
}

int run_enable(const UserArguments& arguments) {
  OpenAccounts accounts(arguments, false);
  (*accounts).enable(kCommand, accounts.id_of(arguments.email));
  return kSuccess;
}

int run_reset(const UserArguments& arguments) {
  OpenAccounts accounts(arguments, false);
  const std::string id = accounts.id_of(arguments.email);
  if (arguments.mails) {
    (*accounts).start_reset(kCommand, id);
    write_talk("The running server sends the link by mail.\n");
    return kSuccess;
  }
  write_output((*accounts).new_reset_link(kCommand, id) + "\n");
  return kSuccess;
}

int run_delete(const UserArguments& arguments) {
  OpenAccounts accounts(arguments, false);
  accounts.delete_files_too(arguments.store);
  (*accounts).remove(kCommand, accounts.id_of(arguments.email));
  return kSuccess;
}

using Run = int (*)(const UserArguments&);

struct Command {
  CLI::App* app;
  std::shared_ptr<UserArguments> arguments;
};

Command add_command(CLI::App& user, Job& job, const char* name, const char* help, Run run) {
  const Command command{user.add_subcommand(name, help), std::make_shared<UserArguments>()};
  add_store_options(*command.app, command.arguments->store);
  command.app->callback(
      [arguments = command.arguments, run, &job] { job = [arguments, run] { return run(*arguments); }; });
  return command;
}

void add_email(const Command& command) {
  command.app->add_option("EMAIL", command.arguments->email, "The user's address")->required();
}

void add_create(CLI::App& user, Job& job) {
  const Command create = add_command(user, job, "create", "Make a user whose address counts as confirmed", run_create);
  add_email(create);
  create.app->add_option("--name", create.arguments->name, "For display; else what stands before the @");
  create.app->add_flag("--admin", create.arguments->is_admin, "An administrator");
  create.app->add_flag("--password-stdin", create.arguments->password_stdin, "Read the password from standard input");
  create.app->add_flag("--json", create.arguments->json, "Print the id as JSON");
}

void add_list(CLI::App& user, Job& job) {
  const Command list = add_command(user, job, "list", "List the users", run_list);
  list.app->add_option("--search", list.arguments->search, "Only those with this in name or address")
      ->type_name("TEXT");
  list.app->add_flag("--json", list.arguments->json, "Print one line of JSON");
}

void add_reset(CLI::App& user, Job& job) {
  const Command reset =
      add_command(user, job, "reset-password", "Print a link to set a new password, or mail it", run_reset);
  add_email(reset);
  reset.app->add_flag("--mail", reset.arguments->mails, "Let the server send the link to the user instead");
  reset.app
      ->add_option("--public-url", reset.arguments->public_url,
                   "What the link begins with; else what the server's settings say")
      ->type_name("URL");
}

}  // namespace

void add_user(CLI::App& app, Job& job) {
  CLI::App* const user = app.add_subcommand("user", "Manage the users of a server: the first administrator, resets");
  user->require_subcommand(1);
  user->footer(kExamples);
  add_create(*user, job);
  add_list(*user, job);
  add_email(add_command(*user, job, "disable", "Refuse logins and end sessions", run_disable));
  add_email(add_command(*user, job, "enable", "Undo that", run_enable));
  add_reset(*user, job);
  add_email(add_command(*user, job, "delete", "Delete a user with all data", run_delete));
}

}  // namespace digitnet::cli
