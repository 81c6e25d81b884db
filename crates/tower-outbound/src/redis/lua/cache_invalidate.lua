-- KEYS: log. ARGV: packed tags; for each tag, the microseconds that its entries stay uncached.
clock = clock + 1
redis.call('ZADD', KEYS[1], text(clock), 'clock')
for at = 2, #ARGV do
  local stamp = text(clock + tonumber(ARGV[at]))
  redis.call('ZADD', KEYS[1], 'GT', stamp, string.sub(ARGV[1], (at - 2) * 8 + 1, (at - 1) * 8))
end
-- Drop records that are older than any entry.
local longest = tonumber(redis.call('ZSCORE', KEYS[1], 'longest') or '0')
local past = now - longest - MAX_FETCH
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. text(LONGEST), text(past))
redis.call('ZADD', KEYS[1], 'GT', text(past), 'floor')
return 1
