#pragma once

#include "administration.hpp"
#include "visit.hpp"

namespace digitnet::serve {

/// Who acts, on routes for administrators.
[[nodiscard]] inline Administrator acting_administrator(const Visit& visit) {
  return {visit.user().id, visit.origin};
}

}  // namespace digitnet::serve
