#include "account_rooms.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <utility>

#include "account_routes.hpp"
#include "accounts.hpp"
#include "admin_pages.hpp"
#include "admin_routes.hpp"
#include "assets.hpp"
#include "digitnet/error.hpp"
#include "digits_pages.hpp"
#include "file_references.hpp"
#include "file_store.hpp"
#include "gate.hpp"
#include "identity_export.hpp"
#include "jobs.hpp"
#include "login_pages.hpp"
#include "maintenance.hpp"
#include "migrations.hpp"
#include "own_account_pages.hpp"
#include "own_model_choice.hpp"
#include "periodic_thread.hpp"
#include "provider_file.hpp"
#include "registration_pages.hpp"
#include "samples.hpp"
#include "samples_routes.hpp"
#include "sign_in.hpp"
#include "sign_in_pages.hpp"
#include "smooth_clock.hpp"
#include "store_place.hpp"
#include "tests_pages.hpp"
#include "training_pages.hpp"
#include "trainings_routes.hpp"
#include "trials.hpp"
#include "trials_routes.hpp"
#include "users.hpp"
#include "versions_pages.hpp"

namespace digitnet::serve {
namespace {

constexpr std::size_t kJudgedAtOnce = 200;
constexpr std::chrono::minutes kUpkeepPeriod{10};
constexpr std::chrono::hours kSweptAfter{1};  // an upload that is under way has put files before their rows

std::string first_line_of(const std::string& path) {
  if (path.empty()) return {};
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) throw FileError(fmt::format("{}: cannot be read", path));
  return line;
}

std::shared_ptr<MailDelivery> mail_delivery(const ServeOptions& options) {
  if (options.smtp.url.empty()) {
    return std::make_shared<OutboxDelivery>(std::filesystem::path(options.data_dir) / "outbox");
  }
  SmtpOptions smtp = options.smtp;
  smtp.password = first_line_of(options.smtp_password_file);
  return std::make_shared<SmtpDelivery>(std::move(smtp));
}

std::unique_ptr<SignIn> make_sign_in(Database& database, const AccountRooms::Options& options) {
  if (options.serve.providers.empty()) return nullptr;
  SignInOptions sign_in;
  sign_in.providers = read_provider_file(options.serve.providers);
  sign_in.public_url = options.public_url;
  sign_in.user_of_email = [](Transaction& transaction, const std::string& email) -> std::optional<std::string> {
    const auto user = Users(transaction).find_by_email(email);
    return user && user->state != UserState::unverified ? std::optional(user->id) : std::nullopt;
  };
  return std::make_unique<SignIn>(database, std::move(sign_in));
}

Database& brought_up_to_date(Database& database) {
  migrate(database);
  return database;
}

/// Of a user, the model that they read with says which labels are doubtful.
SampleOptions sample_options(const Clock& clock,
                             const std::function<std::shared_ptr<const ServedModel>(const std::string&)>& model_of) {
  SampleOptions options;
  options.clock = clock;
  options.model_of = model_of;
  return options;
}

JobOptions job_options(const AccountRooms::Options& options) {
  JobOptions jobs = options.serve.jobs;
  jobs.folder = (std::filesystem::path(options.serve.data_dir) / "jobs").string();
  jobs.log = options.log;
  return jobs;
}

BackupOptions backup_options(const AccountRooms::Options& options) {
  BackupOptions backups;
  backups.place = store_place(options.serve.data_dir, options.serve.database);
  backups.folder = std::filesystem::path(options.serve.data_dir) / "backups";
  backups.kept = options.serve.backups;
  backups.log = options.log;
  return backups;
}

AccountOptions account_options(const AccountRooms::Options& options, const Clock& clock) {
  AccountOptions accounts;
  accounts.clock = clock;
  accounts.public_url = options.public_url;
  accounts.mail_from = options.serve.mail_from;
  accounts.mail_delivery = mail_delivery(options.serve);
  accounts.log = options.log;
  return accounts;
}

}  // namespace

struct AccountRooms::State {
  explicit State(Options given)
      : options(std::move(given)),
        database({.place = store_place(options.serve.data_dir, options.serve.database).database}),
        accounts(brought_up_to_date(database), account_options(options, clock())),
        sign_in(make_sign_in(database, options)),
        files(open_file_store(database, store_place(options.serve.data_dir, options.serve.database).files)),
        own_model(options.recognizer.model()),
        samples(database, *files, options.recognizer,
                sample_options(clock(), [this](const std::string& owner) { return model_of(owner); })),
        jobs({accounts.context(), *files, samples, [this] { return started_with(); },
              [this](std::shared_ptr<const ServedModel> model) { options.recognizer.swap(std::move(model)); }},
             job_options(options)),
        trials(jobs, [this] { return options.recognizer.model(); }),
        maintenance({accounts, archives, jobs, options.recognizer, options.serve.data_dir, backup_options(options)}),
        cookies(options.public_url) {
    samples.add_hooks(accounts.hooks());
    trials.add_hooks(accounts.hooks());
    export_identities_with_accounts(accounts.hooks(), database);
    if (options.log_line) database.listen(options.log_line);
  }

