#include "admin_routes.hpp"

#include <nlohmann/json.hpp>

#include "acting_administrator.hpp"
#include "admin_json.hpp"
#include "admin_models_routes.hpp"
#include "admin_users_routes.hpp"
#include "audit_query.hpp"
#include "json_body.hpp"
#include "json_route.hpp"
#include "page_query.hpp"

namespace digitnet::serve {
namespace {

using Json = nlohmann::ordered_json;

Response show_overview(Maintenance& maintenance, const Visit&) {
  return json_answer(200, overview_json(maintenance.overview()));
}

template <typename Row, typename Convert>
Response list_answer(const char* name, const Page<Row>& page, Convert convert) {
  Json list = Json::array();
  for (const Row& row : page.rows) list.push_back(convert(row));
  return json_answer(200, {{name, std::move(list)}, {"has_more", page.has_more}});
}

Response jobs(Maintenance& maintenance, const Visit& visit) {
  return list_answer("jobs", maintenance.jobs().jobs(page_of_whole_query(visit.request.query)), job_json);
}

Response cancel_job(Maintenance& maintenance, const Visit& visit) {
  maintenance.jobs().cancel(acting_administrator(visit), id_of(visit));
  return no_content();
}

Response audit(Maintenance& maintenance, const Visit& visit) {
  Accounts& accounts = maintenance.accounts();
  const std::string& query = visit.request.query;
  const PageRequest page = page_of_whole_query(query, {"user", "action", "since", "before"});
  return list_answer("entries", accounts.audit_log(audit_search(accounts, query), page), audit_json);
}

Response mails(Maintenance& maintenance, const Visit& visit) {
  return list_answer("mails", maintenance.accounts().mails(page_of_whole_query(visit.request.query)), mail_json);
}

Response backups(Maintenance& maintenance, const Visit&) {
  return json_answer(200, backups_json(maintenance.backups().state()));
}

Response back_up_now(Maintenance& maintenance, const Visit& visit) {
  maintenance.backups().start(acting_administrator(visit));
  return json_answer(202, backups_json(maintenance.backups().state()));
}

}  // namespace

SentModel sent_model(const Visit& visit, const std::vector<FormFile>& files) {
  const std::string_view bytes = files.empty() ? std::string_view() : files.front().bytes;
  return {{reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, visit.form.value("note")};
}

void add_admin_routes(Routes& routes, Gate& gate, Maintenance& maintenance) {
  const AddAdminRoute add = [&](const char* method, const char* path, AdminAnswer answer, std::size_t most_body_bytes) {
    add_json_route(routes, gate,
                   {method, path, Access::admin, Scope::admin,
                    [&maintenance, answer](const Visit& visit) { return answer.function(maintenance, visit); },
                    most_body_bytes, answer.asks_others});
  };
  add("GET", "/api/v1/admin/overview", show_overview, 0);
  add("GET", "/api/v1/admin/jobs", jobs, 0);
  add("DELETE", "/api/v1/admin/jobs/{id}", cancel_job, kMostJson_bytes);
  add("GET", "/api/v1/admin/audit", audit, 0);
  add("GET", "/api/v1/admin/mails", mails, 0);
  add("GET", "/api/v1/admin/backups", backups, 0);
  add("POST", "/api/v1/admin/backups", back_up_now, kMostJson_bytes);
  add_admin_users_routes(add);
  add_admin_models_routes(add);
}

}  // namespace digitnet::serve
