#include "administration.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "accounts_under_test.hpp"

using namespace digitnet::serve;
using namespace digitnet::test;
using namespace std::chrono_literals;

namespace {

Administrator by(const std::string& id) {
  return {id, origin(3)};
}

}  // namespace

// SECURITY.md 49.
TEST_CASE("the last active administrator cannot be demoted, disabled or deleted") {
  on_each_engine([](AccountsUnderTest& under_test) {
    Administration& administration = under_test->administration();
    const std::string root = under_test.add_user("root@digits.example", Role::admin);
    const std::string second = under_test.add_user("second@digits.example", Role::admin);
    administration.disable(by(root), second);
    const auto demote = [&] { administration.set_role(by(root), root, Role::user); };
    const auto disable = [&] { administration.disable(by(root), root); };
    const auto remove = [&] { administration.remove(by(root), root); };
    const SignedIn who = under_test.signed_in(under_test.sign_in(root));
    const auto remove_oneself = [&] { under_test->own_account().remove(who, kPassword, origin()); };
    CHECK(refusal(demote) == "forbidden");
    CHECK(refusal(disable) == "forbidden");
    CHECK(refusal(remove) == "forbidden");
    CHECK(refusal(remove_oneself) == "forbidden");
    CHECK(under_test.user(root).is_admin());
    administration.enable(by(root), second);
    CHECK(refusal(demote).empty());
    CHECK(under_test->administration().count().admins == 1);
  });
}

// SECURITY.md 49.
TEST_CASE("two administrators who demote each other at the same time do not both succeed") {
  on_each_engine([](AccountsUnderTest& under_test) {
    for (int round = 0; round < 5; ++round) {
      const std::string a = under_test.add_user("a" + std::to_string(round) + "@digits.example", Role::admin);
      const std::string b = under_test.add_user("b" + std::to_string(round) + "@digits.example", Role::admin);
      std::thread one([&] { (void)refusal([&] { under_test->administration().set_role(by(a), b, Role::user); }); });
      std::thread two([&] { (void)refusal([&] { under_test->administration().set_role(by(b), a, Role::user); }); });
      one.join();
      two.join();
      CHECK(under_test->administration().count().admins == 1);
      for (const std::string& id : {a, b}) {
        if (under_test.user(id).is_admin()) {
          under_test.database.write([&](Transaction& transaction) { Users(transaction).remove(id); });
        }
      }
    }
  });
}

// SECURITY.md 49.
TEST_CASE("an administrator starts a reset, whose link goes to the user by mail alone") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string root = under_test.add_user("root@digits.example", Role::admin);
    const std::string ada = under_test.add_user("ada@digits.example");
    under_test->administration().start_reset(by(root), ada);
    const std::string token = under_test.link_token_to("ada@digits.example");
    CHECK(refusal([&] { under_test->password_reset().finish(token, "seven herons by the weir", origin()); }).empty());
    CHECK(under_test.has_audit("user.reset", root));
    under_test->administration().disable(by(root), ada);
    CHECK(refusal([&] { under_test->administration().start_reset(by(root), ada); }) == "forbidden");
  });
}

TEST_CASE("whose address was never confirmed becomes no administrator, and gets no link for a password") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string root = under_test.add_user("root@digits.example", Role::admin);
    const std::string cyd = under_test.database.write([&](Transaction& transaction) {
      return Users(transaction)
          .create({"Cyd", "cyd@digits.example", std::nullopt, Role::user, UserState::unverified}, under_test.now);
    });
    Administration& administration = under_test->administration();
    CHECK(refusal([&] { administration.set_role(by(root), cyd, Role::admin); }) == "forbidden");
    CHECK(refusal([&] { administration.start_reset(by(root), cyd); }) == "forbidden");
    CHECK(under_test.mails_to("cyd@digits.example") == 0);
  });
}

