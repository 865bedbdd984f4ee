#include "page_routes.hpp"

#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "about_page.hpp"
#include "assets.hpp"
#include "cookies.hpp"
#include "digitnet/error.hpp"
#include "error_page.hpp"
#include "page_template.hpp"
#include "picture_problem.hpp"
#include "predict_form.hpp"
#include "problem.hpp"
#include "recognise_page.hpp"
#include "static_content.hpp"

namespace digitnet::serve {
namespace {

constexpr const char* kHtml = "text/html; charset=utf-8";
constexpr const char* kRecognise = "/recognise";
constexpr const char* kTooLargeTogether = "These pictures are larger than 64 MB together. Send fewer or smaller ones.";

/// What is asked for, without what came with it.
Request without_body(const Request& request) {
  Request asked;
  asked.id = request.id;
  asked.method = request.method;
  asked.path = request.path;
  asked.fields = request.fields;
  return asked;
}

/// What the handlers share.
class Pages {
 public:
  Pages(Recognizer& recognizer, PageOptions options)
      : recognizer_(recognizer), options_(std::move(options)), stranger_(frame(false)), signed_in_(frame(true)) {
    const StaticContent* icon = assets_.find(assets_.prefix() + "icon.svg");
    icon_ = make_static_content(icon->content_type, icon->body, kRevalidate);
  }

  [[nodiscard]] Response home(const Request& request) const { return respond_with(view_of(request).home, request); }
  [[nodiscard]] Response recognise(const Request& request) const {
    return respond_with(view_of(request).recognise, request);
  }
  [[nodiscard]] Response about(const Request& request) {
    return respond_with(*about_content(view_of(request)), request);
  }

  [[nodiscard]] Response asset(const Request& request) const {
    const StaticContent* content = assets_.find(request.path);
    return content == nullptr ? error(request, 404, "This server has no such file.") : respond_with(*content, request);
  }

  /// What browsers and others ask for unasked.
  [[nodiscard]] Response icon(const Request& request) const { return respond_with(icon_, request); }

  void predict(Request sent, const Respond& respond) const {
    const auto request = std::make_shared<const Request>(std::move(sent));
    options_.choose(*request, [this, request, respond](const ChosenModel& chosen) {
      if (chosen.status != 200) return respond(error(*request, chosen.status, chosen.problem));
      const auto answer = [this, request, respond, model = chosen.model] { read_form(*request, model, respond); };
      if (request->body.size() <= kMostBytesLookedThroughAtOnce) return answer();
      if (!recognizer_.post(answer)) respond(busy(*request));
    });
  }

  [[nodiscard]] Response error(const Request& request, int status, const std::string& detail) const {
    if (request.path.starts_with("/api/")) return problem_response(request, status, detail);
    if (request.path == "/predict" && request.method == "POST") {
      if (status == 413) return refused(request, status, {kTooLargeTogether});
      if (status == 429 || status == 503) return refused(request, status, {detail});
    }
    return error_page(request, status, detail, view_of(request).frame);
  }

 private:
  void read_form(const Request& request, const std::shared_ptr<const ServedModel>& model,
                 const Respond& respond) const {
    PredictForm form = form_of(request);
    if (form.status != 200) return respond(refused(request, form.status, {form.problem}));
    const auto done = [this, asked = without_body(request), respond](const std::vector<ReadPicture>& pictures) {
      Response response = predicted_or_failed(asked, pictures);
      response.tokens = static_cast<int>(pictures.size());
      respond(std::move(response));
    };
    if (!read_pictures({recognizer_, model}, std::move(form.pictures), done)) respond(busy(request));
  }

  [[nodiscard]] Response busy(const Request& request) const {
    Response response = error(request, 503, "The server has too much to read just now. Try again in a moment.");
    response.fields.push_back({"Retry-After", "1"});
    return response;
  }

  static StaticContent page(std::string html) { return make_static_content(kHtml, std::move(html), kRevalidate); }

  static PredictForm form_of(const Request& request) {
    try {
      return parse_predict_form(request);
    } catch (const FormatError&) {
      return {{}, 400, "The form could not be understood."};
    }
  }

  /// The Recognise page with what is wrong next to the field.
  [[nodiscard]] Response refused(const Request& request, int status, const std::vector<std::string>& problems) const {
    return {status, kHtml, recognise_page(problems, view_of(request).frame), {{"Cache-Control", "no-store"}}};
  }

