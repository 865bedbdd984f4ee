#pragma once

#include "recognizer.hpp"
#include "route.hpp"

namespace digitnet::serve {

/// Adds the pages: `/`, `/recognise`, `/predict` (where its form goes), `/about`, and their assets; and sets
/// Routes::error to a page, or to a problem document for paths under `/api`. `recognizer` must outlive the routes.
void add_page_routes(Routes& routes, Recognizer& recognizer);

}  // namespace digitnet::serve
