-- Changes what is in a pot: one number, the moment at which it is full again. KEYS[1]: the pot. ARGV, in microseconds: now, the
-- window, by how much the moment is put off; 1 where that is refused beyond the window. Answers whether it was done, and the
-- moment.
local now, window, delay = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = math.max(tonumber(redis.call('GET', KEYS[1]) or now) or now, now)
if delay == 0 then return { 1, full } end
local moved = full + delay
if ARGV[4] == '1' and moved - now > window then return { 0, full } end
if moved <= now then
  redis.call('DEL', KEYS[1])
  return { 1, now }
end
redis.call('SET', KEYS[1], string.format('%.0f', moved), 'PX', math.ceil((moved - now) / 1000) + 1000)
return { 1, moved }
