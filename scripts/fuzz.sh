#!/usr/bin/env bash
# Runs the fuzz targets of tests/fuzz from their kept corpora, each for a minute, as many at a time as there are cores.
#   scripts/fuzz.sh [SECONDS [TARGET...]]
# What is found lies in build/fuzz/finds/: build/fuzz/bin/fuzz_TARGET FILE shows it again. What reaches new code is kept
# in build/fuzz/corpora/ for the next run; what is worth keeping for everyone is copied to tests/fuzz/corpus/ by hand.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-60}
shift || true
targets=("$@")
((${#targets[@]} > 0)) || for folder in tests/fuzz/corpus/*/; do targets+=("$(basename "$folder")"); done

cmake --preset fuzz >/dev/null
cmake --build --preset fuzz -j "$(nproc)"
mkdir -p build/fuzz/finds build/fuzz/logs

fuzz() {
  local target=$1 dictionary=()
  [[ -f tests/fuzz/dictionaries/$target.dict ]] && dictionary=("-dict=tests/fuzz/dictionaries/$target.dict")
  mkdir -p "build/fuzz/corpora/$target"
  "build/fuzz/bin/fuzz_$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 -verbosity=0 \
    -print_final_stats=1 -artifact_prefix="build/fuzz/finds/$target-" "${dictionary[@]}" \
    "build/fuzz/corpora/$target" "tests/fuzz/corpus/$target" >"build/fuzz/logs/$target.log" 2>&1
}

failed=()
finish() {
  local target=$1 tries
  if wait "$2"; then
    tries=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/logs/$target.log")
    if ((${tries:-0} > 0)); then
      echo "ok      $target: $tries inputs"
      return
    fi
  fi
  failed+=("$target")
  echo "FAILED  $target:"
  tail -n 40 "build/fuzz/logs/$target.log"
}

for ((first = 0; first < ${#targets[@]}; first += $(nproc))); do
  group=("${targets[@]:first:$(nproc)}")
  processes=()
  for target in "${group[@]}"; do
    fuzz "$target" &
    processes+=($!)
  done
  for i in "${!group[@]}"; do finish "${group[i]}" "${processes[i]}"; done
done
echo "$((${#targets[@]} - ${#failed[@]})) passed, ${#failed[@]} failed"
((${#failed[@]} == 0))
