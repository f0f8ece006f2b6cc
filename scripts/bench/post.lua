-- A POST with the body of BENCH_BODY, in which UNIQUE becomes another code each time; with BENCH_KEY each request has an Idempotency-Key of its own.
local body = os.getenv("BENCH_BODY")
local with_key = os.getenv("BENCH_KEY") == "yes"
local seed = os.time() * 1000 + math.floor(os.clock() * 1000000) % 1000
local prefix = tostring(os.time()) .. "-" .. tostring(math.random(1, 1000000000)) .. tostring(os.clock())
local count = 0

function request()
  count = count + 1
  local headers = {}
  for name, value in pairs(wrk.headers) do headers[name] = value end
  if with_key then headers["Idempotency-Key"] = prefix .. "-" .. count end
  local code = string.format("B%X-%X", seed, count)
  return wrk.format("POST", nil, headers, (string.gsub(body, "UNIQUE", code)))
end
