#include "account_files.hpp"

namespace digitnet::serve {

void delete_files_with_accounts(AccountHooks& hooks, FileStore& files, OwnerLocks& locks) {
  hooks.deletions.emplace_back([&files, &locks](Transaction&, const std::string& owner) -> std::function<void()> {
    return [&files, &locks, owner] {
      const auto lock = locks.lock(owner);
      files.remove_owner(owner);
    };
  });
}

}  // namespace digitnet::serve
