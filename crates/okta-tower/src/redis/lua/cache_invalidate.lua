-- KEYS: notes. ARGV: packed tags and, for each, text: microseconds that it takes to settle.
clock = clock + 1
redis.call('ZADD', KEYS[1], text(clock), 'clock')
for at = 2, #ARGV do
  local noted = text(clock + tonumber(ARGV[at]))
  redis.call('ZADD', KEYS[1], 'GT', noted, string.sub(ARGV[1], (at - 2) * 8 + 1, (at - 1) * 8))
end
-- Forget what no living entry is older than.
local longest = tonumber(redis.call('ZSCORE', KEYS[1], 'longest') or '0')
local past = now - longest - FILL
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. text(LONGEST), text(past))
redis.call('ZADD', KEYS[1], 'GT', text(past), 'floor')
return 1
