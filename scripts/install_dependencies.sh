#!/usr/bin/env bash
# Installs the Debian packages that digitnet is built with: only those that are missing, so with all of them there
# it needs neither root nor a network. --test adds what only scripts/test.sh uses (a browser, a fuzzing compiler, nginx
# to try the deployment files with), --dev what a contributor's checks use, too.
set -euo pipefail

packages=(
  g++ cmake ninja-build pkg-config ca-certificates
  libeigen3-dev libstb-dev libcli11-dev libfmt-dev nlohmann-json3-dev doctest-dev
  zlib1g-dev libcurl4-openssl-dev libssl-dev
  libboost-dev libkainjow-mustache-dev libsodium-dev
  libsoci-dev libsqlite3-dev libpq-dev libzip-dev
)

test_packages=(chromium clang faketime libclang-rt-dev nginx-light openssl postgresql procps python3 python3-venv strace systemd)
# Node may be there from elsewhere, and Debian's npm would not go with it.
command -v npm >/dev/null || test_packages+=(nodejs npm)

case "${1-}" in
  "") ;;
  --test) packages+=("${test_packages[@]}") ;;
  --dev)
    packages+=("${test_packages[@]}" clang-format clang-tidy libomp-dev shellcheck python3-numpy python3-pil)
    ;;
  *)
    echo "usage: $(basename "$0") [--test | --dev]" >&2
    exit 2
    ;;
esac

if ! command -v dpkg-query >/dev/null; then
  echo "This is no Debian system. What CMake does not find below is to be installed by hand, the equivalents of:" >&2
  echo "  ${packages[*]}" >&2
  exit 0
fi

is_installed() { [[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" == installed* ]]; }

missing=()
for package in "${packages[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "All ${#packages[@]} packages are installed."
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing, and installing them takes root, which this is not, or sudo, which is not here:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing: ${missing[*]}"
installs_nginx=false
[[ " ${missing[*]} " != *" nginx-light "* ]] || is_installed nginx-common || installs_nginx=true
"${as_root[@]}" apt-get update -q
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
# The tests run nginx themselves: nobody asked for a server on port 80.
if "$installs_nginx" && [[ -d /run/systemd/system ]]; then "${as_root[@]}" systemctl disable --now nginx; fi
