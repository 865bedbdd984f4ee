#include "record_pages.hpp"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "acting_administrator.hpp"
#include "attachment.hpp"
#include "audit_csv.hpp"
#include "audit_query.hpp"
#include "page_query.hpp"
#include "urlencoded.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kTable = "admin_table";

struct Table {
  std::string heading;
  std::vector<std::string> columns;
  std::string nothing;
};

PageData list_of(const std::vector<std::string>& texts) {
  PageData list{PageData::type::list};
  for (const std::string& text : texts) list.push_back(text);
  return list;
}

PageData row_of(const std::vector<std::string>& cells) {
  PageData row;
  row.set("cells", list_of(cells));
  return row;
}

PageData table_data(const Table& table, const PageData& rows) {
  PageData data;
  data.set("heading", table.heading);
  data.set("columns", list_of(table.columns));
  data.set("nothing", table.nothing);
  data.set("rows", rows);
  data.set("has_rows", rows.is_non_empty_list());
  return data;
}

/// Addresses of users by their ids; the id itself for one who has gone.
class Addresses {
 public:
  explicit Addresses(Maintenance& maintenance) : users_(maintenance.users()) {}

  const std::string& of(const std::string& id) {
    const auto [found, is_new] = known_.try_emplace(id, id);
    if (is_new) {
      try {
        found->second = users_.get(id).email;
      } catch (const AccountError&) {
      }
    }
    return found->second;
  }

 private:
  Administration& users_;
  std::map<std::string, std::string> known_;
};

PageData job_row(const Job& job, const std::string& owner) {
  const std::string what = job.kind == JobKind::train ? "Training" : "Evaluation";
  PageData row = row_of({what, std::string(name_of(job.state)), job.problem, owner, shown_time(job.created_at),
                         fmt::format("{:.0f} s", job.seconds), std::to_string(job.tries)});
  row.set("has_actions", true);
  if (!job.is_over() && !job.is_to_stop) {
    row.set("cancel", job.id);
    row.set("title", what + " of " + owner);
  }
  return row;
}

PageData audit_row(const AuditRow& row) {
  const AuditEntry& entry = row.entry;
  return row_of({shown_time(row.at), row.actor_email.empty() ? entry.actor : row.actor_email, entry.action,
                 entry.detail, row.subject_email.empty() ? entry.subject : row.subject_email, entry.origin.address});
}

std::string state_of(const MailRow& row) {
  switch (row.state) {
    case MailState::sent:
      return "sent";
    case MailState::failed:
      return "failed";
    case MailState::waiting:
      break;
  }
  return "waits until " + shown_time(row.next_try_at);
}

FormField filter_field(const Request& request, const char* name, const char* label) {
  FormField field{name, label};
  field.value = query_value(request, name);
  field.is_required = false;
  field.most_characters = 254;
  return field;
}

class RecordPages {
 public:
  RecordPages(Maintenance& maintenance, const AdminFrame& frame) : maintenance_(maintenance), frame_(frame) {}

  [[nodiscard]] Response jobs(const Visit& visit) { return frame_.page(visit, kTable, "Jobs", jobs_data(visit)); }

  [[nodiscard]] Response cancel(const Visit& visit) {
    maintenance_.jobs().cancel(acting_administrator(visit), visit.request.path_values.front());
    return go_to("/admin/jobs?done=cancel");
  }

  [[nodiscard]] Response mails(const Visit& visit) {
    const PageRequest part = page_of_query(visit.request.query);
    const Page<MailRow> page = maintenance_.accounts().mails(part);
    PageData rows{PageData::type::list};
    for (const MailRow& row : page.rows) {
      rows.push_back(row_of(
          {shown_time(row.created_at), row.to, row.subject, state_of(row), std::to_string(row.tries), row.problem}));
    }
    PageData data =
        table_data({"Mails", {"Written", "To", "Subject", "State", "Tries", "Problem"}, "None was sent lately."}, rows);
    set_pager(data, visit.request.path, {visit.request.query, part, page.has_more});
    return frame_.page(visit, kTable, "Mails", std::move(data));
  }

  [[nodiscard]] Response audit(const Visit& visit) {
    const Table table{
        "Audit log", {"Time", "Who", "What", "Detail", "To whom or what", "Address"}, "Nothing was found."};
    try {
      const PageRequest part = page_of_query(visit.request.query);
      const Page<AuditRow> page = search(visit, part);
      PageData rows{PageData::type::list};
      for (const AuditRow& row : page.rows) rows.push_back(audit_row(row));
      PageData data = audit_data(visit, table, rows, {});
      set_pager(data, visit.request.path, {visit.request.query, part, page.has_more});
      return frame_.page(visit, kTable, "Audit log", std::move(data));
    } catch (const AccountError& error) {
      PageData data = audit_data(visit, table, PageData{PageData::type::list}, problem_of(error));
      return frame_.refused(visit, kTable, "Audit log", std::move(data), error);
    }
  }

  [[nodiscard]] Response audit_csv(const Visit& visit) {
    Accounts& accounts = maintenance_.accounts();
    return attachment_answer({"text/csv; charset=utf-8", "audit.csv",
                              serve::audit_csv(accounts, audit_search(accounts, visit.request.query))});
  }

 private:
  [[nodiscard]] Page<AuditRow> search(const Visit& visit, PageRequest part) {
    Accounts& accounts = maintenance_.accounts();
    return accounts.audit_log(audit_search(accounts, visit.request.query), part);
  }

  [[nodiscard]] PageData jobs_data(const Visit& visit) {
    const PageRequest part = page_of_query(visit.request.query);
    const Page<Job> page = maintenance_.jobs().jobs(part);
    Addresses addresses(maintenance_);
    PageData rows{PageData::type::list};
    for (const Job& job : page.rows) rows.push_back(job_row(job, addresses.of(job.owner_id)));
    PageData data = table_data(
        {"Jobs", {"What", "State", "Problem", "Whose", "Asked for", "Ran", "Tries", "Action"}, "There is none."}, rows);
    if (query_value(visit.request, "done") == "cancel") data.set("done", "The job is cancelled.");
    set_pager(data, visit.request.path, {visit.request.query, part, page.has_more});
    return data;
  }

  static PageData audit_data(const Visit& visit, const Table& table, const PageData& rows, const FormProblem& problem) {
    PageData data = table_data(table, rows);
    PageData filter;
    const Request& request = visit.request;
    set_fields(filter, "filter",
               {filter_field(request, "user", "Address or id"), filter_field(request, "action", "What, such as login"),
                filter_field(request, "since", "Since, such as 2026-11-26"), filter_field(request, "before", "Before")},
               problem);
    data.set("is_audit", true);
    data.set("filter", filter);
    data.set("csv", address_with("/admin/audit.csv", request.query, "offset", ""));
    return data;
  }

  Maintenance& maintenance_;
  AdminFrame frame_;
};

}  // namespace

void add_record_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame) {
  const auto pages = std::make_shared<RecordPages>(maintenance, frame);
  const auto add = [&](const char* method, const char* path, auto answer) {
    add_admin_page(routes, gate,
                   {method, path, {}, {}, [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }});
  };
  add("GET", "/admin/jobs", &RecordPages::jobs);
  add("POST", "/admin/jobs/{id}/cancel", &RecordPages::cancel);
  add("GET", "/admin/audit", &RecordPages::audit);
  add("GET", "/admin/audit.csv", &RecordPages::audit_csv);
  add("GET", "/admin/mails", &RecordPages::mails);
}

}  // namespace digitnet::serve
