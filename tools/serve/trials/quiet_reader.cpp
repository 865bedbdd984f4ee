#include "quiet_reader.hpp"

#include <sys/resource.h>

#include <chrono>
#include <exception>
#include <future>

#include "account_error.hpp"
#include "digit_outputs.hpp"

namespace digitnet::serve {
namespace {

// About a third of what another thread gets of a processor that both want: a few seconds at worst, where the lowest
// priority could keep a person waiting for minutes.
constexpr int kNice = 5;

DigitOutputs read_digits(const ServedModel& model, const std::vector<Image>& seen) {
  (void)setpriority(PRIO_PROCESS, 0, kNice);  // of this thread, on Linux
  DigitOutputs outputs{seen.size(), {}};
  each_digit_output(model.models.digits, seen, [&](std::size_t, std::span<const float> each) {
    outputs.values.insert(outputs.values.end(), each.begin(), each.end());
  });
  return outputs;
}

}  // namespace

DigitOutputs QuietReader::read(const std::shared_ptr<const ServedModel>& model, const std::vector<FreshDigit>& digits) {
  std::vector<Image> seen;
  for (const FreshDigit& digit : digits) seen.push_back(digit.seen);
  const auto task =
      std::make_shared<std::packaged_task<DigitOutputs()>>([model, &seen] { return read_digits(*model, seen); });
  std::future<DigitOutputs> outputs = task->get_future();
  if (!pool_.post([task] { (*task)(); })) {
    throw AccountError(AccountError::Kind::busy, "", "Many people test just now. Try again in a moment.",
                       std::chrono::seconds(2));
  }
  return outputs.get();
}

}  // namespace digitnet::serve
