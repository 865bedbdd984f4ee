#include "metrics_route.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>

#include "address.hpp"
#include "resident_memory.hpp"

namespace digitnet::serve {
namespace {

// A proxy on this machine connects from a loopback address for clients that are anywhere.
bool came_by_proxy(const Request& request) {
  return std::ranges::any_of(std::array{"X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"},
                             [&](const char* name) { return !request.field(name).empty(); });
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

long open_files() {
  std::error_code error;
  const std::filesystem::directory_iterator files("/proc/self/fd", error);
  return error ? 0 : std::distance(files, std::filesystem::directory_iterator{});
}

double start_time() {
  static const double start =
      std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  return start;
}

}  // namespace

std::string process_metrics() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return fmt::format(
      "# HELP process_resident_memory_bytes Memory that the process has.\n"
      "# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes {}\n"
      "# HELP process_cpu_seconds_total Processor time that the process has had.\n"
      "# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total {:.3f}\n"
      "# HELP process_open_fds Open files and connections.\n"
      "# TYPE process_open_fds gauge\nprocess_open_fds {}\n"
      "# HELP process_start_time_seconds When it began, in seconds since 1970.\n"
      "# TYPE process_start_time_seconds gauge\nprocess_start_time_seconds {:.3f}\n",
      resident_bytes(), seconds(usage.ru_utime) + seconds(usage.ru_stime), open_files(), start_time());
}

void add_metrics_route(Routes& routes, std::shared_ptr<const ServerMetrics> metrics,
                       const std::vector<std::string>& ranges, std::function<std::string()> more) {
  (void)start_time();
  const AddressRanges allowed("--metrics-from", ranges);
  const auto answer = [error = routes.error, allowed, metrics = std::move(metrics), more = std::move(more)](
                          const Request& request, const Respond& respond) {
    const auto client = parse_address(request.client);
    if (!client || !allowed.contains(*client) || came_by_proxy(request)) {
      return respond(error(request, 404, "There is nothing at this address."));
    }
    respond({200, "text/plain; version=0.0.4; charset=utf-8", metrics->prometheus() + more() + process_metrics(), {}});
  };
  routes.http.push_back({"GET", "/metrics", answer});
}

}  // namespace digitnet::serve
