#include "overview.hpp"

#include <chrono>
#include <filesystem>

#include "digitnet/version.hpp"
#include "resident_memory.hpp"

namespace digitnet::serve {

double Overview::share_from_cache() const {
  const auto answered = static_cast<double>(pictures.read + pictures.from_cache);
  return answered > 0 ? static_cast<double>(pictures.from_cache) / answered : 0;
}

double Overview::pictures_a_minute() const {
  const double minutes = std::chrono::duration<double, std::ratio<60>>(now - started_at).count();
  return minutes > 0 ? static_cast<double>(pictures.read + pictures.from_cache) / minutes : 0;
}

Overview overview(const OverviewParts& parts) {
  Overview view;
  Database& database = parts.accounts.context().database;
  view.program_version = version();
  view.model_version = parts.recognizer.model()->version;
  view.started_at = parts.started_at;
  view.now = parts.accounts.context().clock();
  view.resident_bytes = resident_bytes();
  std::error_code error;
  const auto space = std::filesystem::space(parts.data_folder, error);
  if (!error) view.free_bytes = space.available;
  view.store = store_summary(database);
  view.users = parts.accounts.administration().count();
  view.kept = database.read([](Transaction& transaction) { return kept_data(transaction); });
  view.jobs = parts.jobs.counts();
  view.mails = parts.accounts.mail_counts();
  view.pictures = parts.recognizer.counts();
  view.backups = parts.backups.state();
  return view;
}

}  // namespace digitnet::serve
