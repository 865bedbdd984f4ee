#pragma once

#include <string>
#include <vector>

#include "page_template.hpp"

namespace digitnet::serve {

/// A field of a form, as it is asked for.
struct FormField {
  std::string name;
  std::string label;
  std::string type = "text";
  std::string autocomplete = "off";
  std::string hint = {};
  std::string value = {};
  std::string inputmode = {};
  int most_characters = 0;  ///< 0: any number
  bool is_required = true;
};

/// What is wrong with a form: a sentence, next to the field that it is about or, without one, above the form.
struct FormProblem {
  std::string field = {};
  std::string sentence = {};
};

/// Sets `fields` for the template form_fields. `form` makes the ids of the fields differ from those of other forms.
void set_fields(PageData& data, const std::string& form, const std::vector<FormField>& fields,
                const FormProblem& problem = {});

/// Fields that several forms have.
[[nodiscard]] FormField email_field(std::string value);
[[nodiscard]] FormField name_field(std::string value);
[[nodiscard]] FormField new_password_field(std::string label = "New password");
[[nodiscard]] FormField password_field();
[[nodiscard]] FormField current_password_field();
[[nodiscard]] FormField code_field();

}  // namespace digitnet::serve
