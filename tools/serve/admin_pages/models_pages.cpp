#include "models_pages.hpp"

#include <charconv>
#include <map>
#include <memory>
#include <utility>

#include "acting_administrator.hpp"
#include "admin_routes.hpp"
#include "models_page.hpp"
#include "page_query.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kModels = "/admin/models";
constexpr std::int64_t kShown = 20;

const std::map<std::string, const char*>& notices() {
  static const std::map<std::string, const char*> all{
      {"add", "The model is here, and is being evaluated."},
      {"evaluate", "It is being evaluated again."},
      {"promote", "Everybody is served with this version."},
      {"canary", "Some are served with it from now on."},
      {"end", "The canary has ended."},
      {"back", "Everybody is served with what was served before."},
      {"delete", "The version is removed."},
      {"test-set", "The test set is changed. Evaluate versions again before you promote them."},
  };
  return all;
}

FormField note_field(const char* label, bool is_required, std::string_view value) {
  FormField field{"note", label};
  field.value = std::string(value);
  field.most_characters = 500;
  field.is_required = is_required;
  return field;
}

FormField percent_field(std::string_view value) {
  FormField field{"percent", "Percent of the anonymous clients", "text", "off", "1 to 50; always the same ones."};
  field.value = std::string(value.empty() ? "5" : value);
  field.inputmode = "numeric";
  field.most_characters = 2;
  return field;
}

int percent_in(const Visit& visit) {
  const std::string_view text = visit.form.value("percent");
  int percent = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), percent);
  return problem == std::errc() && end == text.data() + text.size() ? percent : 0;  // 0 is refused with the range
}

class ModelsPages {
 public:
  ModelsPages(Maintenance& maintenance, const AdminFrame& frame) : maintenance_(maintenance), frame_(frame) {}

  [[nodiscard]] Response list(const Visit& visit) { return list_page(visit, nullptr, {}); }

  [[nodiscard]] Response show(const Visit& visit) {
    PageData data = one_data(visit, "", nullptr);
    set_notice(data, visit);
    return frame_.page(visit, "admin_model", "A model", std::move(data));
  }

  [[nodiscard]] Response upload(const Visit& visit) {
    return for_all(visit, [&](const Administrator& by) {
      const std::vector<FormFile> files = visit.form.files("file");
      const SentModel sent = sent_model(visit, files);
      return one_at(promotion().upload(by, sent.bytes, sent.note), "add");
    });
  }
  [[nodiscard]] Response take(const Visit& visit) {
    return for_all(visit,
                   [&](const Administrator& by) { return one_at(promotion().take(by, id_of(visit), ""), "add"); });
  }
  [[nodiscard]] Response look_for_updates(const Visit& visit) {
    try {
      return list_page(visit, nullptr, maintenance_.jobs().updates().look());
    } catch (const AccountError& error) {
      return list_page(visit, &error, {});
    }
  }
  [[nodiscard]] Response take_update(const Visit& visit) {
    return for_all(visit, [&](const Administrator& by) {
      return one_at(maintenance_.jobs().updates().take(by, id_of(visit)), "add");
    });
  }
  [[nodiscard]] Response roll_back(const Visit& visit) {
    return for_all(visit, [&](const Administrator& by) {
      promotion().roll_back(by, std::string(visit.form.value("promotion")));
      return all_at("back");
    });
  }
  [[nodiscard]] Response end_canary(const Visit& visit) {
    return for_all(visit, [&](const Administrator& by) {
      promotion().end_canary(by);
      return all_at("end");
    });
  }
  [[nodiscard]] Response set_test_set(const Visit& visit) {
    return for_all(visit, [&](const Administrator& by) {
      promotion().set_test_set(by);
      return all_at("test-set");
    });
  }
  [[nodiscard]] Response clear_test_set(const Visit& visit) {
    return for_all(visit, [&](const Administrator& by) {
      promotion().clear_test_set(by);
      return all_at("test-set");
    });
  }

  [[nodiscard]] Response promote(const Visit& visit) {
    return for_one(visit, "promote", [&](const Administrator& by) {
      promotion().promote(by, id_of(visit), visit.form.value("note"));
      return one_at(id_of(visit), "promote");
    });
  }
  [[nodiscard]] Response set_canary(const Visit& visit) {
    return for_one(visit, "canary", [&](const Administrator& by) {
      promotion().set_canary(by, id_of(visit), percent_in(visit));
      return one_at(id_of(visit), "canary");
    });
  }
  [[nodiscard]] Response evaluate(const Visit& visit) {
    return for_one(visit, "", [&](const Administrator& by) {
      (void)promotion().evaluate(by, id_of(visit));
      return one_at(id_of(visit), "evaluate");
    });
  }
  [[nodiscard]] Response remove(const Visit& visit) {
    return for_one(visit, "", [&](const Administrator& by) {
      promotion().remove(by, id_of(visit));
      return all_at("delete");
    });
  }

