#include "mail.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include "accounts_under_test.hpp"
#include "digitnet/error.hpp"
#include "mail_texts.hpp"

using namespace digitnet;
using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

const MailHead kHead{"digitnet <digitnet@digits.example>", "1@digits.example", "Mon, 21 Sep 2026 14:13:20 +0000"};

void add_mail(AccountsUnderTest& under_test, const std::string& to) {
  under_test.database.write([&](Transaction& transaction) {
    MailQueue(transaction).add({to, "digitnet: hello", "a body with the secret 12345678\n"}, under_test.now);
  });
}

}  // namespace

// SECURITY.md 40.
TEST_CASE("no line end or control character comes into the head of a mail") {
  const Mail good{"ada@digits.example", "digitnet: hello", "Hello,\n\nzwölf.\n"};
  CHECK(mail_message(good, kHead) ==
        "From: digitnet <digitnet@digits.example>\r\nTo: ada@digits.example\r\nSubject: digitnet: hello\r\n"
        "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\nMessage-ID: <1@digits.example>\r\nAuto-Submitted: auto-generated\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        "Hello,\r\n\r\nzwölf.\r\n");
  for (const std::string& end : {std::string("\r\nBcc: eve@x.example"), std::string("\nBcc: eve@x.example"),
                                 std::string("\r"), std::string(1, '\0'), std::string("\x7f"), std::string("ä")}) {
    Mail to = good;
    to.to += end;
    CHECK_THROWS_AS((void)mail_message(to, kHead), ArgumentError);
    Mail subject = good;
    subject.subject += end;
    CHECK_THROWS_AS((void)mail_message(subject, kHead), ArgumentError);
    MailHead from = kHead;
    from.from += end;
    CHECK_THROWS_AS((void)mail_message(good, from), ArgumentError);
  }
  CHECK(bare_address(kHead.from) == "digitnet@digits.example");
  CHECK(bare_address("digitnet@digits.example") == "digitnet@digits.example");
}

TEST_CASE("the texts of mails are ASCII lines that fit a screen, but for links") {
  const std::string link = "https://digits.example/confirm/" + std::string(43, 'x');
  for (const Mail& mail :
       {confirm_by_link_mail("a@b.c", link), confirm_by_code_mail("a@b.c", "12345678"),
        already_registered_mail("a@b.c", "https://digits.example"), reset_mail("a@b.c", link),
        password_changed_mail("a@b.c", "https://digits.example"), new_address_link_mail("a@b.c", link),
        new_address_code_mail("a@b.c", "12345678"), address_in_use_mail("a@b.c"),
        address_changed_mail("a@b.c", "https://digits.example"), account_deleted_mail("a@b.c")}) {
    CAPTURE(mail.body);
    CHECK(mail.to == "a@b.c");
    CHECK(mail.subject.starts_with("digitnet: "));
    for (std::size_t begin = 0; begin < mail.body.size();) {
      const std::size_t end = mail.body.find('\n', begin);
      const std::string line = mail.body.substr(begin, end - begin);
      CAPTURE(line);
      CHECK((line.size() <= 90 || line.starts_with("  https://")));
      begin = end + 1;
    }
    (void)mail_message(mail, kHead);
  }
}

// SECURITY.md 40.
TEST_CASE("while the mail server is down mails wait, longer each time, and requests are answered") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.delivery->problem = "the mail server: cannot connect";
    (void)under_test->registration().begin({"Ada", "ada@digits.example", kPassword, ConfirmationChannel::link},
                                           origin());
    CHECK(under_test->mail_sender().send_due() == 0);
    CHECK(under_test->mail_counts().waiting == 1);
    CHECK(under_test->mails({}).rows.at(0).problem == "the mail server: cannot connect");
    for (const auto pause : {30s, 60s, 120s}) {
      CAPTURE(pause.count());
      CHECK(under_test->mails({}).rows.at(0).next_try_at == under_test.now + pause);
      const int tries = under_test->mails({}).rows.at(0).tries;
      under_test.pass(pause - 1s);
      (void)under_test->mail_sender().send_due();
      CHECK(under_test->mails({}).rows.at(0).tries == tries);
      under_test.pass(1s);
      (void)under_test->mail_sender().send_due();
      CHECK(under_test->mails({}).rows.at(0).tries == tries + 1);
    }
    under_test.delivery->problem.clear();
    under_test.pass(240s);
    CHECK(under_test->mail_sender().send_due() == 1);
    CHECK(under_test.delivery->recipients == std::vector<std::string>{"ada@digits.example"});
    CHECK(under_test->mail_counts().waiting == 0);
    CHECK(under_test->mail_sender().send_due() == 0);
    CHECK(under_test.log.size() == 4);
    CHECK(under_test.log[0].find("ada@") == std::string::npos);
  });
}

TEST_CASE("a mail that was sent, refused for good or tried for a day is forgotten but for its head") {
  on_each_engine([](AccountsUnderTest& under_test) {
    add_mail(under_test, "sent@x.example");
    CHECK(under_test->mail_sender().send_due() == 1);
    add_mail(under_test, "refused@x.example");
    under_test.delivery->problem = "no such user";
    under_test.delivery->is_for_good = true;
    CHECK(under_test->mail_sender().send_due() == 0);
    add_mail(under_test, "late@x.example");
    under_test.delivery->is_for_good = false;
    for (int i = 0; i < MailQueue::kMostTries; ++i) {
      CHECK(under_test->mail_counts().waiting == 1);
      (void)under_test->mail_sender().send_due();
      under_test.pass(4h);
    }
    const MailCounts counts = under_test->mail_counts();
    CHECK(counts.waiting == 0);
    CHECK(counts.failed == 2);
    CHECK(under_test.number("SELECT COUNT(*) FROM mail WHERE body <> ''") == 0);
    CHECK(under_test->mails({}).rows.size() == 3);
    under_test.pass(7 * 24h);
    under_test->clean_up();
    CHECK(under_test->mails({}).rows.size() == 2);
    under_test.pass(24 * 24h);
    under_test->clean_up();
    CHECK(under_test->mails({}).rows.empty());
  });
}

