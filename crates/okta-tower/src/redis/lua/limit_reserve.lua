-- KEYS: bucket (hash), held (sorted set: reservation -> when it expires).
-- ARGV: reservation, percentage of each window that may be used, microseconds that a reservation lives,
--   microseconds that one which goes alone keeps others back.
-- Gives -1 when granted; else microseconds to wait, or 0 to ask again soon.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local bucket = redis.call('HMGET', KEYS[1], 'limit', 'remaining', 'ends', 'alone')
local limit, remaining = tonumber(bucket[1] or nil), tonumber(bucket[2] or nil)
local ends, alone = tonumber(bucket[3] or '0'), tonumber(bucket[4] or '0')

local function text(number)
  return string.format('%.0f', number)
end

local function grant()
  local life = tonumber(ARGV[3])
  redis.call('ZADD', KEYS[2], text(now + life), ARGV[1])
  redis.call('PEXPIRE', KEYS[2], text(math.ceil(life / 1000)))
  return -1
end

redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now))
local held = redis.call('ZCARD', KEYS[2])
local spare = limit and math.ceil(limit * (100 - tonumber(ARGV[2])) / 100)

if not limit or (now >= ends and remaining - spare <= 0) then
  -- Nothing is known, or it is not known whether a new window is open: one goes alone and finds out.
  if now < alone then
    return 0
  end
  redis.call('HSET', KEYS[1], 'alone', text(now + tonumber(ARGV[4])))
  redis.call('PEXPIRE', KEYS[1], 3600000)
  return grant()
end
if now >= ends then
  remaining = limit
end
if remaining - spare <= 0 then
  return ends - now
elseif remaining - spare - held > 0 then
  return grant()
end
return 0
