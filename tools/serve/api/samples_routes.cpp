#include "samples_routes.hpp"

#include <sodium.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "account_error.hpp"
#include "content_type.hpp"
#include "multipart.hpp"
#include "picture_admission.hpp"
#include "problem.hpp"
#include "sample_json.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kSamples = "/api/v1/samples";
constexpr const char* kSample = "/api/v1/samples/{id}";
constexpr std::size_t kMostChange_bytes = 1024;

Response json_response(int status, std::string body) {
  return {status, "application/json", std::move(body), {{"Cache-Control", "no-store"}}};
}

const std::string& id_of(const Visit& visit) {
  return visit.request.path_values.front();
}

[[noreturn]] void refuse(const std::string& field, const char* sentence) {
  throw AccountError(AccountError::Kind::invalid, field, sentence);
}

std::string from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                       text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (failed != 0 || end != text.data() + text.size())
    refuse("drawing", "The drawing did not arrive whole. Send it again.");
  bytes.resize(size);
  return bytes;
}

bool is_json(const Request& request) try {
  return parse_content_type(request.field("Content-Type")).media_type == "application/json";
} catch (const FormatError&) {
  return false;
}

/// The label in `{"label": 7}`, and nothing else.
int label_of_change(const std::string& body) {
  const auto json = nlohmann::json::parse(body, nullptr, false);
  if (!json.is_object() || json.size() != 1 || !json.contains("label"))
    refuse("label", "Expected {\"label\": 0 to 9}.");
  const auto& label = json["label"];
  if (!label.is_number_integer() || label < 0 || label > 9) refuse("label", "label: expected a digit from 0 to 9.");
  return label.get<int>();
}

Response add(Samples& samples, const Visit& visit) {
  const Request& request = visit.request;
  if (!is_multipart(request.field("Content-Type"))) {
    return problem_response(request, 415, "Content-Type: expected multipart/form-data.");
  }
  try {
    std::string drawing;
    const std::vector<AddedSample> added = samples.add(visit.user(), sample_form(visit, drawing));
    const auto was = [](AddedSample::Outcome outcome) {
      return [outcome](const AddedSample& each) { return each.outcome == outcome; };
    };
    if (std::ranges::any_of(added, was(AddedSample::Outcome::added))) {
      return json_response(201, added_samples_json(added));
    }
    if (added.size() == 1 && added.front().outcome == AddedSample::Outcome::refused) {
      return problem_response(request, added.front().status, added.front().problem);
    }
    return json_response(200, added_samples_json(added));
  } catch (const PictureRefused& refused) {
    return problem_response(request, refused.status(), refused.what());
  }
}

Response list(Samples& samples, const Visit& visit) {
  const SampleQuery query = parse_sample_query(visit.request.query);
  const std::string& owner = visit.user().id;
  return json_response(200, sample_list_json(samples.list(owner, query.filter, query.range), samples.count(owner),
                                             samples.quota_of(visit.user())));
}

Response get(Samples& samples, const Visit& visit) {
  return json_response(200, sample_json(samples.get(visit.user().id, id_of(visit))));
}

Response change(Samples& samples, const Visit& visit) {
  if (!is_json(visit.request)) {
    return problem_response(visit.request, 415, "Content-Type: expected application/json.");
  }
  const int label = label_of_change(visit.request.body);
  return json_response(200, sample_json(samples.relabel(visit.user().id, id_of(visit), label)));
}

Response remove(Samples& samples, const Visit& visit) {
  samples.remove(visit.user().id, id_of(visit));
  return {204, "", "", {{"Cache-Control", "no-store"}}};
}

Response session(const Visit& visit) {
  const User* user = visit.visitor.user();
  if (user == nullptr) return problem_response(visit.request, 401, "Nobody is logged in.");
  const nlohmann::ordered_json json = {{"name", user->name}, {"csrf", visit.form_token}};
  return json_response(200, json.dump() + "\n");
}

}  // namespace

SampleForm sample_form(const Visit& visit, std::string& drawing) {
  SampleForm form;
  form.label = label_given(visit.form.value("label"));
  for (const FormFile& file : visit.form.files("image")) form.files.push_back({file.name, file.bytes});
  if (const std::string_view text = visit.form.value("drawing"); !text.empty()) {
    drawing = from_base64(text);
    form.files.push_back({"drawing", drawing});
    form.source = SampleSource::drawing;
  }
  if (const std::string_view source = visit.form.value("source"); !source.empty()) {
    const auto named = sample_source_named(source);
    if (!named) refuse("source", "source: expected upload, drawing or correction.");
    form.source = *named;
  }
  return form;
}

Response picture_answer(const std::vector<std::uint8_t>& png) {
  return {200,
          "image/png",
          std::string(png.begin(), png.end()),
          {{"Cache-Control", "private, max-age=3600, immutable"},
           {"Content-Disposition", "attachment; filename=\"digit.png\""},
           {"Content-Security-Policy", "default-src 'none'; sandbox"}}};
}

Response sample_picture(Samples& samples, const Visit& visit) {
  return picture_answer(samples.picture(visit.user().id, id_of(visit)));
}

void add_samples_routes(Routes& routes, Gate& gate, Samples& samples) {
  const auto add_route = [&](const char* method, const char* path, auto answer, std::size_t most_body_bytes = 0) {
    gate.add(routes, {method, path, Access::user, Scope::data,
                      [&samples, answer](const Visit& visit) { return answer(samples, visit); }, most_body_bytes});
  };
  add_route("POST", kSamples, add, kMostSent_bytes);
  add_route("GET", kSamples, list);
  add_route("GET", kSample, get);
  add_route("PATCH", kSample, change, kMostChange_bytes);
  add_route("DELETE", kSample, remove, kMostChange_bytes);  // a form's token
  add_route("GET", "/api/v1/samples/{id}/image", sample_picture);
  gate.add(routes, {"GET", "/api/v1/session", Access::everyone, std::nullopt, session});
}

}  // namespace digitnet::serve
