#pragma once

#include "digitnet/dataset.hpp"
#include "digitnet/model.hpp"
#include "digitnet/precision.hpp"

namespace digitnet {

/// What calibrating a model did, on the data that it was done with.
struct Calibration {
  double temperature = 1;  ///< what the logits are divided by now: above 1 where the model was too sure
  double loss_before = 0;  ///< mean cross-entropy, natural logarithm
  double loss_after = 0;
  double calibration_error_before = 0;  ///< Confidence::calibration_error
  double calibration_error_after = 0;
};

/// Makes the probabilities of `model` fit to be believed: p = softmax(z / T) with the one temperature T for which the
/// mean cross-entropy of `data` is the least (Guo et al. 2017, section 4.2). Answers stay as they are.
///
/// `data` must be held out: on images that a model has learnt from it is surer than it should be. The last layer that
/// has weights is divided by T, so that the model computes and is saved as any other. T is from 1/10 to 10, and not
/// below 1 when no image is misread, which tells nothing of how unsure the model should be.
///
/// Throws ShapeError when the model does not end in Softmax behind a layer with weights or the data does not fit it,
/// ArgumentError when there is no data.
Calibration calibrate(Model& model, const Dataset& data, int threads = 0, Precision precision = Precision::fp32);

}  // namespace digitnet
