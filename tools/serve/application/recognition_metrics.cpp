#include "recognition_metrics.hpp"

#include <fmt/format.h>

namespace digitnet::serve {

std::string recognition_metrics(const Recognizer& recognizer) {
  const Recognizer::Counts counts = recognizer.counts();
  return fmt::format(
      "# HELP digitnet_pictures_total Pictures, by what became of them.\n"
      "# TYPE digitnet_pictures_total counter\n"
      "digitnet_pictures_total{{outcome=\"read\"}} {}\n"
      "digitnet_pictures_total{{outcome=\"from_cache\"}} {}\n"
      "digitnet_pictures_total{{outcome=\"refused\"}} {}\n"
      "digitnet_pictures_total{{outcome=\"queue_full\"}} {}\n"
      "# HELP digitnet_queue_length Pictures that wait to be read.\n"
      "# TYPE digitnet_queue_length gauge\ndigitnet_queue_length {}\n"
      "# HELP digitnet_model_info The model that pictures are read with.\n"
      "# TYPE digitnet_model_info gauge\ndigitnet_model_info{{version=\"{}\"}} 1\n",
      counts.read, counts.from_cache, counts.refused, counts.overflows, counts.waiting, recognizer.model()->version);
}

}  // namespace digitnet::serve
