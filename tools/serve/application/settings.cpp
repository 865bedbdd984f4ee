#include "settings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>

#include "digitnet/error.hpp"
#include "edit_distance.hpp"
#include "setting_values.hpp"

namespace digitnet::serve {
namespace {

constexpr std::string_view kVariablePrefix = "DIGITNET_SERVE_";
constexpr std::string_view kConfigVariable = "DIGITNET_SERVE_CONFIG";
constexpr std::chrono::milliseconds kNoTime{0};
constexpr std::chrono::milliseconds kLeastTimeout{100};  // none at all would be a deadline that never comes

// `BODY_TIMEOUT`, as it stands behind the prefix, as a setting is called.
std::string setting_name(std::string_view variable) {
  std::string name(variable);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return name;
}

/// Makes settings of the fields of options, a kind of value each.
class SettingList {
 public:
  void group(std::string name) { group_ = std::move(name); }

  void text(std::string name, std::string type, std::string& field, std::string help) {
    add(
        std::move(name), std::move(type), std::move(help), [&field](const std::string& value) { field = value; },
        [&field] { return field; });
  }
  template <typename Number>
  void whole(std::string name, Number& field, long least, long most, std::string help) {
    add(
        std::move(name), "N", std::move(help),
        [&field, least, most](const std::string& value) {
          field = static_cast<Number>(parse_whole(value, least, most));
        },
        [&field] { return std::to_string(field); });
  }
  void real(std::string name, double& field, double least, double most, std::string help) {
    add(
        std::move(name), "X", std::move(help),
        [&field, least, most](const std::string& value) { field = parse_real(value, least, most); },
        [&field] { return fmt::format("{}", field); });
  }
  void real_or_zero(std::string name, double& field, double least, double most, std::string help) {
    add(
        std::move(name), "X", std::move(help),
        [&field, least, most](const std::string& value) { field = parse_real_or_zero(value, least, most); },
        [&field] { return fmt::format("{}", field); });
  }
  void duration(std::string name, std::chrono::milliseconds& field, std::chrono::milliseconds least, std::string help) {
    add(
        std::move(name), "TIME", std::move(help),
        [&field, least](const std::string& value) { field = parse_duration(value, least); },
        [&field] { return print_duration(field); });
  }
  void list(std::string name, std::string type, std::vector<std::string>& field, std::string help) {
    add(
        std::move(name), std::move(type), std::move(help),
        [&field](const std::string& value) { field = parse_list(value); }, [&field] { return print_list(field); });
  }
  void on_off(std::string name, bool& field, std::string help) {
    add(
        std::move(name), "", std::move(help), [&field](const std::string& value) { field = parse_switch(value); },
        [&field] { return field ? "true" : "false"; });
  }
  std::vector<Setting> take() { return std::move(settings_); }

 private:
  void add(std::string name, std::string type, std::string help, std::function<void(const std::string&)> set,
           std::function<std::string()> get) {
    settings_.push_back({std::move(name), std::move(type), group_, std::move(help), std::move(set), std::move(get)});
  }