// SECURITY.md 10, 14.
TEST_CASE("another role ends the user's sessions, and so does an administrator who wants it") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string root = under_test.add_user("root@digits.example", Role::admin);
    const std::string ada = under_test.add_user("ada@digits.example");
    const NewSession first = under_test.sign_in(ada);
    under_test->administration().set_role(by(root), ada, Role::user);
    CHECK(under_test->sessions().find(first.token));
    under_test->administration().set_role(by(root), ada, Role::admin);
    CHECK_FALSE(under_test->sessions().find(first.token));
    const NewSession second = under_test.sign_in(ada);
    CHECK(under_test.signed_in(second).user.is_admin());
    under_test->administration().end_sessions(by(root), ada);
    CHECK_FALSE(under_test->sessions().find(second.token));
  });
}

TEST_CASE("users are found by a part of name or address, by role and state, page by page") {
  on_each_engine([](AccountsUnderTest& under_test) {
    Administration& administration = under_test->administration();
    under_test.database.write([&](Transaction& transaction) {
      Users users(transaction);
      for (int i = 0; i < 120; ++i) {
        const std::string number = std::to_string(1000 + i);
        users.create({"Name " + number, "u" + number + "@x.example", std::nullopt, i == 7 ? Role::admin : Role::user,
                      i % 2 == 0 ? UserState::active : UserState::disabled},
                     under_test.now);
      }
      users.create({"100%_sure", "percent@x.example", std::nullopt, Role::user, UserState::unverified}, under_test.now);
    });
    const auto find = [&](const UserSearch& search) { return administration.search(search, {0, 200}).rows.size(); };
    CHECK(find({}) == 121);
    CHECK(find({"NAME 1007", {}, {}}) == 1);
    CHECK(find({"u100", {}, {}}) == 10);
    CHECK(find({"%", {}, {}}) == 1);
    CHECK(find({"0%_s", {}, {}}) == 1);
    CHECK(find({"' OR '1'='1", {}, {}}) == 0);
    CHECK(find({"", Role::admin, {}}) == 1);
    CHECK(find({"", {}, UserState::disabled}) == 60);
    CHECK(find({"u10", Role::user, UserState::active}) == 50);
    const auto second = administration.search({}, {50, 50});
    CHECK(second.rows.size() == 50);
    CHECK(second.has_more);
    CHECK(second.rows.front().email == "u1049@x.example");
    const auto last = administration.search({}, {100, 50});
    CHECK(last.rows.size() == 21);
    CHECK_FALSE(last.has_more);
    CHECK(administration.search({}, {0, 0}).rows.size() == 1);
    CHECK(administration.search({}, {-5, 100000}).rows.size() == 121);
    const UserCounts counts = administration.count();
    CHECK(counts.active == 60);
    CHECK(counts.disabled == 60);
    CHECK(counts.unverified == 1);
    CHECK(counts.admins == 0);
  });
}

