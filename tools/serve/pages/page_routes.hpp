#pragma once

#include <string>

#include "model_choice.hpp"
#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

struct PageOptions {
  /// The cookie of who is logged in; empty when the server keeps no accounts. Whether it is there decides alone what
  /// these pages' navigation shows: they hold nothing that is anybody's.
  std::string session_cookie;
  ModelChoice choose = choose_served_model;  ///< which model reads what `/predict` is sent
};

/// Adds the pages: `/`, `/recognise`, `/predict` (where its form goes), `/about`, and their assets; and sets
/// Routes::error to a page, or to a problem document for paths under `/api`. `recognizer` must outlive the routes.
void add_page_routes(Routes& routes, Recognizer& recognizer, PageOptions options = {});

}  // namespace digitnet::serve
