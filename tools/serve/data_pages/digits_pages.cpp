#include "digits_pages.hpp"

#include <memory>
#include <utility>

#include "digits_page.hpp"
#include "label_text.hpp"
#include "picture_admission.hpp"
#include "sample_query.hpp"
#include "samples_routes.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kDigits = "/digits";
constexpr std::size_t kMostEdit_bytes = 16 << 10;

WebPage digits_web_page() {
  return {"digits", "My digits", "digits.js", "account.css"};
}

class DigitsPages {
 public:
  DigitsPages(Samples& samples, const AccountFrame& frame) : samples_(samples), frame_(frame) {}

  [[nodiscard]] Response show(const Visit& visit) {
    PageData data = data_of(visit, parse_digits_query(visit.request.query));
    const std::string done = query_value(visit.request, "done");
    if (done == "label") data.set("done", "Relabelled.");
    if (done == "delete") data.set("done", "Deleted.");
    if (done == "add") data.set("done", told_added(visit.request));
    return frame_.page(visit, digits_web_page(), std::move(data));
  }

  // Shown in the answer itself: sent again, it adds nothing twice.
  [[nodiscard]] Response add(const Visit& visit) {
    try {
      std::string drawing;
      const std::vector<AddedSample> added = samples_.add(visit.user(), sample_form(visit, drawing));
      PageData data = data_of(visit, {});
      add_report(data, added);
      return frame_.page(visit, digits_web_page(), std::move(data), status_of_all(added));
    } catch (const AccountError& error) {
      return frame_.refused(visit, digits_web_page(), with_problem(visit, {}, error), error);
    } catch (const PictureRefused& error) {
      return frame_.page(visit, digits_web_page(), with_problem(visit, {}, error), error.status());
    }
  }

  [[nodiscard]] Response edit(const Visit& visit) {
    const DigitsQuery query = query_of(visit.form.value("back"));
    try {
      const std::string done = change(visit);
      const std::string address = digits_address(query);
      return go_to(address + (address.find('?') == std::string::npos ? "?" : "&") + "done=" + done);
    } catch (const AccountError& error) {
      return frame_.refused(visit, digits_web_page(), with_problem(visit, query, error), error);
    }
  }

  [[nodiscard]] Response picture(const Visit& visit) { return sample_picture(samples_, visit); }

 private:
  /// 422 and the like when nothing of what was sent could be kept.
  static int status_of_all(const std::vector<AddedSample>& added) {
    int status = added.empty() ? 422 : 200;
    for (const AddedSample& each : added) {
      if (each.outcome != AddedSample::Outcome::refused) return 200;
      if (status == 200) status = each.status;
    }
    return status;
  }

  /// What the script of the page counted of an upload in parts.
  static std::string told_added(const Request& request) {
    const auto count = [&](const char* name) { return whole_number(name, query_value(request, name)); };
    return added_text(count("added"), count("known"));
  }

  [[nodiscard]] PageData with_problem(const Visit& visit, const DigitsQuery& query, const Error& error) {
    PageData data = data_of(visit, query);
    data.set("problem", error.what());
    return data;
  }

  [[nodiscard]] PageData data_of(const Visit& visit, const DigitsQuery& query) {
    const std::string& owner = visit.user().id;
    const auto list_of = [&](std::int64_t page) {
      return samples_.list(owner, query.filter, {(page - 1) * kSamplesPerPage, kSamplesPerPage});
    };
    DigitsView view{query, list_of(query.page), samples_.count(owner), samples_.quota_of(visit.user())};
    if (view.list.rows.empty() && query.page > 1) {  // what was there was deleted
      view.query.page = page_count(view.list.matching);
      view.list = list_of(view.query.page);
    }
    return digits_data(view);
  }

  /// The part of the list that the form came from.
  static DigitsQuery query_of(std::string_view back) {
    const auto question = back.find('?');
    return question == std::string_view::npos ? DigitsQuery() : parse_digits_query(back.substr(question + 1));
  }

  /// Does what the form says; returns what was done.
  std::string change(const Visit& visit) {
    const std::string& owner = visit.user().id;
    if (const std::string_view is = visit.form.value("is"); !is.empty()) {  // ID-DIGIT: one press
      const auto dash = is.find('-');
      const int label = digit_given(dash == std::string_view::npos ? "" : is.substr(dash + 1));
      samples_.relabel(owner, std::string(is.substr(0, dash)), label);
      return "label";
    }
    std::vector<std::string> ids;
    for (const std::string_view id : visit.form.values("id")) ids.emplace_back(id);
    if (ids.empty()) throw AccountError(AccountError::Kind::invalid, "id", "Choose some digits first.");
    const bool is_deletion = visit.form.value("do") == "delete";
    const std::size_t changed = is_deletion ? samples_.remove_all(owner, ids)
                                            : samples_.relabel_all(owner, ids, digit_given(visit.form.value("label")));
    if (changed == 0) throw AccountError(AccountError::Kind::not_found, "", "These digits are not there any more.");
    return is_deletion ? "delete" : "label";
  }

  Samples& samples_;
  const AccountFrame& frame_;
};

}  // namespace

void add_digits_pages(Routes& routes, Gate& gate, Samples& samples, const AccountFrame& frame) {
  const auto pages = std::make_shared<DigitsPages>(samples, frame);
  const auto add = [&](const char* method, const char* path, auto answer, std::size_t most_body_bytes = 0) {
    gate.add(routes, {method, path, Access::user, std::nullopt,
                      [pages, answer](const Visit& visit) { return ((*pages).*answer)(visit); }, most_body_bytes});
  };
  add("GET", kDigits, &DigitsPages::show);
  add("POST", kDigits, &DigitsPages::add, kMostSent_bytes);
  add("POST", "/digits/edit", &DigitsPages::edit, kMostEdit_bytes);
  add("GET", "/digits/{id}/image", &DigitsPages::picture);
}

}  // namespace digitnet::serve
