#!/usr/bin/env bash
# The whole proof from a fresh clone: installs what is missing, builds, lets every fuzz target run for half a minute, and
# runs the tests: under the address and undefined-behaviour sanitizers, then those of the library and those that cannot
# be under sanitizers without. The last lines are ctest's own.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

stage() { printf '\n== [%d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$1"; }
jobs=$(nproc)

stage "Dependencies"
scripts/install_dependencies.sh --test
npm install --no-progress --prefix tests/e2e
npm install --no-progress --prefix tests/support/oidc_provider
npm install --no-progress --prefix tests/serve/accounts/mail_server

# Where a compiler cache is installed, a second run compiles only what changed, also in another clone.
if command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
fi

for preset in asan dev; do
  stage "Build: preset $preset"
  cmake --preset "$preset"
  cmake --build --preset "$preset" -j "$jobs"
done

# Whatever a test needs was installed above: none may be skipped for want of it.
export DIGITNET_REQUIRE_ALL=1
# Two tests at a time on two cores: threads that wait for each other sleep instead of spinning.
export OMP_WAIT_POLICY=passive

stage "Fuzzing"
scripts/fuzz.sh 30

stage "Tests: preset asan"
ctest --preset asan -j "$jobs" --no-label-summary

# The library's once more, since kernels are optimised otherwise here; of the program's what cannot be under sanitizers.
stage "Tests: preset dev"
done_before=$(ctest --preset asan -N | sed -nE 's/^ *Test *#[0-9]+: (cli|tools|serve_.*)$/\1/p' | paste -sd'|')
ctest --preset dev -j "$jobs" --no-label-summary -E "^($done_before)\$"
