#include "mail_sender.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <utility>

#include "mail_queue.hpp"

namespace digitnet::serve {
namespace {

constexpr std::chrono::seconds kPeriod{10};

std::string date_of(Time now) {
  // By fmt, whose names of days and months are English whatever the locale.
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(std::chrono::system_clock::to_time_t(now)));
}

std::string domain_of(const std::string& address) {
  return address.substr(address.rfind('@') + 1);
}

}  // namespace

MailSender::MailSender(Database& database, Clock clock, MailSenderOptions options)
    : database_(database), clock_(std::move(clock)), options_(std::move(options)) {}

void MailSender::start() {
  thread_ = std::make_unique<PeriodicThread>(kPeriod, [this] { send_due(); });
}

void MailSender::stop() {
  stops_ = true;
  thread_.reset();
}

void MailSender::wake() {
  if (thread_) thread_->wake();
}

int MailSender::send_due() {
  int sent = 0;
  while (!stops_) {
    // One at a time: it is sent well within its lease, however slow the mail server is.
    const auto claimed =
        database_.write([&](Transaction& transaction) { return MailQueue(transaction).claim(1, clock_()); });
    if (claimed.empty()) return sent;
    const Outcome outcome = send(claimed.front());
    // The mail server is away for the others, too.
    if (outcome == Outcome::later) return sent;
    if (outcome == Outcome::sent) ++sent;
  }
  return sent;
}

MailSender::Outcome MailSender::send(const ClaimedMail& claimed) {
  try {
    const std::string from = bare_address(options_.from);
    const MailHead head{options_.from, claimed.id + "@" + domain_of(from), date_of(clock_())};
    const std::string news = options_.delivery->deliver({from, claimed.mail.to}, mail_message(claimed.mail, head));
    database_.write([&](Transaction& transaction) { MailQueue(transaction).sent(claimed.id, clock_()); });
    if (!news.empty()) options_.log(news);
    return Outcome::sent;
  } catch (const MailError& error) {
    fail(claimed, error.what(), error.is_for_good());
    return error.is_for_good() ? Outcome::never : Outcome::later;
  } catch (const ArgumentError& error) {
    fail(claimed, error.what(), true);
    return Outcome::never;
  }
}

void MailSender::fail(const ClaimedMail& claimed, const std::string& problem, bool for_good) {
  options_.log(
      fmt::format("mail {} was not sent: {}; {}", claimed.id, problem, for_good ? "given up" : "trying again later"));
  database_.write(
      [&](Transaction& transaction) { MailQueue(transaction).failed(claimed, problem, for_good, clock_()); });
}

}  // namespace digitnet::serve
