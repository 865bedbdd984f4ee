#include <doctest/doctest.h>

#include <string>
#include <utility>

#include "digitnet/architectures.hpp"
#include "digitnet/error.hpp"
#include "digitnet/form.hpp"
#include "support/drawn_page.hpp"
#include "support/pictures.hpp"

namespace digitnet {
namespace {

using test::DrawnPage;
using test::turned;

/// A page of 200 x 100 with a frame, a comb of four cells and a box.
DrawnPage drawn_form() {
  DrawnPage page(200, 100);
  page.outline({10, 10, 180, 80}, 0.8).cells({20, 20, 60, 15}, 4, 0.5).outline({120, 60, 50, 15}, 0.5);
  return page;
}

Form described_form(AnchorKind anchor) {
  Form form;
  form.width = 200;
  form.height = 100;
  form.proportional = true;
  form.anchor = {anchor, {{{10, 10}, {190, 10}, {190, 90}, {10, 90}}}};
  if (anchor != AnchorKind::frame) form.anchor.corners = {{{0, 0}, {200, 0}, {200, 100}, {0, 100}}};
  FormField comb;
  comb.name = "comb";
  comb.regions = {{{20, 20, 60, 15}, 4}};
  comb.printed = true;
  FormField box;
  box.name = "box";
  box.regions = {{{120, 60, 50, 15}, 0}};
  box.printed = true;
  form.fields = {comb, box};
  return form;
}

/// A reader whose model knows nothing: what it answers does not matter here, but whether it is asked.
class Bench {
 public:
  Bench() : model_(make_model()), reader_(model_) {}
  std::vector<FieldReading> read(const Form& form, const Image& scan) {
    return FormReader(form, 0).read(reader_, scan, "scan.png");
  }