TEST_CASE("quotas are set and taken back, and are not negative") {
  on_each_engine([](AccountsUnderTest& under_test) {
    const std::string ada = under_test.add_user("ada@digits.example");
    Administration& administration = under_test->administration();
    administration.set_quotas(by("command"), ada, {100, 5'000'000'000, std::nullopt});
    CHECK(under_test.user(ada).quotas.images == 100);
    CHECK(under_test.user(ada).quotas.image_bytes == 5'000'000'000);
    CHECK_FALSE(under_test.user(ada).quotas.training_seconds_per_day);
    CHECK(refusal([&] { administration.set_quotas(by("command"), ada, {-1, {}, {}}); }) == "invalid quotas");
    administration.set_quotas(by("command"), ada, {});
    CHECK_FALSE(under_test.user(ada).quotas.images);
    CHECK(under_test.has_audit("user.quotas", ada));
  });
}

TEST_CASE("what is done to a user who is not there is refused") {
  on_each_engine([](AccountsUnderTest& under_test) {
    Administration& administration = under_test->administration();
    for (const auto& work :
         std::vector<std::function<void()>>{[&] { administration.disable(by("command"), "no one"); },
                                            [&] { administration.enable(by("command"), "no one"); },
                                            [&] { administration.remove(by("command"), "no one"); },
                                            [&] { administration.end_sessions(by("command"), "no one"); },
                                            [&] { administration.set_role(by("command"), "no one", Role::admin); },
                                            [&] { administration.set_quotas(by("command"), "no one", {}); },
                                            [&] { administration.start_reset(by("command"), "no one"); },
                                            [&] { (void)administration.get("no one"); }}) {
      CHECK(refusal(work) == "not_found");
    }
    CHECK(under_test.number("SELECT COUNT(*) FROM audit_entry") == 0);
  });
}

TEST_CASE("a registration that nobody confirmed is neither enabled nor disabled by an administrator, but deleted") {
  on_each_engine([](AccountsUnderTest& under_test) {
    (void)under_test->registration().begin({"Ada", "ada@digits.example", kPassword, ConfirmationChannel::link},
                                           origin());
    Administration& administration = under_test->administration();
    const std::string ada = administration.search({}, {}).rows.at(0).id;
    CHECK(refusal([&] { administration.enable(by("command"), ada); }) == "forbidden");
    CHECK(refusal([&] { administration.disable(by("command"), ada); }) == "forbidden");
    administration.remove(by("command"), ada);
    CHECK(under_test.number("SELECT COUNT(*) FROM account") == 0);
    CHECK(under_test.number("SELECT COUNT(*) FROM mail") == 0);
  });
}

// SECURITY.md 55.
TEST_CASE("the audit log says who did what to whom, is searched page by page, and names nobody who is gone") {
  on_each_engine([](AccountsUnderTest& under_test) {
    Administration& administration = under_test->administration();
    const std::string root = under_test.add_user("root@digits.example", Role::admin);
    const std::string ada = under_test.add_user("ada@digits.example");
    const auto steps = std::vector<std::function<void()>>{
        [&] { administration.disable(by(root), ada); }, [&] { administration.enable(by(root), ada); },
        [&] { administration.set_role(by(root), ada, Role::admin); },
        [&] { administration.end_sessions(by(root), ada); }, [&] { administration.start_reset(by(root), ada); }};
    for (const auto& step : steps) {
      under_test.pass(1s);
      step();
    }
    const auto rows = under_test->audit_log({ada, "user", {}, {}}, {}).rows;
    REQUIRE(rows.size() == 6);
    CHECK(rows[0].entry.action == "user.reset");
    CHECK(rows[2].entry.action == "user.role");
    CHECK(rows[2].entry.detail == "admin");
    CHECK(rows[4].entry.action == "user.disable");
    CHECK(rows[4].actor_email == "root@digits.example");
    CHECK(rows[4].subject_email == "ada@digits.example");
    CHECK(rows[4].at == under_test.now - 4s);
    CHECK(rows[4].entry.origin.address == origin(3).address);
    CHECK(rows[5].entry.actor == "command");
    CHECK(under_test->audit_log({"", "user.role", {}, {}}, {}).rows.size() == 1);
    CHECK(under_test->audit_log({"", "use", {}, {}}, {}).rows.empty());
    CHECK(under_test->audit_log({ada, "user", under_test.now, {}}, {}).rows.size() == 1);
    CHECK(under_test->audit_log({ada, "user", {}, under_test.now}, {}).rows.size() == 5);
    const auto page = under_test->audit_log({}, {0, 2});
    CHECK(page.rows.size() == 2);
    CHECK(page.has_more);

    administration.remove(by(root), ada);
    const auto after = under_test->audit_log({ada, "user", {}, {}}, {}).rows;
    CHECK(after.size() == 7);
    CHECK(after[5].subject_email.empty());
    under_test->audit({root, "access.denied", "", "GET\r\n/admin", origin()});
    CHECK(under_test->audit_log({"", "access", {}, {}}, {}).rows.at(0).entry.detail ==
          "GET?"
          "?/admin");
    const auto denials = [&] { return under_test->audit_log({root, "access", {}, {}}, {}).rows.size(); };
    for (int i = 0; i < 3; ++i) under_test->audit_once({root, "access.denied", "", "GET /admin", origin()});
    CHECK(denials() == 2);
    under_test.pass(61s);
    under_test->audit_once({root, "access.denied", "", "GET /admin", origin()});
    CHECK(denials() == 3);
    under_test.pass(366 * 24h);
    under_test->clean_up();
    CHECK(under_test->audit_log({}, {}).rows.empty());
  });
}
