#include "form_fields.hpp"

#include <utility>

namespace digitnet::serve {
namespace {

PageData field_data(const std::string& id, const FormField& field, const std::string& problem) {
  PageData data;
  data.set("id", id);
  data.set("name", field.name);
  data.set("label", field.label);
  data.set("type", field.type);
  data.set("autocomplete", field.autocomplete);
  data.set("value", field.value);
  data.set("is_required", field.is_required);
  if (!field.inputmode.empty()) data.set("inputmode", field.inputmode);
  if (field.most_characters > 0) data.set("maxlength", std::to_string(field.most_characters));
  if (!field.hint.empty()) data.set("hint", field.hint);
  // Not `problem`, or a field without one would show the one of the form around it.
  if (!problem.empty()) data.set("field_problem", problem);
  std::string described_by;
  if (!field.hint.empty()) described_by = id + "-hint";
  if (!problem.empty()) described_by += (described_by.empty() ? "" : " ") + id + "-problem";
  if (!described_by.empty()) data.set("described_by", described_by);
  return data;
}

}  // namespace

void set_fields(PageData& data, const std::string& form, const std::vector<FormField>& fields,
                const FormProblem& problem) {
  PageData list{PageData::type::list};
  bool is_shown = problem.sentence.empty();
  for (const FormField& field : fields) {
    const bool is_about_it = !is_shown && field.name == problem.field;
    is_shown |= is_about_it;
    list.push_back(field_data(form + "-" + field.name, field, is_about_it ? problem.sentence : ""));
  }
  data.set("fields", list);
  if (!is_shown) data.set("problem", problem.sentence);
}

FormField email_field(std::string value) {
  return {"email", "Email address", "email", "email", {}, std::move(value), {}, 254};
}

FormField name_field(std::string value) {
  return {"name", "Name", "text", "name", "As this page shall call you.", std::move(value), {}, 64};
}

FormField new_password_field(std::string label) {
  return {"password", std::move(label), "password", "new-password", "At least 12 characters; a few words do well."};
}

FormField password_field() {
  return {"password", "Password", "password", "current-password"};
}

FormField current_password_field() {
  return {"current_password", "Your password", "password", "current-password"};
}

FormField code_field() {
  return {"code", "The eight digits from the mail", "text", "one-time-code", {}, {}, "numeric", 16};
}

}  // namespace digitnet::serve
