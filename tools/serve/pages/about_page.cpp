#include "about_page.hpp"

#include <fmt/format.h>

#include "digitnet/model.hpp"
#include "page_template.hpp"
#include "training_curve_svg.hpp"

namespace digitnet::serve {
namespace {

std::string with_thousands(std::size_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::size_t parameters_of(const Model& model) {
  return model.parameters().size() + model.statistics().size();
}

}  // namespace

std::string about_page(const ServedModel& model, const std::string& assets) {
  PageData data;
  if (!model.record.history.empty()) data.set("training", cli::training_curve_svg(model.record.history));
  data.set("version", model.version);
  data.set("sha256", model.sha256);
  data.set("parameters", with_thousands(parameters_of(model.models.digits)));
  data.set("line_model", model.models.lines
                             ? with_thousands(parameters_of(*model.models.lines)) + " parameters"
                             : std::string("none"));
  data.set("summary", summary(model.models.digits));
  return render_page({"about", "About the model", "", "about.css"}, data, assets);
}

}  // namespace digitnet::serve
