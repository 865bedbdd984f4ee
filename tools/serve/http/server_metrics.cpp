#include "server_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace digitnet::serve {
namespace {

void write_header(std::string& text, const char* name, const char* type, const char* help) {
  fmt::format_to(std::back_inserter(text), "# HELP {0} {2}\n# TYPE {0} {1}\n", name, type, help);
}

template <typename Number>
void write_number(std::string& text, const char* name, const char* type, const char* help, const Number& number) {
  write_header(text, name, type, help);
  fmt::format_to(std::back_inserter(text), "{} {}\n", name, number.load());
}

}  // namespace

void ServerMetrics::set_routes(std::vector<std::string> routes) {
  routes_ = std::move(routes);
  counts_ = std::make_unique<RouteCounts[]>(routes_.size());
}

void ServerMetrics::count_request(std::size_t route, int status, std::chrono::microseconds time) {
  RouteCounts& counts = counts_[route];
  const auto index = static_cast<std::size_t>(std::clamp(status - kFirstStatus, 0, 499));
  counts.by_status[index].fetch_add(1, std::memory_order_relaxed);
  counts.time.add(time);
}

void ServerMetrics::count_message(std::chrono::microseconds time) {
  messages_.add(time);
}

void ServerMetrics::Histogram::add(std::chrono::microseconds time) {
  const double seconds = std::chrono::duration<double>(time).count();
  const auto bucket = std::ranges::lower_bound(kBucketSeconds, seconds) - kBucketSeconds.begin();
  buckets[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  microseconds.fetch_add(static_cast<std::uint64_t>(time.count()), std::memory_order_relaxed);
}

void ServerMetrics::Histogram::write(std::string& text, const std::string& name, const std::string& labels) const {
  const auto out = std::back_inserter(text);
  const std::string before = labels.empty() ? "" : labels + ",";
  const std::string braced = labels.empty() ? "" : "{" + labels + "}";
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBucketSeconds.size(); ++i) {
    sum += buckets[i].load(std::memory_order_relaxed);
    fmt::format_to(out, "{}_bucket{{{}le=\"{}\"}} {}\n", name, before, kBucketSeconds[i], sum);
  }
  sum += buckets.back().load(std::memory_order_relaxed);
  fmt::format_to(out, "{0}_bucket{{{1}le=\"+Inf\"}} {2}\n{0}_sum{3} {4:.6f}\n{0}_count{3} {2}\n", name, before, sum,
                 braced, static_cast<double>(microseconds.load(std::memory_order_relaxed)) / 1e6);
}

std::string ServerMetrics::prometheus() const {
  std::string text;
  write_header(text, "digitnet_requests_total", "counter", "Requests answered, by route and status.");
  for (std::size_t route = 0; route < routes_.size(); ++route) {
    for (std::size_t i = 0; i < counts_[route].by_status.size(); ++i) {
      const auto count = counts_[route].by_status[i].load(std::memory_order_relaxed);
      if (count == 0) continue;
      fmt::format_to(std::back_inserter(text), "digitnet_requests_total{{route=\"{}\",status=\"{}\"}} {}\n",
                     routes_[route], kFirstStatus + static_cast<int>(i), count);
    }
  }
  write_header(text, "digitnet_request_seconds", "histogram", "From the whole head to the whole answer, by route.");
  for (std::size_t route = 0; route < routes_.size(); ++route) {
    counts_[route].time.write(text, "digitnet_request_seconds", fmt::format("route=\"{}\"", routes_[route]));
  }
  write_header(text, "digitnet_message_seconds", "histogram", "From a WebSocket's message to its reply.");
  messages_.write(text, "digitnet_message_seconds", "");
  write_number(text, "digitnet_connections", "gauge", "Open connections.", connections);
  write_number(text, "digitnet_sockets", "gauge", "Open WebSockets.", sockets);
  write_number(text, "digitnet_connections_total", "counter", "Connections taken.", accepted);
  write_number(text, "digitnet_connections_refused_total", "counter", "Connections beyond the caps.",
               refused_connections);
  write_number(text, "digitnet_timeouts_total", "counter", "Heads, bodies and answers that took too long.", timed_out);
  write_number(text, "digitnet_log_lines_lost_total", "counter", "Lines of the access log that were not written.",
               log_lines_lost);
  return text;
}

}  // namespace digitnet::serve