  std::string group_;
  std::vector<Setting> settings_;
};

void add_place(SettingList& list, ServeOptions& options) {
  ServerOptions& server = options.server;
  list.group("Where it listens");
  list.text("address", "ADDRESS", server.address, "The numeric address to listen at");
  list.whole("port", server.port, 0, 65535, "The port; 0 for any that is free");
  list.text(
      "public-url", "URL", server.public_url,
      "Scheme, host and port as browsers see them: requests for another host are refused; without, made of address "
      "and port");
  list.text("certificate", "FILE", server.certificate, "Speak TLS with this certificate chain, in PEM");
  list.text("private-key", "FILE", server.private_key, "The certificate's key, in PEM");
  list.on_off("behind-proxy", options.behind_proxy, "A proxy speaks TLS: plain HTTP on any address");
  list.on_off("insecure-http", options.insecure_http, "Plain HTTP on any address, for whoever listens on the way");
  list.list("trusted-proxy", "RANGES", server.trusted_proxies,
            "Addresses or ranges of proxies whose X-Forwarded-For is believed");
}

void add_reading(SettingList& list, ServeOptions& options) {
  list.group("What it reads with");
  list.text("model", "FILE", options.model, "A model file, or shipped for the one built in");
  list.text("line-model", "FILE", options.line_model,
            "The model that reads along lines, shipped or none; without, the one that belongs to the model");
  list.text("evaluation", "FILE", options.evaluation,
            "What 'digitnet evaluate --json' said of the model, for the page about it");
  list.whole("workers", options.workers, 0, 256, "Threads that read pictures; 0 for one a core");
  list.whole("queue", options.queue, 1, 100000, "Pictures that wait for them at most; then 503");
  list.whole("cache", options.cache, 0, 1000000, "Answers kept, by hash of the picture; 0 for none");
}

void add_accounts(SettingList& list, ServeOptions& options) {
  list.group("Accounts and what they keep");
  list.text("data-dir", "FOLDER", options.data_dir, "Where accounts and their data are kept; none: no accounts");
  list.text("database", "PLACE", options.database,
            "postgresql://... when several servers share it, or an SQLite file; without, one in the folder of data");
  list.whole("backups", options.backups, 1, 1000, "Backups that administrators made, in backups/ there, that are kept");
  list.text(
      "smtp", "URL", options.smtp.url,
      "The mail server, smtps://host or smtp://host:587; without, mails are written to outbox/ in the folder of data");
  list.text("smtp-user", "NAME", options.smtp.user, "Who sends mail there");
  list.text("smtp-password-file", "FILE", options.smtp_password_file, "Whose first line is the password");
  list.text("smtp-authorities", "FILE", options.smtp.certificate_authorities,
            "Trust the mail server's certificate by these, in PEM, instead of the system's");
  list.text("mail-from", "ADDRESS", options.mail_from,
            "Who mails come from; without, digitnet at the host of the public URL");
  list.text("providers", "FILE", options.providers, "Who people may sign in by, Google, LinkedIn or others, in JSON");
}

void add_training(SettingList& list, ServeOptions& options) {
  list.group("Training by users");
  list.text("mnist", "FOLDER", options.jobs.mnist,
            "MNIST, so that training forgets nothing: mnist where digitnet fetch put it, or a folder of its files");
  list.whole("trainings", options.jobs.running, 1, 64, "Trainings at once; others wait");
  list.whole("training-threads", options.jobs.threads, 0, 64, "Threads of one; 0 for two, or one on one core");
  list.whole("training-seconds", options.jobs.training_seconds_per_day, 0, 86400,
             "That a user may train within 24 hours, unless an administrator says otherwise");
  list.text("updates", "PLACE", options.jobs.updates,
            "A folder or https address of new models that administrators may take; without, none are looked for");
}

void add_watching(SettingList& list, ServeOptions& options) {
  list.group("How it is watched");
  list.text("access-log", "FILE", options.server.access_log, "A line of JSON for each request; - for standard error");
  list.list("metrics-from", "RANGES", options.metrics_from, "Who may read /metrics");
  list.duration("shutdown-delay", options.shutdown_delay, kNoTime,
                "After SIGTERM go on for so long with /readyz at 503, for load balancers to notice");
  list.duration("drain-timeout", options.server.limits.drain, kNoTime,
                "Then answer what is under way for so long at most");
}

void add_limits(SettingList& list, ServeOptions& options) {
  ServerLimits& limits = options.server.limits;
  list.group("What it bears with");
  list.whole("threads", options.server.threads, 1, 64, "Threads that serve connections");
  list.whole("connections", limits.connections, 1, 1000000, "Connections at once");
  list.whole("connections-per-address", limits.connections_per_address, 1, 1000000, "Of them from one address");
  list.real_or_zero("rate", limits.recognitions_per_second, kLeastRate, 1e6,
                    "Pictures a second from one address; 0 for any number");
  list.real("burst", limits.recognition_burst, 1, 1e6, "Pictures at once before that counts");
  list.whole("header-bytes", limits.header_bytes, 1024, 65536, "Bytes of a request's head");
  list.whole("header-fields", limits.header_fields, 10, 1000, "Fields in it");
  list.duration("header-timeout", limits.header, kLeastTimeout, "For a whole head, from its first byte");
  list.duration("body-timeout", limits.body, kLeastTimeout, "For a whole body");
  list.whole("body-rate", limits.body_bytes_per_second, 0, 1000000,
             "Bytes a second of a body or an answer, after two seconds");
  list.duration("idle-timeout", limits.idle, kLeastTimeout, "Between requests, and for a WebSocket's answer to a ping");
  list.duration("write-timeout", limits.write, kLeastTimeout, "For a client to take more of its answer");
  list.whole("message-bytes", limits.message_bytes, 1024, 16777216, "Bytes of a WebSocket's message");
  list.real("messages-per-second", limits.messages_per_second, 0.1, 1e6, "Messages of a WebSocket");
}

const Setting& nearest(const std::vector<Setting>& settings, std::string_view name) {
  return *std::ranges::min_element(settings, {},
                                   [&](const Setting& setting) { return edit_distance(setting.name, name); });
}

void set(std::vector<Setting>& settings, const GivenSetting& given, const std::string& source) {
  const auto found = std::ranges::find(settings, given.name, &Setting::name);
  if (found == settings.end()) {
    throw ArgumentError(
        fmt::format("{}: no such setting; the nearest is {}", source, nearest(settings, given.name).name));
  }
  try {
    found->set(given.value);
  } catch (const ArgumentError& error) {
    throw ArgumentError(fmt::format("{}: {}", source, error.what()));
  }
}

// Nothing for an empty line and a comment.
std::optional<GivenSetting> parse_line(std::string_view line, const std::string& place) {
  line = without_spaces_around(line);
  if (line.empty() || line.front() == '#') return std::nullopt;
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) throw ArgumentError(fmt::format("{}: expected name = value", place));
  return GivenSetting{std::string(without_spaces_around(line.substr(0, equals))),
                      std::string(without_spaces_around(line.substr(equals + 1)))};
}

void apply_file(std::vector<Setting>& settings, const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw FileError(fmt::format("{}: cannot be read: it is a directory", path));
  }
  std::ifstream file(path);
  if (!file) throw FileError(fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
  std::map<std::string, int> line_of;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::string place = fmt::format("{}:{}", path, number);
    const auto given = parse_line(line, place);
    if (!given) continue;
    const auto [first, is_first] = line_of.try_emplace(given->name, number);
    if (!is_first) {
      throw ArgumentError(
          fmt::format("{}: {}: expected once, found in line {}, too", place, given->name, first->second));
    }
    set(settings, *given, fmt::format("{}: {}", place, given->name));
  }
  if (file.bad() || !file.eof()) throw FileError(fmt::format("{}: cannot be read as text", path));
}

