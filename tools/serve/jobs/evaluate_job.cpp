#include "evaluate_job.hpp"

#include <utility>

#include "job_models.hpp"
#include "mnist_files.hpp"
#include "served_rows.hpp"

namespace digitnet::serve {

std::vector<ModelScore> evaluate_model(JobRun& run) {
  run.report("measuring", 0);
  run.check();
  if (!has_mnist_test_images(run.context().options)) throw JobFailed(kNoMnist);
  const auto [served, set] = run.context().database().read([](Transaction& transaction) {
    const auto version = ServedRows(transaction).version();
    return std::pair(version ? version->sha256 : "", TestSets(transaction).used());
  });
  std::vector<ModelScore> scores;
  double share = 0;
  for (const auto& [wanted, file] : {std::pair(run.job().subject_sha256, "candidate"), std::pair(served, "served")}) {
    const std::string sha256 = write_model(run, wanted, file);
    if (!wanted.empty() && sha256 != wanted) throw JobFailed("The model's file is not in the store any more.");
    if (auto score = measure_on_mnist(run, sha256, file)) scores.push_back(*std::move(score));
    run.report("measuring", share += 0.25);
    if (set) {
      if (auto score = measure_on_test_set(run, sha256, file, *set)) scores.push_back(*std::move(score));
    }
    run.report("measuring", share += 0.25);
  }
  return scores;
}

}  // namespace digitnet::serve
