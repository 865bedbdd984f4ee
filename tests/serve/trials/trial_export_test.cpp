#include "trial_export.hpp"

#include <doctest/doctest.h>

#include "digitnet/error.hpp"
#include "outputs_text.hpp"
#include "trial_words.hpp"

using namespace digitnet;
using namespace digitnet::serve;

namespace {

/// Two digits, a 7 that is read as one and a 1 that is read as a 7.
TrialResult two_digits(const std::string& file_name) {
  TrialResult result;
  const Image seen{28, 28, std::vector<std::uint8_t>(784, 100)};
  result.digits = {{1, std::string(64, 'a'), 7, file_name, 10, seen}, {2, std::string(64, 'b'), 1, "b.png", 10, seen}};
  result.is_known = {true, false};
  result.outputs = {2, std::vector<float>(20, 0.05F)};
  result.outputs.values[7] = 0.55F;
  result.outputs.values[17] = 0.55F;
  result.evaluation = evaluate_outputs(result.outputs, result.digits);
  result.trial.number = 3;
  result.trial.set.name = "<b>pencil</b>";
  result.trial.version_number = 2;
  result.trial.all = {1, 2};
  result.trial.known = {1, 1};
  return result;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the CSV has a row for each digit, with what was read and every probability") {
  const std::string csv = trial_csv(two_digits("a, \"b\".png"));
  CHECK(csv ==
        "number,file,label,read_as,probability,right,known,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9\r\n"
        "1,\"a, \"\"b\"\".png\",7,7,0.55,1,1,0.05,0.05,0.05,0.05,0.05,0.05,0.05,0.55,0.05,0.05\r\n"
        "2,b.png,1,7,0.55,0,0,0.05,0.05,0.05,0.05,0.05,0.05,0.05,0.55,0.05,0.05\r\n");
}

TEST_CASE("a file's name is no formula for a spreadsheet") {
  for (const char* name : {"=HYPERLINK(1)", "+1", "-1", "@sum"}) {
    CHECK(has(trial_csv(two_digits(name)), "\r\n1,'" + std::string(name) + ","));
  }
}

TEST_CASE("the page needs nothing else, says what is not fresh, and shows what a person wrote as text") {
  const std::string page = trial_html(two_digits("a.png"));
  CHECK(has(page, "<h1>your version 2</h1>"));
  CHECK(has(page, "&lt;b&gt;pencil&lt;/b&gt;"));
  CHECK(has(page, "50.00 %"));
  CHECK(has(page, "1 digit of these are among My digits"));
  CHECK(has(page, "too few to tell"));
  CHECK(has(page, "1 → 7<br><span>55.0 %<br>no. 2</span>"));  // as in the CSV
  CHECK(has(page, "src=\"data:image/png;base64,"));
  for (const char* bad : {"<script", "http://digit", "https://", "<b>pencil"}) CHECK_FALSE(has(page, bad));
}

TEST_CASE("outputs are kept to the last bit, and what are none are refused") {
  const TrialResult result = two_digits("a.png");
  const DigitOutputs again = outputs_of(outputs_text(result.outputs), 2);
  CHECK(again.values == result.outputs.values);
  CHECK(again.of(1).size() == 10);
  CHECK_THROWS_AS((void)outputs_of(outputs_text(result.outputs), 3), FormatError);
  CHECK_THROWS_AS((void)outputs_of(outputs_text(result.outputs), 0), FormatError);
  CHECK_THROWS_AS((void)outputs_of("no base64!", 2), FormatError);
  CHECK_THROWS_AS((void)outputs_of("", 2), FormatError);
}

TEST_CASE("a verdict says which model reads better, or that chance explains it") {
  Trial first;
  first.version_number = 2;
  Trial second;
  second.model_sha256 = "0123456789abcdef";
  CHECK(has(verdict_on(first, second, {10, 8, 1, 1}),
            "Your version 2 read 8 digits rightly that the server's model "
            "0123456789ab did not, the other way round 1. Chance hardly"));
  CHECK(has(verdict_on(first, second, {10, 8, 1, 1}), "(3.9 % of"));
  CHECK(has(verdict_on(first, second, {10, 8, 1, 1}), ": your version 2 reads such digits better."));
  CHECK(has(verdict_on(first, second, {10, 1, 8, 1}), ": the server's model 0123456789ab reads such digits better."));
  CHECK(has(verdict_on(first, second, {10, 3, 1, 1}), "That may be chance"));
  CHECK(has(verdict_on(first, second, {10, 0, 0, 1}), "right on the very same digits"));
  CHECK_FALSE(has(verdict_on(first, second, {10, 8, 1, 1}), "among My digits"));
}

TEST_CASE("a verdict says how many digits did not count, and is none where no other is left") {
  Trial first;
  first.version_number = 2;
  const Trial second;
  CHECK(has(verdict_on(first, second, {10, 8, 1, 1, 4}),
            "better. 4 digits of these did not count, being among My digits: a version may have learnt from them."));
  const std::string none = verdict_on(first, second, {0, 0, 0, 0, 4});
  CHECK(has(none, "All of these digits are among My digits"));
  CHECK_FALSE(has(none, "very same digits"));
}