 private:
  static const std::string& id_of(const Visit& visit) { return visit.request.path_values.front(); }
  static Response all_at(const std::string& done) { return go_to(std::string(kModels) + "?done=" + done); }
  static Response one_at(const std::string& id, const std::string& done) {
    return go_to(std::string(kModels) + "/" + id + "?done=" + done);
  }
  static void set_notice(PageData& data, const Visit& visit) {
    const auto notice = notices().find(query_value(visit.request, "done"));
    if (notice != notices().end()) data.set("done", notice->second);
  }

  [[nodiscard]] Promotion& promotion() { return maintenance_.promotion(); }

  /// What is done from the page of all models, which says what was wrong.
  template <typename Work>
  Response for_all(const Visit& visit, Work work) {
    try {
      return work(acting_administrator(visit));
    } catch (const AccountError& error) {
      if (error.kind() == AccountError::Kind::not_found) throw;
      return list_page(visit, &error, {});
    }
  }

  /// Likewise, of one.
  template <typename Work>
  Response for_one(const Visit& visit, const std::string& form, Work work) {
    try {
      return work(acting_administrator(visit));
    } catch (const AccountError& error) {
      if (error.kind() == AccountError::Kind::not_found) throw;
      return frame_.refused(visit, "admin_model", "A model", one_data(visit, form, &error), error);
    }
  }

  Response list_page(const Visit& visit, const AccountError* error, std::optional<std::vector<OfferedModel>> updates) {
    const PageRequest part{page_of_query(visit.request.query).offset, kShown};
    ModelsView view{promotion().served(),
                    promotion().versions(part),
                    promotion().history({0, kShown}),
                    promotion().test_set(),
                    promotion().versions_of_users({0, kShown}),
                    maintenance_.jobs().updates().is_on(),
                    std::move(updates)};
    PageData data = models_data(view);
    PageData form;
    set_fields(form, "upload", {note_field("Note", false, visit.form.value("note"))});
    data.set("upload_form", form);
    if (error == nullptr) {
      set_pager(data, kModels, {visit.request.query, part, view.versions.has_more});
      set_notice(data, visit);
      return frame_.page(visit, "admin_models", "Models", std::move(data));
    }
    data.set("problem", error->what());
    return frame_.refused(visit, "admin_models", "Models", std::move(data), *error);
  }

  [[nodiscard]] std::string evaluation_of(const std::string& version_id) {
    const auto job = promotion().last_evaluation(version_id);
    if (!job) return "";
    if (job->state == JobState::queued) return "waits for its turn";
    if (job->state == JobState::running) return "under way";
    return job->state == JobState::failed ? "failed. " + job->problem : "";
  }

  [[nodiscard]] PageData one_data(const Visit& visit, const std::string& refused_form, const AccountError* error) {
    const std::string& id = id_of(visit);
    PageData data = model_data({promotion().get(id), promotion().gate(id), promotion().served(), evaluation_of(id)});
    const bool has_note = refused_form == "promote";
    const std::pair<const char*, FormField> forms[] = {
        {"promote", note_field("Why, for those who look at it later", true, has_note ? visit.form.value("note") : "")},
        {"canary", percent_field(visit.form.value("percent"))}};
    for (const auto& [name, field] : forms) {
      PageData form;
      set_fields(form, name, {field}, error != nullptr && refused_form == name ? problem_of(*error) : FormProblem{});
      data.set(std::string(name) + "_form", form);
    }
    if (error != nullptr) data.set("problem", error->what());
    return data;
  }

  Maintenance& maintenance_;
  AdminFrame frame_;
};

}  // namespace

void add_models_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AdminFrame& frame) {
  const auto pages = std::make_shared<ModelsPages>(maintenance, frame);
  const auto route = [&](const char* method, const char* path, auto answer) {
    return GatedRoute{method, path, {}, {}, [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }};
  };
  const auto add = [&](const char* method, const char* path, auto answer, std::size_t most_body_bytes = 0) {
    GatedRoute added = route(method, path, answer);
    added.most_body_bytes = most_body_bytes;
    add_admin_page(routes, gate, std::move(added));
  };
  const auto add_asking = [&](const char* path, auto answer) {
    GatedRoute added = route("POST", path, answer);
    added.asks_others = true;
    add_admin_page(routes, gate, std::move(added));
  };
  using Pages = ModelsPages;
  add("GET", kModels, &Pages::list);
  add("POST", kModels, &Pages::upload, kMostModelForm_bytes);
  add("GET", "/admin/models/{id}", &Pages::show);
  add("POST", "/admin/models/{id}/promote", &Pages::promote);
  add("POST", "/admin/models/{id}/canary", &Pages::set_canary);
  add("POST", "/admin/models/{id}/evaluate", &Pages::evaluate);
  add("POST", "/admin/models/{id}/delete", &Pages::remove);
  add("POST", "/admin/roll-back", &Pages::roll_back);
  add("POST", "/admin/canary/end", &Pages::end_canary);
  add("POST", "/admin/test-set", &Pages::set_test_set);
  add("POST", "/admin/test-set/clear", &Pages::clear_test_set);
  add_asking("/admin/updates", &Pages::look_for_updates);
  add_asking("/admin/updates/{id}/take", &Pages::take_update);
  add("POST", "/admin/user-versions/{id}/take", &Pages::take);
}

}  // namespace digitnet::serve