 private:
  static Model make_model() { return {{28, 28, 1}, {Dense{10}, Softmax{}}, 1}; }
  Model model_;
  Reader reader_;
};

/// What the FormatError says that reading throws.
std::string refusal(const Form& form, const Image& scan) {
  try {
    (void)Bench().read(form, scan);
  } catch (const FormatError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("fields in which nothing is written are empty, and that is sure") {
  for (const AnchorKind anchor : {AnchorKind::scan, AnchorKind::frame}) {
    const auto fields = Bench().read(described_form(anchor), drawn_form().scanned(800, 400));
    REQUIRE(fields.size() == 2);
    for (const FieldReading& field : fields) {
      CHECK(field.value.empty());
      CHECK(field.confidence == 1);
      CHECK(field.review.empty());
      CHECK(field.picture.width > field.picture.height);
    }
  }
}

TEST_CASE("an empty field that is required is to be reviewed") {
  Form form = described_form(AnchorKind::frame);
  form.fields[0].required = true;
  CHECK(Bench().read(form, drawn_form().scanned(800, 400))[0].review == "empty");
}

TEST_CASE("every cell with ink is a digit, wherever the page lies in the picture") {
  DrawnPage page = drawn_form();
  page.fill({26, 22, 2, 10}).fill({41, 22, 2, 10}).fill({70, 22, 2, 10});  // the third cell is empty
  const std::vector<Corners> places{turned(700, 350, 3, {420, 250}),
                                    turned(700, 350, 181, {420, 250}),
                                    {{{60, 80}, {780, 50}, {820, 430}, {30, 440}}}};
  for (const Corners& corners : places) {
    const auto fields = Bench().read(described_form(AnchorKind::frame), page.seen(corners, 850, 500));
    CHECK(fields[0].read.size() == 3);
    CHECK(fields[0].review == "an empty cell between digits");
    CHECK(fields[1].value.empty());
  }
  const Image sideways = page.seen(turned(700, 350, 90, {250, 420}), 500, 850);
  CHECK(Bench().read(described_form(AnchorKind::frame), sideways)[0].read.size() == 3);
  const Image on_desk = page.seen(places[2], 850, 500, 90);
  CHECK(Bench().read(described_form(AnchorKind::sheet), on_desk)[0].read.size() == 3);
}

TEST_CASE("several regions are one number") {
  Form form = described_form(AnchorKind::frame);
  form.fields[0].regions = {{{20, 20, 30, 15}, 2}, {{50, 20, 30, 15}, 2}};
  DrawnPage page = drawn_form();
  for (const double x : {26.0, 41.0, 56.0, 71.0}) page.fill({x, 22, 2, 10});
  CHECK(Bench().read(form, page.scanned(800, 400))[0].read.size() == 4);
}

TEST_CASE("a field whose printed lines are elsewhere is to be reviewed") {
  Form form = described_form(AnchorKind::frame);
  form.fields[1].regions[0].area.x = 90;
  const auto fields = Bench().read(form, drawn_form().scanned(800, 400));
  CHECK(fields[0].review.empty());
  CHECK(fields[1].review.find("its printed lines are not where they should be") != std::string::npos);
}

TEST_CASE("a picture that does not show the form is refused") {
  const Image blank{400, 200, std::vector<std::uint8_t>(80000, 230)};
  CHECK(refusal(described_form(AnchorKind::frame), blank) == "scan.png: expected the form's printed frame, found none");
  CHECK(refusal(described_form(AnchorKind::marks), blank).find("four printed marks") != std::string::npos);
  CHECK(refusal(described_form(AnchorKind::scan), blank) ==
        "scan.png: expected the printed lines of the form's fields, found 0 % of them");
  DrawnPage other(200, 100);
  other.outline({10, 10, 180, 80}, 0.8).cells({100, 20, 60, 9}, 7, 0.5).outline({20, 60, 30, 11}, 0.5);
  CHECK(refusal(described_form(AnchorKind::frame), other.scanned(800, 400)).find("printed lines") != std::string::npos);
  CHECK(refusal(described_form(AnchorKind::scan), Image{1, 1, {90}}) ==
        "scan.png: expected a picture in the proportions of the form's page, 200 : 100, found 1 x 1 pixels");
}

TEST_CASE("a form without printed lines is read where it is said to be") {
  Form form = described_form(AnchorKind::scan);
  for (FormField& field : form.fields) field.printed = false;
  DrawnPage page(200, 100);
  CHECK(Bench().read(form, page.scanned(400, 200))[0].value.empty());
  page.fill({26, 22, 2, 10});
  CHECK(Bench().read(form, page.scanned(400, 200))[0].read.size() == 1);
  CHECK(Bench().read(form, Image{2, 1, {90, 90}})[0].value.empty());
}

TEST_CASE("a form that a program made and that is none is refused, with the place") {
  const auto refused = [](const auto& change) -> std::string {
    Form form = described_form(AnchorKind::frame);
    change(form);
    try {
      const FormReader reader(std::move(form));
    } catch (const ArgumentError& error) {
      return error.what();
    }
    return "";
  };
  CHECK(refused([](Form&) {}).empty());
  CHECK(refused([](Form& form) { form.height = 0; }) ==
        "expected the page's width and height to be above 0 and at most 1000000, found 200 x 0");
  const std::string anchor = "expected the anchor to have four corners on the page, clockwise from the top left one";
  CHECK(refused([](Form& form) { form.anchor = {}; }) == anchor);
  CHECK(refused([](Form& form) { std::swap(form.anchor.corners[0], form.anchor.corners[1]); }) == anchor);
  CHECK(refused([](Form& form) { form.anchor.corners[2].x = 201; }) == anchor);
  CHECK(refused([](Form& form) { form.fields.clear(); }) == "expected 1 to 500 fields, found 0");
  CHECK(refused([](Form& form) { form.fields[1].name = "a/b"; }) ==
        "expected fields[1].name to be 1 to 64 letters a to z, digits, _ or -, found \"a/b\"");
  CHECK(refused([](Form& form) { form.fields[1].name = "comb"; }) ==
        "fields[1].name: \"comb\" is the name of an earlier field too");
  CHECK(refused([](Form& form) { form.fields[0].regions.clear(); }) ==
        "expected fields[0] to have 1 to 64 regions, found 0");
  CHECK(refused([](Form& form) { form.fields[1].regions[0].area.y = 90; }) ==
        "expected fields[1] to lie inside the page of 200 x 100, found x 120 to 170, y 90 to 105");
  CHECK(refused([](Form& form) { form.fields[0].regions[0].cells = 65; }) ==
        "expected fields[0] to have 0 to 64 cells, found 65");
  CHECK(refused([](Form& form) { form.fields[0].regions[0].cells = -1; }).find("cells, found -1") != std::string::npos);
  CHECK(refused([](Form& form) { form.fields[1].regions.resize(2, form.fields[1].regions[0]); }) ==
        "expected fields[1] to have cells in each of its 2 regions");
  CHECK(refused([](Form& form) {
          form.fields[0].pattern = NumberPattern::of_length(5);
        }).find("fields[0]: no number has a length that its 4 cells, pattern") == 0);
}

}  // namespace digitnet