// One that is misspelt would else be without effect, and nobody would know.
void check_environment(const std::vector<Setting>& settings) {
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view variable = std::string_view(*entry).substr(0, std::string_view(*entry).find('='));
    if (!variable.starts_with(kVariablePrefix) || variable == kConfigVariable) continue;
    const std::string name = setting_name(variable.substr(kVariablePrefix.size()));
    const Setting& known = nearest(settings, name);
    if (environment_name(known.name) == variable) continue;
    throw ArgumentError(fmt::format("{}: no such setting; the nearest is {}", variable, environment_name(known.name)));
  }
}

}  // namespace

std::vector<Setting> settings_of(ServeOptions& options) {
  SettingList list;
  add_place(list, options);
  add_reading(list, options);
  add_accounts(list, options);
  add_training(list, options);
  add_watching(list, options);
  add_limits(list, options);
  return list.take();
}

void apply_settings(std::vector<Setting>& settings, const std::string& config_file,
                    const std::vector<GivenSetting>& flags) {
  check_environment(settings);
  const char* const named_file = std::getenv(kConfigVariable.data());
  const std::string file = !config_file.empty() || named_file == nullptr ? config_file : named_file;
  if (!file.empty()) apply_file(settings, file);
  for (const Setting& setting : settings) {
    const std::string variable = environment_name(setting.name);
    if (const char* value = std::getenv(variable.c_str())) set(settings, {setting.name, value}, variable);
  }
  for (const GivenSetting& flag : flags) set(settings, flag, "--" + flag.name);
}

std::string print_settings(const std::vector<Setting>& settings) {
  std::string text;
  std::string group;
  for (const Setting& setting : settings) {
    if (setting.group != group) text += (text.empty() ? "# " : "\n# ") + setting.group + "\n";
    group = setting.group;
    text += fmt::format("# {}\n{} = {}\n", setting.help, setting.name, setting.get());
  }
  return text;
}

std::string environment_name(std::string_view setting) {
  std::string name(kVariablePrefix);
  for (const char c : setting) name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  return name;
}

}  // namespace digitnet::serve
