#!/usr/bin/env bash
# Runs the tests of the pages: run.sh COMMAND [SCREENSHOT_FOLDER [JOURNEY...]]; all journeys where none is named. Exit code
# 77, which CTest counts as skipped, where node, chromium or the npm packages are not there (npm install in this folder
# brings those).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

# shellcheck source=tests/support/skip.sh
source "$here/../support/skip.sh"
for program in node "${CHROMIUM:-/usr/bin/chromium}"; do
  command -v "$program" >/dev/null || skip "$program is not there"
done
for package in playwright-core axe-core; do
  [[ -d "$here/node_modules/$package" ]] || skip "npm package $package is not installed in $here"
done

[[ -d "$here/../support/oidc_provider/node_modules/oidc-provider" ]] ||
  skip "npm package oidc-provider is not installed in tests/support/oidc_provider"
if [[ "${E2E_SERVICES:-}" == external ]]; then
  [[ -d "$here/../serve/accounts/mail_server/node_modules/smtp-server" ]] ||
    skip "npm package smtp-server is not installed in tests/serve/accounts/mail_server"
  compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || skip "PostgreSQL is not installed"
fi

export DIGITNET_COMMAND="$1" SCREENSHOTS="${2:-}"
journeys=("$here"/*.test.js)
if (($# > 2)); then
  journeys=("${@:3}")
  journeys=("${journeys[@]/#/"$here/"}")
  journeys=("${journeys[@]/%/.test.js}")
fi
exec node --test "${journeys[@]}"
