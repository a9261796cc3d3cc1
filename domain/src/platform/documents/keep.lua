-- Keeps a text for all processes. KEYS[1]: the texts by their names; KEYS[2]: when each was last asked for. ARGV: name, text; the time and
-- for how long one is kept, in milliseconds; how many there may be. The others go, those first that nobody has asked for the longest.
local now, kept, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], now, ARGV[1])
local gone = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - kept)
local many = redis.call('ZCARD', KEYS[2]) - #gone - most
if many > 0 then
  gone = redis.call('ZRANGE', KEYS[2], 0, #gone + many - 1)
end
for _, name in ipairs(gone) do
  redis.call('HDEL', KEYS[1], name)
  redis.call('ZREM', KEYS[2], name)
end
redis.call('PEXPIRE', KEYS[1], kept)
redis.call('PEXPIRE', KEYS[2], kept)
return #gone
