-- Takes one attempt back from each bucket that still is there, and its wait with it. KEYS: the buckets.
for _, key in ipairs(KEYS) do
  local n = tonumber(redis.call('HGET', key, 'n') or '')
  if n then redis.call('HSET', key, 'n', math.max(0, n - 1), 'until', 0) end
end
