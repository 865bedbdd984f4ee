#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "digitnet/dataset.hpp"
#include "digitnet/evaluate.hpp"
#include "digitnet/model_file.hpp"

namespace digitnet::cli {

/// What a report tells of.
struct ReportSubject {
  std::string model;  ///< its name as the user gave it
  std::string data;
  const std::vector<ModelFile>& files;  ///< more than one: their probabilities were averaged
  const Dataset& images;
  const Evaluation& evaluation;
  std::vector<std::string> remarks = {};  ///< to be told before all figures, each a paragraph
  std::size_t first_number = 0;           ///< of the images, as their pictures are numbered
};

/// A page that needs nothing else: figures, training curves, the confusion matrix, and the misread digits as pictures,
/// those first that the model was surest of. Follows the reader's choice of light or dark.
[[nodiscard]] std::string html_report(const ReportSubject& subject);

}  // namespace digitnet::cli
