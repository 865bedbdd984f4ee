#!/usr/bin/env bash
# Says which C++ files clang-format would change, and fails if there are any; --fix changes them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

case "${1-}" in
  "") mode=(--dry-run --Werror) ;;
  --fix) mode=(-i) ;;
  *)
    echo "usage: $(basename "$0") [--fix]" >&2
    exit 2
    ;;
esac
git ls-files -z -- '*.cpp' '*.hpp' | xargs -0 --no-run-if-empty clang-format "${mode[@]}"
