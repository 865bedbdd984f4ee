#include "reading/form_cost.hpp"

namespace digitnet {

float g_weights[11] = {0.2f, 0.7f, 0.6f, 5, 8, 6, 1.5f, 1, 1, 9, 1};

float form_cost(const Form& form) {
  const float* w = g_weights;
  return w[0] * form.digits + w[1] * form.cut + w[2] * form.crossed + w[3] * form.overlap + w[4] * form.gap +
         w[5] * form.low + w[6] * form.wide + w[7] * form.wide_squared;
}

float skip_cost(float size) {
  return g_weights[8] + g_weights[9] * size;
}

}  // namespace digitnet