  /// Of sessions, leases, waits and all that is kept. Sign-in looks at the machine's, as providers do.
  [[nodiscard]] Clock clock() {
    return [this] { return smooth_clock.now(); };
  }

  [[nodiscard]] std::shared_ptr<const ServedModel> started_with() const {
    const std::scoped_lock lock(own_model_mutex);
    return own_model;
  }

  /// What judges the digits of a user.
  std::shared_ptr<const ServedModel> model_of(const std::string& owner) {
    try {
      if (auto chosen = jobs.shelf().model_for_user(owner)) return chosen;
    } catch (const Error& error) {
      options.log(error.what());
    }
    return options.recognizer.model();
  }

  /// What time brings: a model that says something else, files that nothing refers to.
  void keep_up() {
    try {
      while (samples.judge_anew(kJudgedAtOnce) == kJudgedAtOnce) {
      }
      // Files bear the machine's time: none is older than it seems by both clocks.
      (void)sweep_files(database, *files, std::min(system_time(), smooth_clock.now()) - kSweptAfter);
    } catch (const std::exception& error) {
      options.log(error.what());
    }
  }

  Options options;
  SmoothClock smooth_clock;
  Database database;
  Accounts accounts;
  std::unique_ptr<SignIn> sign_in;
  std::unique_ptr<FileStore> files;
  mutable std::mutex own_model_mutex;
  std::shared_ptr<const ServedModel> own_model;  // that the server was started with
  Samples samples;
  Jobs jobs;
  Trials trials;
  AccountArchives archives{accounts.context(), (std::filesystem::path(options.serve.data_dir) / "exports").string()};
  Maintenance maintenance;
  CookieNames cookies;
  OwnModelChoice choice{accounts, jobs.shelf(), cookies, options.log};
  std::optional<AccountFrame> frame;
  std::unique_ptr<Gate> gate;  // last, with this: their threads use the rest
  std::unique_ptr<PeriodicThread> upkeep;
};

AccountRooms::AccountRooms(Options options) : state_(std::make_unique<State>(std::move(options))) {}

AccountRooms::~AccountRooms() = default;

ModelChoice AccountRooms::model_choice() {
  return [this](const Request& request, const std::function<void(ChosenModel)>& give) {
    state_->choice.choose(request, give);
  };
}

void AccountRooms::reload(std::shared_ptr<const ServedModel> own_model) {
  {
    const std::scoped_lock lock(state_->own_model_mutex);
    state_->own_model = std::move(own_model);
  }
  state_->jobs.own_model_has_changed();
}

const std::string& AccountRooms::session_cookie() const {
  return state_->cookies.session;
}

void AccountRooms::add_routes(Routes& routes) {
  State& state = *state_;
  GateOptions gate;
  gate.public_url = state.options.public_url;
  gate.error = routes.error;
  gate.log = state.options.log;
  state.gate = std::make_unique<Gate>(state.accounts, std::move(gate));
  state.frame.emplace(
      AccountFrame::Parts{Assets().prefix(), state.gate->cookies(), state.sign_in.get(), state.options.log});
  add_registration_pages(routes, *state.gate, state.accounts, *state.frame);
  add_login_pages(routes, *state.gate, state.accounts, *state.frame);
  add_own_account_pages(routes, *state.gate, {state.accounts, state.archives}, *state.frame);
  add_account_routes(routes, *state.gate, {state.accounts, state.archives});
  add_admin_routes(routes, *state.gate, state.maintenance);
  add_samples_routes(routes, *state.gate, state.samples);
  add_digits_pages(routes, *state.gate, state.samples, *state.frame);
  add_trainings_routes(routes, *state.gate, state.jobs);
  add_training_pages(routes, *state.gate, state.jobs, *state.frame);
  add_versions_pages(routes, *state.gate, state.jobs, *state.frame);
  add_trials_routes(routes, *state.gate, state.trials);
  add_tests_pages(routes, *state.gate, state.trials, state.jobs, *state.frame);
  add_admin_pages(routes, *state.gate, state.maintenance, *state.frame);
  if (state.sign_in) add_sign_in_pages(routes, *state.gate, state.accounts, *state.sign_in, *state.frame);
}

void AccountRooms::start() {
  state_->accounts.start();
  state_->jobs.start();
  state_->upkeep = std::make_unique<PeriodicThread>(kUpkeepPeriod, [this] { state_->keep_up(); });
}

void AccountRooms::abandon() {
  state_->gate->abandon();
  state_->choice.abandon();
  state_->jobs.stop();
  state_->maintenance.backups().abandon();
}

}  // namespace digitnet::serve
