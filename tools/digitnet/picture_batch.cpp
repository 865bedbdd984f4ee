#include "picture_batch.hpp"

#include <fmt/format.h>

#include <map>
#include <span>
#include <string>

#include "digitnet/model_file.hpp"
#include "exit_code.hpp"
#include "fnv1a.hpp"
#include "interrupt.hpp"
#include "picture_progress.hpp"
#include "prediction_format.hpp"
#include "terminal.hpp"

namespace digitnet::cli {
namespace {

std::span<const std::uint8_t> bytes_of(std::span<const float> numbers) {
  return {reinterpret_cast<const std::uint8_t*>(numbers.data()), numbers.size_bytes()};
}

std::string fingerprint(const Model& model) {
  Fnv1a hash;
  for (const char c : to_json(Architecture{model.input_shape(), model.layers()})) {
    hash.add(static_cast<std::uint8_t>(c));
  }
  hash.add(bytes_of(model.parameters()));
  hash.add(bytes_of(model.statistics()));
  return fmt::format("{:016x}", hash.value);
}

Outcome outcome_of_row(const std::vector<std::string>& row) {
  if (!row[kCsvError].empty()) return Outcome::unread;
  return row[kCsvText].empty() || row[kCsvSure] != "true" ? Outcome::unanswered : Outcome::answered;
}

void report_batch(const Tally& tally, std::size_t pictures, const std::string& path) {
  const bool stopped = tally.all() < pictures;
  const std::string done = stopped ? fmt::format("stopped: {} of {}", tally.all(), pictures) : std::to_string(pictures);
  write_talk(fmt::format("{} pictures, {} read, {} without digits or not sure, {} that cannot be read; in {}{}\n", done,
                         tally.of(Outcome::answered), tally.of(Outcome::unanswered), tally.of(Outcome::unread),
                         printable(path), stopped ? "; the same command goes on" : ""));
}

}  // namespace

int Tally::exit_code() const {
  if (of(Outcome::answered) == all()) return kSuccess;
  return of(Outcome::unread) == all() ? kError : kNo;
}

std::vector<RunOption> run_options(const PredictArguments& arguments, const ReadingModels& models) {
  return {
      {"--model", fmt::format("{} {}", arguments.model, fingerprint(models.digits))},
      {"--line-model", models.lines ? fmt::format("{} {}", models.lines_name, fingerprint(*models.lines)) : kNoModel},
      {"--precision", arguments.precision},
      {"--top", fmt::format("{}", arguments.top)},
      {"--digits", arguments.digits ? fmt::format("{}", *arguments.digits) : ""},
      {"--pattern", arguments.pattern},
      {"--lines", fmt::format("{}", arguments.lines.value_or(0))},
      {"--min-confidence", fmt::format("{}", arguments.min_confidence)}};
}

Tally skip_earlier_rows(const ResultTable& table, std::vector<ListedPicture>& pictures) {
  Tally tally;
  std::map<std::string, std::vector<Outcome>> rows;
  for (const auto& row : table.earlier_rows()) {
    rows[row[kCsvImage]].push_back(outcome_of_row(row));
  }
  std::erase_if(pictures, [&](const ListedPicture& picture) {
    const auto found = rows.find(picture.name);
    if (found == rows.end() || found->second.empty()) return false;
    tally.add(found->second.back());
    found->second.pop_back();
    return true;
  });
  return tally;
}

int answer_into_table(PictureCrew& crew, ResultTable& table, Tally earlier, std::size_t pictures) {
  Tally tally = earlier;
  PictureProgress progress(tally.all(), pictures);
  while (!crew.finished()) {
    if (interrupted()) crew.stop();
    progress.show(tally.all());
    if (const auto answer = crew.next()) {
      tally.add(answer->outcome);
      table.append(answer->text);
      if (!answer->error.empty()) {
        progress.clear();
        report_error(answer->error);
      }
    } else {
      table.flush();
      crew.wait();
    }
  }
  table.finish();
  progress.clear();
  report_batch(tally, pictures, table.path());
  return tally.all() < pictures ? kNo : tally.exit_code();
}

int answer_on_output(PictureCrew& crew, std::size_t pictures) {
  const bool shown = pictures > 1 && !output_is_terminal();
  PictureProgress progress(0, pictures);
  Tally tally;
  while (!crew.finished()) {
    if (const auto answer = crew.next()) {
      tally.add(answer->outcome);
      if (!answer->error.empty()) {
        progress.clear();
        report_error(answer->error);
      }
      write_output(answer->text);
    } else {
      flush_output();
      crew.wait();
    }
    if (shown) progress.show(tally.all());
  }
  progress.clear();
  return tally.exit_code();
}

}  // namespace digitnet::cli
