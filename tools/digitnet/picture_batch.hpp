#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "digitnet/model.hpp"
#include "picture_crew.hpp"
#include "picture_list.hpp"
#include "predict_arguments.hpp"
#include "readers.hpp"
#include "result_table.hpp"

namespace digitnet::cli {

/// How many pictures came to what.
class Tally {
 public:
  void add(Outcome outcome) { ++counts_[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::size_t of(Outcome outcome) const { return counts_[static_cast<std::size_t>(outcome)]; }
  [[nodiscard]] std::size_t all() const { return counts_[0] + counts_[1] + counts_[2]; }
  [[nodiscard]] int exit_code() const;

 private:
  std::array<std::size_t, 3> counts_{};
};

/// The options that decide what stands in the rows of a table.
[[nodiscard]] std::vector<RunOption> run_options(const PredictArguments& arguments, const ReadingModels& models);

/// Takes the pictures that have a row in `table` away from `pictures`, and counts what came of them.
[[nodiscard]] Tally skip_earlier_rows(const ResultTable& table, std::vector<ListedPicture>& pictures);

/// Puts what `crew` answers into `table` until it is done or the user stops it, and shows how far it is on standard
/// error. `earlier` is what the table holds already, `pictures` how many rows it is to have. Returns the exit code.
///
/// Throws FileError when the table cannot be written.
int answer_into_table(PictureCrew& crew, ResultTable& table, Tally earlier, std::size_t pictures);

/// Writes what `crew` answers of so many pictures to standard output; where that is no terminal, shows on standard
/// error how far it is. Returns the exit code.
///
/// Throws as write_output does.
int answer_on_output(PictureCrew& crew, std::size_t pictures);

}  // namespace digitnet::cli
