-- The text of a name, if it is kept. KEYS as in keep.lua. ARGV: name; the time and for how long one is kept, in milliseconds.
local now, kept = tonumber(ARGV[2]), tonumber(ARGV[3])
local asked = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not asked or tonumber(asked) <= now - kept then return false end
redis.call('ZADD', KEYS[2], now, ARGV[1])
redis.call('PEXPIRE', KEYS[1], kept)
redis.call('PEXPIRE', KEYS[2], kept)
return redis.call('HGET', KEYS[1], ARGV[1])
