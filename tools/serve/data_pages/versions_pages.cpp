#include "versions_pages.hpp"

#include <memory>
#include <utility>

#include "training.hpp"
#include "trainings_routes.hpp"
#include "version_page.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kVersions = "/versions";

class VersionsPages {
 public:
  VersionsPages(Jobs& jobs, const AccountFrame& frame) : versions_(jobs.versions()), frame_(frame) {}

  [[nodiscard]] Response list(const Visit& visit) {
    PageData data = versions_data(versions_.list(visit.user(), {0, TrainingNeeds::kMostVersions}), used_id(visit));
    const std::string done = query_value(visit.request, "done");
    if (done == "use") data.set("done", "Your pictures are read with this version from now on.");
    if (done == "served") data.set("done", "Your pictures are read with the server's own model from now on.");
    if (done == "delete") data.set("done", "Deleted.");
    return frame_.page(visit, {"versions", "My versions", "", "account.css"}, std::move(data));
  }

  [[nodiscard]] Response show(const Visit& visit) {
    PageData data = data_of(visit);
    if (query_value(visit.request, "done") == "note") data.set("done", "The note is kept.");
    return page(visit, std::move(data), 200);
  }

  [[nodiscard]] Response use(const Visit& visit) {
    versions_.use(visit.user(), id_of(visit), visit.origin);
    return go_to("/versions?done=use");
  }

  [[nodiscard]] Response use_served(const Visit& visit) {
    versions_.use_served(visit.user(), visit.origin);
    return go_to("/versions?done=served");
  }

  [[nodiscard]] Response remove(const Visit& visit) {
    versions_.remove(visit.user(), id_of(visit), visit.origin);
    return go_to("/versions?done=delete");
  }

  [[nodiscard]] Response note(const Visit& visit) {
    try {
      versions_.set_note(visit.user(), id_of(visit), visit.form.value("note"));
      return go_to("/versions/" + id_of(visit) + "?done=note");
    } catch (const AccountError& error) {
      if (error.kind() != AccountError::Kind::invalid) throw;
      PageData data = data_of(visit);
      data.set("problem", error.what());
      return page(visit, std::move(data), status_of(error));
    }
  }

  [[nodiscard]] Response file(const Visit& visit) { return version_file(versions_, visit); }

 private:
  static const std::string& id_of(const Visit& visit) { return visit.request.path_values.front(); }

  [[nodiscard]] std::string used_id(const Visit& visit) {
    const auto used = versions_.used(visit.user());
    return used ? used->id : "";
  }

  [[nodiscard]] PageData data_of(const Visit& visit) {
    const ModelVersion version = versions_.get(visit.user(), id_of(visit));
    return version_data(version, used_id(visit) == version.id);
  }

  [[nodiscard]] Response page(const Visit& visit, PageData data, int status) const {
    return frame_.page(visit, {"version", "A version", "", "account.css"}, std::move(data), status);
  }

  OwnVersions& versions_;
  const AccountFrame& frame_;
};

}  // namespace

void add_versions_pages(Routes& routes, Gate& gate, Jobs& jobs, const AccountFrame& frame) {
  const auto pages = std::make_shared<VersionsPages>(jobs, frame);
  const auto add = [&](const char* method, const char* path, auto answer) {
    gate.add(routes, {method, path, Access::user, std::nullopt,
                      [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }});
  };
  add("GET", kVersions, &VersionsPages::list);
  add("POST", "/versions/served", &VersionsPages::use_served);
  add("GET", "/versions/{id}", &VersionsPages::show);
  add("POST", "/versions/{id}/use", &VersionsPages::use);
  add("POST", "/versions/{id}/note", &VersionsPages::note);
  add("POST", "/versions/{id}/delete", &VersionsPages::remove);
  add("GET", "/versions/{id}/file", &VersionsPages::file);
}

}  // namespace digitnet::serve
