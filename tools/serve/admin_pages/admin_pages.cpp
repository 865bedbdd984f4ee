#include "admin_pages.hpp"

#include "models_pages.hpp"
#include "overview_pages.hpp"
#include "record_pages.hpp"
#include "users_pages.hpp"

namespace digitnet::serve {

void add_admin_pages(Routes& routes, Gate& gate, Maintenance& maintenance, const AccountFrame& frame) {
  const AdminFrame admin(frame);
  add_overview_pages(routes, gate, maintenance, admin);
  add_users_pages(routes, gate, maintenance, admin);
  add_models_pages(routes, gate, maintenance, admin);
  add_record_pages(routes, gate, maintenance, admin);
}

}  // namespace digitnet::serve
