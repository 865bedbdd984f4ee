# shellcheck shell=bash
# skip REASON, for scripts that source this: exit code 77, which CTest counts as skipped; a failure where everything that
# tests need was installed for them (scripts/test.sh), so that nothing is left out unnoticed.
skip() {
  echo "skipped: $1"
  [[ -z "${DIGITNET_REQUIRE_ALL-}" ]] || exit 1
  exit 77
}
