#!/usr/bin/env bash
# Makes the Python environment of a requirements.txt: python_environment.sh REQUIREMENTS FOLDER. One that was made of
# the same requirements stays.
set -euo pipefail
requirements="$1"
environment="$2"

if cmp -s "$requirements" "$environment/requirements.txt"; then exit; fi
python3 -m venv "$environment"
"$environment/bin/pip" install -q -r "$requirements"
cp "$requirements" "$environment/"
