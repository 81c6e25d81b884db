-- KEYS: log, entry. Returns: stamp, found (0 no, 1 stale, 2 fresh), value, microseconds since it was stored.
local entry = redis.call('HMGET', KEYS[2], 'value', 'stamp', 'tags', 'until', 'idle', 'tti', 'stored')
if entry[1] and valid(tonumber(entry[2]), entry[3]) then
  local age = text(math.max(now - tonumber(entry[7]), 0))
  if now < tonumber(entry[4]) and now < tonumber(entry[5]) then
    redis.call('HSET', KEYS[2], 'idle', text(now + tonumber(entry[6])))
    return { text(clock), 2, entry[1], age }
  end
  redis.call('ZADD', KEYS[1], text(clock), 'clock')
  return { text(clock), 1, entry[1], age }
end
redis.call('ZADD', KEYS[1], text(clock), 'clock')
return { text(clock), 0, '', '0' }