  [[nodiscard]] Response predicted(const Request& request, const std::vector<ReadPicture>& pictures) const {
    const auto was_read = [](const ReadPicture& picture) { return picture.recognition.error.empty(); };
    if (std::none_of(pictures.begin(), pictures.end(), was_read)) {
      std::vector<std::string> problems;
      for (const ReadPicture& picture : pictures)
        problems.push_back(picture_problem(picture.name, picture.recognition));
      return refused(request, pictures.front().recognition.status, problems);
    }
    return {200, kHtml, predict_page(pictures, view_of(request).frame), {{"Cache-Control", "no-store"}}};
  }

  // A recognizer's callback must not throw: where even a page is too much for the memory left, it is an error's.
  [[nodiscard]] Response predicted_or_failed(const Request& request, const std::vector<ReadPicture>& pictures) const {
    try {
      return predicted(request, pictures);
    } catch (const std::exception&) {
      return error(request, 500, "The answer could not be shown. Try again in a moment.");
    }
  }

  /// The pages that are the same for all strangers, or for all who are logged in.
  struct View {
    explicit View(PageFrame page_frame)
        : frame(std::move(page_frame)),
          home(page(render_page({"home", "Handwritten digits, read at once", "", "home.css"}, {}, frame))),
          recognise(page(recognise_page({}, frame))) {}

    PageFrame frame;
    StaticContent home;
    StaticContent recognise;
    std::shared_ptr<const ServedModel> about_model;
    std::shared_ptr<const StaticContent> about;
  };

  [[nodiscard]] PageFrame frame(bool is_signed_in) const {
    return {assets_.prefix(), {!options_.session_cookie.empty(), is_signed_in}};
  }

  [[nodiscard]] bool is_signed_in(const Request& request) const {
    return !options_.session_cookie.empty() &&
           !find_cookie(parse_cookies(request.field("Cookie")), options_.session_cookie).empty();
  }
  [[nodiscard]] const View& view_of(const Request& request) const {
    return is_signed_in(request) ? signed_in_ : stranger_;
  }
  [[nodiscard]] View& view_of(const Request& request) { return is_signed_in(request) ? signed_in_ : stranger_; }

  /// The page about the model that is served now, made once for each.
  std::shared_ptr<const StaticContent> about_content(View& view) {
    const auto model = recognizer_.model();
    const std::lock_guard lock(about_mutex_);
    if (model != view.about_model) {
      view.about = std::make_shared<StaticContent>(page(about_page(*model, view.frame)));
      view.about_model = model;
    }
    return view.about;
  }

  Recognizer& recognizer_;
  PageOptions options_;
  Assets assets_;
  StaticContent icon_;
  View stranger_;
  View signed_in_;
  std::mutex about_mutex_;
};

Response redirect_to(int status, const char* place) {
  return {status, "", "", {{"Location", place}}};
}

/// Addresses that people type, and the page that they mean.
constexpr std::array<std::pair<const char*, const char*>, 5> kMoved{{{"/recognize", kRecognise},
                                                                     {"/recognize/", kRecognise},
                                                                     {"/recognise/", kRecognise},
                                                                     {"/predict/", kRecognise},
                                                                     {"/about/", "/about"}}};

}  // namespace

void add_page_routes(Routes& routes, Recognizer& recognizer, PageOptions options) {
  const auto pages = std::make_shared<Pages>(recognizer, std::move(options));
  const auto get = [&](const char* path, auto answer) {
    routes.http.push_back({"GET", path, [pages, answer](const Request& request, const Respond& respond) {
                             respond(answer(*pages, request));
                           }});
  };
  get("/", [](Pages& p, const Request& request) { return p.home(request); });
  get(kRecognise, [](Pages& p, const Request& request) { return p.recognise(request); });
  get("/about", [](Pages& p, const Request& request) { return p.about(request); });
  get("/assets/*", [](Pages& p, const Request& request) { return p.asset(request); });
  get("/favicon.ico", [](Pages& p, const Request& request) { return p.icon(request); });
  for (const auto& [from, to] : kMoved) {
    get(from, [to = to](Pages&, const Request&) { return redirect_to(308, to); });
  }
  get("/predict", [](Pages&, const Request&) { return redirect_to(303, kRecognise); });
  routes.http.push_back(
      {"POST", "/predict",
       [pages](Request request, const Respond& respond) { pages->predict(std::move(request), respond); },
       kMostFormBytes, true});
  routes.error = [pages](const Request& request, int status, const std::string& detail) {
    return pages->error(request, status, detail);
  };
}

}  // namespace digitnet::serve
