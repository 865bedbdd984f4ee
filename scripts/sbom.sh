#!/usr/bin/env bash
# Prints, as CycloneDX 1.5 JSON, which Debian packages a built digitnet consists of: those whose shared libraries it
# loads, and those whose headers were compiled into it, as the build itself noted.
#   scripts/sbom.sh [BUILD_FOLDER] > digitnet.cdx.json          default: build/release
set -euo pipefail

if (($# > 1)); then
  echo "usage: $(basename "$0") [BUILD_FOLDER]" >&2
  exit 2
fi
build=${1:-$(dirname "${BASH_SOURCE[0]}")/../build/release}
program=$build/bin/digitnet

# What dpkg knows of the paths on standard input, as names of packages. /lib is a link to /usr/lib, and it knows a file
# by either name.
owners() {
  local paths
  mapfile -t paths < <(sed 'p; s|^/usr/lib/|/lib/|; t; s|^/lib/|/usr/lib/|')
  { dpkg-query -S "${paths[@]}" 2>/dev/null || true; } | sed 's/: .*//; s/, /\n/g; s/:[a-z0-9]*$//; s/:[a-z0-9]*\n/\n/g' | sort -u
}

libraries() { ldd "$program" | grep -oE '/[^ ]+' | while read -r path; do realpath "$path"; done; }

# Of the objects in the program: not those of tests, benchmarks and other programs.
headers() {
  ninja -C "$build" -t deps |
    awk '/^[^ ]/ {in_program = $0 ~ /^(libdigitnet|tools)\// && $0 !~ /^tools\/fetch\//} in_program && $1 ~ /^\/usr\// {print $1}' |
    sort -u
}

component() { # PACKAGE ROLE
  local package_version architecture purl
  read -r package_version architecture < <(dpkg-query -W -f '${Version} ${Architecture}\n' "$1" | head -n 1)
  purl=$(sed 's/+/%2B/g; s/:/%3A/g' <<<"$package_version")
  purl="pkg:deb/$distributor/$1@$purl?arch=$architecture&distro=$distribution"
  printf '    {"type": "library", "bom-ref": "%s", "name": "%s", "version": "%s", "purl": "%s",\n' "$purl" "$1" \
    "$package_version" "$purl"
  printf '     "properties": [{"name": "digitnet:role", "value": "%s"}]}' "$2"
}

components() {
  local separator='' package
  while read -r package; do
    printf '%s%s' "$separator" "$(component "$package" linked)"
    separator=$',\n'
  done <<<"$linked"
  while read -r package; do
    printf '%s%s' "$separator" "$(component "$package" headers)"
  done <<<"$compiled"
}

linked=$(libraries | owners)
compiled=$(headers | owners)
[[ -n $linked && -n $compiled ]] || { echo "$build: no library or no header of it belongs to a package" >&2; exit 1; }
version=$("$program" --version | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1)
distributor=$(sed -n 's/^ID=//p' /etc/os-release)
distribution=$distributor-$(sed -n 's/^VERSION_ID="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release)

cat <<END
{
  "bomFormat": "CycloneDX",
  "specVersion": "1.5",
  "version": 1,
  "metadata": {
    "component": {"type": "application", "bom-ref": "digitnet", "name": "digitnet", "version": "$version",
      "hashes": [{"alg": "SHA-256", "content": "$(sha256sum "$program" | cut -d ' ' -f 1)"}]}
  },
  "components": [
$(components)
  ]
}
END
