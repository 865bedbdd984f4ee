-- wrk's side of benchmarks/serve: sends the request bodies of a file in turn, and prints what came of it as JSON.
--   wrk ... -s cycle_pictures.lua URL -- BODIES CONTENT_TYPE
-- BODIES: the number of bodies, then for each its length, on a line each, and its bytes.

local threads = 0

function setup(thread)
  thread:set("first", threads * 97)
  threads = threads + 1
end

local requests = {}
local at = 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  local headers = { ["Content-Type"] = args[2] }
  for i = 1, file:read("*n", "*l") do
    local length = file:read("*n", "*l")
    requests[i] = wrk.format("POST", nil, headers, file:read(length))
  end
  file:close()
  at = first
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '{"requests":%d,"seconds":%.6f,"p50_ms":%.3f,"p99_ms":%.3f,"max_ms":%.3f,' ..
    '"failed":{"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    latency.max / 1e3, errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
