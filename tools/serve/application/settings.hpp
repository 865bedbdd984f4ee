#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "serve_options.hpp"

namespace digitnet::serve {

/// One option, in all forms that it can be given in: `--body-timeout 30s`, `DIGITNET_SERVE_BODY_TIMEOUT=30s`, and the
/// line `body-timeout = 30s` of a configuration file.
struct Setting {
  std::string name;   ///< without dashes in front
  std::string type;   ///< of its value, as help shows it; empty for a switch, which is `true` or `false`
  std::string group;  ///< of the help
  std::string help;
  std::function<void(const std::string& value)> set;  ///< throws ArgumentError: `expected X, found Y`
  std::function<std::string()> get;                   ///< as set() takes it
};

/// All settings of `options`, to which they refer.
[[nodiscard]] std::vector<Setting> settings_of(ServeOptions& options);

/// What a flag or a line said: the name of a setting and its value.
struct GivenSetting {
  std::string name;
  std::string value;
};

/// Sets, in this order, what the file says, the environment, and the flags. The file is `config_file` or, when that is
/// empty, the one that DIGITNET_SERVE_CONFIG names, if any.
///
/// Throws FileError for a file that cannot be read and ArgumentError, which names the file and line, variable or flag,
/// for a name or a value that does not fit.
void apply_settings(std::vector<Setting>& settings, const std::string& config_file,
                    const std::vector<GivenSetting>& flags);

/// The settings as a configuration file says them, with their help as comments.
[[nodiscard]] std::string print_settings(const std::vector<Setting>& settings);

/// `body-timeout` as a variable of the environment is called.
[[nodiscard]] std::string environment_name(std::string_view setting);

}  // namespace digitnet::serve
