-- KEYS: log, entry. ARGV: value, stamp, packed tags; in microseconds: time to live, time to idle, time kept.
local stamp, tags = tonumber(ARGV[2]), ARGV[3]
local ttl, tti, kept = tonumber(ARGV[4]), tonumber(ARGV[5]), math.min(tonumber(ARGV[6]), LONGEST)
if now - stamp > MAX_FETCH or kept < 1000 or not valid(stamp, tags) then
  return 0
end
redis.call('ZADD', KEYS[1], 'GT', text(kept), 'longest')
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[2], 'value', ARGV[1], 'stamp', ARGV[2], 'tags', tags, 'until', text(now + ttl),
  'idle', text(now + tti), 'tti', text(tti), 'stored', text(now))
redis.call('PEXPIRE', KEYS[2], text(math.floor(kept / 1000)))
return 1
