-- Counts an attempt in every bucket, unless one has to wait. KEYS: the buckets. ARGV: the time in milliseconds, then for each
-- bucket: free attempts, first wait, longest wait, time to forget one; in milliseconds. Answers how long to wait, 0 for not at all.
local now = tonumber(ARGV[1])
local wait = 0
local counts = {}
for i, key in ipairs(KEYS) do
  local forget = tonumber(ARGV[i * 4 + 1])
  local stored = redis.call('HMGET', key, 'n', 'at', 'until')
  local n, at = tonumber(stored[1] or 0) or 0, tonumber(stored[2] or now) or now
  local gone = math.floor(math.max(0, now - at) / forget)
  n = math.max(0, n - gone)
  if n == 0 then at = now else at = at + gone * forget end
  counts[i] = { n = n, at = at }
  wait = math.max(wait, (tonumber(stored[3] or 0) or 0) - now)
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
  local free, first = tonumber(ARGV[i * 4 - 2]), tonumber(ARGV[i * 4 - 1])
  local longest, forget = tonumber(ARGV[i * 4]), tonumber(ARGV[i * 4 + 1])
  local n = counts[i].n + 1
  local delay = 0
  if n > free then delay = math.min(longest, first * 2 ^ math.min(n - free - 1, 40)) end
  redis.call('HSET', key, 'n', n, 'at', counts[i].at, 'until', delay > 0 and now + delay or 0)
  redis.call('PEXPIRE', key, math.ceil(n * forget + delay))
end
return 0
