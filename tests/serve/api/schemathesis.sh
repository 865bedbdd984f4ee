#!/usr/bin/env bash
# Holds the running server to its own document: schemathesis.sh COMMAND FOLDER. Every operation is called with what the
# document allows and with what it does not, and each answer must be one that it names, with the fields that it names.
# FOLDER keeps the Python environment. Exit code 77, which CTest counts as skipped, where that cannot be installed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
command="$1"
environment="$2/schemathesis"

# shellcheck source=tests/support/skip.sh
source "$here/../../support/skip.sh"
"$here/../../support/python_environment.sh" "$here/requirements.txt" "$environment" ||
  skip "Python's schemathesis cannot be installed"

said="$(mktemp)"
timeout 280 "$command" serve --port 0 --rate 0 --data-dir none 2>"$said" &
server=$!
trap 'kill "$server" 2>/dev/null; rm -f "$said"' EXIT
for _ in $(seq 100); do
  url="$(grep -o 'http://[^ ]*' "$said" || true)"
  [[ -n "$url" ]] && break
  sleep 0.2
done

# The WebSocket is left out, since it answers no request of HTTP; what is a user's, since this server knows none; and that all that is allowed is accepted is not asked,
# since no schema can say that bytes are a picture, or that a query holds one of two parameters.
cd "$environment"
check() {
  "$environment/bin/schemathesis" run "${url}api/openapi.json" --no-color --generation-deterministic \
    --max-examples 10 --continue-on-failure --exclude-path-regex '^/api/v1/(draw|samples|session|tests)' --exclude-checks positive_data_acceptance "$@"
}
# Its way through the limits of a schema fails by itself where pictures are supplied.
check --phases coverage
# A picture is told by its bytes: under another kind's Content-Type, which the schema has not, it is read all the same.
SCHEMATHESIS_HOOKS=pictures PYTHONPATH="$here" check --phases examples,fuzzing \
  --exclude-checks positive_data_acceptance,negative_data_rejection
