#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "job_context.hpp"
#include "mail_delivery.hpp"
#include "server.hpp"
#include "store_place.hpp"

namespace digitnet::serve {

/// All that `digitnet serve` can be told.
struct ServeOptions {
  ServerOptions server;
  std::string model = "shipped";
  std::string line_model;      ///< empty: the one that belongs to `model`
  std::string evaluation;      ///< of the model, for the page about it; empty: the shipped model's, else none
  int workers = 0;             ///< threads that read pictures; 0: one for each core
  std::size_t queue = 64;      ///< pictures that may wait for them
  std::size_t cache = 1024;    ///< answers kept
  bool behind_proxy = false;   ///< a proxy speaks TLS for this server
  bool insecure_http = false;  ///< nobody does
  std::vector<std::string> metrics_from{"127.0.0.0/8", "::1"};
  std::chrono::milliseconds shutdown_delay{0};   ///< between readiness going off and no new connections
  std::string data_dir = default_data_folder();  ///< `none`: the server keeps no accounts
  std::string database;                          ///< as store_place() takes it
  SmtpOptions smtp;                              ///< without a URL mails are written into a folder
  std::string smtp_password_file;
  std::string mail_from;    ///< empty: `digitnet@` and the host of the public URL
  JobOptions jobs;          ///< of training
  std::size_t backups = 7;  ///< made by administrators, that are kept
  std::string providers;    ///< a file that names OpenID Connect providers; empty: none

  [[nodiscard]] bool keeps_accounts() const { return data_dir != "none"; }
};

/// Throws ArgumentError for options that contradict each other.
void check_serve_options(ServeOptions& options);

}  // namespace digitnet::serve
