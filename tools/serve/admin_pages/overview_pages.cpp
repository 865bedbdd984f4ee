#include "overview_pages.hpp"

#include <fmt/format.h>

#include <memory>
#include <utility>
#include <vector>

#include "acting_administrator.hpp"
#include "shown_size.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kAdmin = "/admin";

std::string size_of(std::int64_t bytes) {
  return shown_size(static_cast<std::uint64_t>(bytes));
}

struct Card {
  const char* id;
  const char* title;
  std::vector<PageData> facts;
  const char* more = "";
  const char* more_text = "";
};

PageData card_data(const Card& card) {
  PageData facts{PageData::type::list};
  for (const PageData& one : card.facts) facts.push_back(one);
  PageData data;
  data.set("id", card.id);
  data.set("title", card.title);
  data.set("facts", facts);
  if (*card.more != '\0') {
    data.set("more", card.more);
    data.set("more_text", card.more_text);
  }
  return data;
}

std::string health_of(const StoreStatus& store) {
  if (!store.refusal.empty()) return store.refusal;
  return store.pending == 0 ? "The server takes requests." : "The tables are those of an older program.";
}

Card health_card(const Overview& view) {
  const StoreStatus& store = view.store;
  const std::string migration = store.applied ? std::to_string(*store.applied) : "none";
  return {
      "health",
      "Server",
      {fact("Health", health_of(store)), fact("Program", view.program_version),
       fact("Started", shown_time(view.started_at)), fact("Memory", size_of(view.resident_bytes)),
       fact("Database", fmt::format("{}, {}, migration {}", store.engine, size_of(store.database_bytes), migration)),
       fact("Free on the disk", view.free_bytes ? shown_size(*view.free_bytes) : "unknown")}};
}

Card users_card(const Overview& view) {
  const UserCounts& users = view.users;
  return {
      "users",
      "Users",
      {fact("Active",
            fmt::format("{} ({} of them administrators)", with_thousands(users.active), with_thousands(users.admins))),
       fact("Not confirmed yet", with_thousands(users.unverified)), fact("Disabled", with_thousands(users.disabled)),
       fact("Digits", fmt::format("{}, {}", with_thousands(view.kept.digits), size_of(view.kept.digit_bytes))),
       fact("Versions", fmt::format("{}, {}", with_thousands(view.kept.versions), size_of(view.kept.version_bytes))),
       fact("Tests", fmt::format("{}, {}", with_thousands(view.kept.tests), size_of(view.kept.test_bytes)))},
      "/admin/users",
      "Users"};
}

Card work_card(const Overview& view) {
  return {"work",
          "Work",
          {fact("Jobs", fmt::format("{} running, {} waiting", with_thousands(view.jobs.running),
                                    with_thousands(view.jobs.queued))),
           fact("Jobs that failed within a day", with_thousands(view.jobs.failed)),
           fact("Mails that wait", with_thousands(view.mails.waiting)),
           fact("Mails that failed", with_thousands(view.mails.failed))},
          "/admin/jobs",
          "Jobs"};
}

Card recognition_card(const Overview& view) {
  const Recognizer::Counts& pictures = view.pictures;
  return {"recognition",
          "Recognition since the start",
          {fact("Model", view.model_version), fact("Pictures read", with_thousands(pictures.read)),
           fact("Answers a minute", fmt::format("{:.1f}", view.pictures_a_minute())),
           fact("Known from before",
                fmt::format("{} ({:.1f} %)", with_thousands(pictures.from_cache), 100 * view.share_from_cache())),
           fact("Refused", with_thousands(pictures.refused)), fact("Turned away", with_thousands(pictures.overflows)),
           fact("Waiting", with_thousands(pictures.waiting))},
          "/admin/models",
          "Models"};
}

PageData overview_data(const Overview& view) {
  PageData cards{PageData::type::list};
  for (const Card& card : {health_card(view), users_card(view), work_card(view), recognition_card(view)}) {
    cards.push_back(card_data(card));
  }
  PageData files{PageData::type::list};
  for (const BackupFile& file : view.backups.files) {
    PageData entry;
    entry.set("name", file.name);
    entry.set("when", shown_time(file.made_at));
    entry.set("size", shown_size(file.bytes));
    files.push_back(entry);
  }
  PageData data;
  data.set("cards", cards);
  data.set("backups", files);
  data.set("has_backups", files.is_non_empty_list());
  data.set("backup_runs", view.backups.is_running);
  if (!view.backups.problem.empty()) data.set("backup_problem", view.backups.problem);
  return data;
}

class OverviewPages {
 public:
  OverviewPages(Maintenance& maintenance, const AdminFrame& frame) : maintenance_(maintenance), frame_(frame) {}

  [[nodiscard]] Response show(const Visit& visit) {
    PageData data = overview_data(maintenance_.overview());
    if (query_value(visit.request, "done") == "backup") data.set("done", "The backup has begun.");
    return frame_.page(visit, "admin", "Administration", std::move(data));
  }

  [[nodiscard]] Response back_up(const Visit& visit) {
    try {
      maintenance_.backups().start(acting_administrator(visit));
      return go_to("/admin?done=backup");
    } catch (const AccountError& error) {
      PageData data = overview_data(maintenance_.overview());
      data.set("problem", error.what());
      return frame_.refused(visit, "admin", "Administration", std::move(data), error);
    }
  }

 private:
  Maintenance& maintenance_;
  AdminFrame frame_;
};

}  // namespace

void add_overview_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame) {
  const auto pages = std::make_shared<OverviewPages>(maintenance, frame);
  add_admin_page(routes, gate, {"GET", kAdmin, {}, {}, [pages](const Visit& visit) { return pages->show(visit); }});
  add_admin_page(routes, gate,
                 {"POST", "/admin/backups", {}, {}, [pages](const Visit& visit) { return pages->back_up(visit); }});
}

}  // namespace digitnet::serve
