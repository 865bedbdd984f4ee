#include "about_page.hpp"

#include <fmt/format.h>

#include <vector>

#include "confidence_svg.hpp"
#include "confusion_matrix_svg.hpp"
#include "digitnet/model.hpp"
#include "model_description.hpp"
#include "page_template.hpp"
#include "percent.hpp"
#include "training_curve_svg.hpp"
#include "with_thousands.hpp"

namespace digitnet::serve {
namespace {

std::size_t parameters_of(const Model& model) {
  return model.parameters().size() + model.statistics().size();
}

PageData figure(const char* meaning, const std::string& value) {
  PageData data;
  data.set("meaning", meaning);
  data.set("value", value);
  return data;
}

PageData figures(const Evaluation& evaluation) {
  PageData list{PageData::type::list};
  list.push_back(figure("read rightly", exact_percent(evaluation.accuracy)));
  list.push_back(
      figure("95 % interval of that", fmt::format("{:.2f} – {:.2f} %", 100 * evaluation.accuracy_interval.low,
                                                  100 * evaluation.accuracy_interval.high)));
  list.push_back(figure("images it was tested on", with_thousands(evaluation.images)));
  if (!evaluation.confidence.reliability.empty()) {
    list.push_back(figure("off in its confidence, on average", exact_percent(evaluation.confidence.calibration_error)));
  }
  return list;
}

PageData classes(const Evaluation& evaluation) {
  PageData list{PageData::type::list};
  for (std::size_t label = 0; label < evaluation.classes.size(); ++label) {
    const ClassFigures& of_class = evaluation.classes[label];
    PageData row;
    row.set("label", std::to_string(label));
    row.set("precision", exact_percent(of_class.precision));
    row.set("recall", exact_percent(of_class.recall));
    row.set("images", with_thousands(of_class.support));
    list.push_back(row);
  }
  return list;
}

PageData layers(const Model& model) {
  PageData list{PageData::type::list};
  const auto add = [&](const std::string& layer, const Shape& shape, std::size_t parameters) {
    PageData row;
    row.set("layer", layer);
    row.set("shape", shape.to_string());
    row.set("count", with_thousands(parameters));
    list.push_back(row);
  };
  add("input", model.input_shape(), 0);
  for (std::size_t i = 0; i < model.layers().size(); ++i) {
    add(describe(model.layers()[i]), model.output_shape(i), parameter_count(model, i));
  }
  return list;
}

void add_evaluation(PageData& data, const Evaluation& evaluation) {
  data.set("evaluated", true);
  data.set("figures", figures(evaluation));
  data.set("images", with_thousands(evaluation.images));
  if (!evaluation.confusion.empty()) data.set("confusion", cli::confusion_matrix_svg(evaluation.confusion));
  if (!evaluation.confidence.reliability.empty() && !evaluation.confidence.risk_coverage.empty()) {
    data.set("reliability", panels(cli::confidence_panels_svg(evaluation.confidence)));
    data.set("has_reliability", true);
  }
  data.set("classes", classes(evaluation));
}

}  // namespace

std::string about_page(const ServedModel& model, const PageFrame& frame) {
  PageData data;
  data.set("description", describe_model(model));
  if (model.evaluation) add_evaluation(data, *model.evaluation);
  const History& history = model.record.history;
  if (!history.empty()) {
    data.set("has_training", true);
    data.set("history", describe_history(model));
    data.set("training", panels(cli::training_panels_svg(history)));
  }
  data.set("version", model.version);
  data.set("sha256", model.sha256);
  data.set("parameters", with_thousands(parameters_of(model.models.digits)));
  data.set("line_model", model.models.lines ? with_thousands(parameters_of(*model.models.lines)) + " parameters"
                                            : std::string("none"));
  data.set("layers", layers(model.models.digits));
  return render_page({"about", "About the model", "", "about.css"}, data, frame);
}

}  // namespace digitnet::serve