TEST_CASE("a mail server that refuses one mail gets the others all the same") {
  on_each_engine([](AccountsUnderTest& under_test) {
    under_test.database.write([&](Transaction& transaction) {
      MailQueue(transaction).add({"a@x.example\r\nBcc: eve@x.example", "s", "b"}, under_test.now - 1s);
    });
    add_mail(under_test, "b@x.example");
    CHECK(under_test->mail_sender().send_due() == 1);
    CHECK(under_test->mail_counts().failed == 1);
    CHECK(under_test.delivery->recipients == std::vector<std::string>{"b@x.example"});
  });
}

TEST_CASE("servers that share a queue send every mail once, and take over what another one left") {
  on_each_engine([](AccountsUnderTest& under_test) {
    for (int i = 0; i < 30; ++i) add_mail(under_test, "u" + std::to_string(i) + "@x.example");
    const auto one = std::make_shared<KeptDelivery>();
    const auto two = std::make_shared<KeptDelivery>();
    const Clock clock = [&] { return under_test.now; };
    MailSender first(under_test.database, clock, {"digitnet@x.example", one});
    MailSender second(under_test.database, clock, {"digitnet@x.example", two});
    std::thread other([&] { (void)first.send_due(); });
    (void)second.send_due();
    other.join();
    std::set<std::string> all(one->recipients.begin(), one->recipients.end());
    all.insert(two->recipients.begin(), two->recipients.end());
    CHECK(all.size() == 30);
    CHECK(one->recipients.size() + two->recipients.size() == 30);

    add_mail(under_test, "left@x.example");
    under_test.database.write(
        [&](Transaction& transaction) { CHECK(MailQueue(transaction).claim(1, under_test.now).size() == 1); });
    CHECK(second.send_due() == 0);
    under_test.pass(MailQueue::kLease);
    CHECK(second.send_due() == 1);
  });
}

TEST_CASE("the list of mails for the administrator does not say what they say") {
  on_each_engine([](AccountsUnderTest& under_test) {
    add_mail(under_test, "ada@x.example");
    const MailRow row = under_test->mails({}).rows.at(0);
    CHECK(row.to == "ada@x.example");
    CHECK(row.subject == "digitnet: hello");
    CHECK(row.state == MailState::waiting);
    for (const std::string& text : {row.id, row.to, row.subject, row.problem})
      CHECK(text.find("12345678") == std::string::npos);
  });
}

TEST_CASE("a running server sends what is queued by itself, at once") {
  const TestFolder folder;
  AccountsUnderTest under_test(folder.path("accounts.sqlite"));
  under_test->start();
  (void)under_test->registration().begin({"Ada", "ada@digits.example", kPassword, ConfirmationChannel::link}, origin());
  const auto end = std::chrono::steady_clock::now() + 8s;  // before the thread would look by itself
  while (under_test->mail_counts().waiting > 0 && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(5ms);
  under_test->stop();
  CHECK(under_test.delivery->recipients == std::vector<std::string>{"ada@digits.example"});
}

TEST_CASE("without a mail server mails are files that only the owner reads, and the log says where") {
  const TestFolder folder;
  OutboxDelivery outbox(folder.path("outbox"));
  const std::string news =
      outbox.deliver({"digitnet@x.example", "ada@x.example"}, "To: ada@x.example\r\n\r\nHello.\r\n");
  REQUIRE(news.starts_with("a mail was written to " + folder.path("outbox/")));
  const std::string path = news.substr(news.find('/'));
  CHECK(path.ends_with(".eml"));
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  CHECK(text == "To: ada@x.example\r\n\r\nHello.\r\n");
  struct stat about {};
  REQUIRE(stat(path.c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0600);
  REQUIRE(stat(folder.path("outbox").c_str(), &about) == 0);
  CHECK((about.st_mode & 0777) == 0700);
  std::filesystem::remove_all(folder.path("outbox"));
  std::ofstream(folder.path("outbox")) << "a file";
  CHECK_THROWS_AS((void)outbox.deliver({"a@b", "c@d"}, "x"), MailError);
}

// SECURITY.md 40.
TEST_CASE("the mail server's URL is smtp or smtps, and holds no password") {
  for (const char* good :
       {"smtps://mail.example", "smtp://mail.example:587", "smtp://127.0.0.1:25", "smtp://[::1]:25"}) {
    CAPTURE(good);
    CHECK_NOTHROW(check_smtp_options({.url = good}));
  }
  for (const char* bad :
       {"", "mail.example", "http://mail.example", "file:///etc/passwd", "smtp://", "smtp://u@mail.example"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS(check_smtp_options({.url = bad}), ArgumentError);
  }
  try {
    check_smtp_options({.url = "smtp://user:geheim@mail.example"});
    FAIL("a password was taken");
  } catch (const ArgumentError& error) {
    CHECK(std::string(error.what()).find("geheim") == std::string::npos);
  }
}
