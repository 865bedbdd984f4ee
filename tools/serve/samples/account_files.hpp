#pragma once

#include "account_hooks.hpp"
#include "file_store.hpp"
#include "owner_locks.hpp"

namespace digitnet::serve {

/// Has all files of an account deleted with it, of every kind. The hook refers to `files` and `locks`.
void delete_files_with_accounts(AccountHooks& hooks, FileStore& files, OwnerLocks& locks);

}  // namespace digitnet::serve
