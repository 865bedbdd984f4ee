#!/usr/bin/env bash
# Holds the running server to its own document: schemathesis.sh COMMAND FOLDER. Every operation is called with what the
# document allows and with what it does not, and each answer must be one that it names, with the fields that it names.
# By a stranger to a server without accounts, then with tokens for the data of a user, for the account and for administration.
# FOLDER keeps the Python environment. Exit code 77, which CTest counts as skipped, where that cannot be installed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
command="$(realpath "$1")"
environment="$2/schemathesis"

# shellcheck source=tests/support/skip.sh
source "$here/../../support/skip.sh"
"$here/../../support/python_environment.sh" "$here/requirements.txt" "$environment" ||
  skip "Python's schemathesis cannot be installed"

folder="$(mktemp -d)"
server=
trap 'kill $server 2>/dev/null; wait; rm -rf "$folder"' EXIT

# Sets `url` and `server`.
serve() {
  if [[ -n "$server" ]]; then
    kill "$server"
    wait "$server" || true
  fi
  : >"$folder/said"
  timeout 390 "$command" serve --port 0 --rate 0 "$@" 2>"$folder/said" &
  server=$!
  for _ in $(seq 150); do
    url="$(grep -o 'http://[^ ]*' "$folder/said" || true)"
    [[ -n "$url" ]] && break
    sleep 0.2
  done
}

# That all that is allowed is accepted is not asked, since no schema can say that bytes are a picture, that a query holds one of two parameters, or that an id is
# that of something. Nor that a request without the field of a token is a 401: a cookie that came instead, from no page of ours, is a 403. The WebSocket is left out, since it answers no request of HTTP.
cd "$environment"
check() {
  if ! "$environment/bin/schemathesis" run "${url}api/openapi.json" --no-color --generation-deterministic \
    --continue-on-failure --exclude-checks "positive_data_acceptance,missing_required_header${1:+,$1}" "${@:2}" \
    >"$folder/report"; then
    # First what CTest shows of a long output.
    sed -n '/= FAILURES =\|= ERRORS =/,$p' "$folder/report"
    cat "$folder/said"
    return 1
  fi
}
serve --data-dir none
check_for_strangers() {
  check "$1" --max-examples 10 "${@:2}" \
    --exclude-path-regex '^/api/v1/(account|admin|draw|samples|session|tests|trainings|versions|used-version)'
}
# Its way through the limits of a schema fails by itself where pictures are supplied.
check_for_strangers "" --phases coverage
# A picture is told by its bytes: under another kind's Content-Type, which the schema has not, it is read all the same.
SCHEMATHESIS_HOOKS=pictures PYTHONPATH="$here" check_for_strangers negative_data_rejection --phases examples,fuzzing

# For who shows a token. What is malformed on purpose may be the token, and is then replaced by the one that is given here.
# check_with_token PATHS SCOPE...: as a new administrator, who has digits.
number=0
check_with_token() {
  local email=ada$((++number))@digits.example token
  echo "a heron waits in the reeds" | "$command" user create "$email" --admin --data-dir "$folder/data" --password-stdin >/dev/null
  token="$(python3 "$here/make_token.py" "$(grep -o '[0-9]*/$' <<<"$url" | tr -d /)" "$email" "${@:2}")"
  check negative_data_rejection --max-examples 20 --include-path-regex "^/api/v1/$1" \
    --header "Authorization: Bearer $token" --header "Sec-Fetch-Site: none"
}
serve --data-dir "$folder/data"
check_with_token '(samples|tests|trainings|versions|used-version)' recognize data train
# The session is for browsers, who bring no token.
check_with_token 'account' account data
check_with_token 'admin' admin
