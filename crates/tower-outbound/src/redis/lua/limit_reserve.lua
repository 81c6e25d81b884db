-- KEYS: bucket (hash), held (sorted set: reservation -> its expiry).
-- ARGV: reservation, percentage of each window that may be used, lifetime of a reservation in microseconds,
--   microseconds for which a probe delays other requests.
-- Returns -1 if granted; otherwise the microseconds to wait, or 0 to poll.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local bucket = redis.call('HMGET', KEYS[1], 'limit', 'remaining', 'ends', 'alone', 'paused')
local limit, remaining = tonumber(bucket[1] or nil), tonumber(bucket[2] or nil)
local ends, alone = tonumber(bucket[3] or '0'), tonumber(bucket[4] or '0')
local paused = tonumber(bucket[5] or '0')

local function text(number)
  return string.format('%.0f', number)
end

local function grant()
  local ttl = tonumber(ARGV[3])
  redis.call('ZADD', KEYS[2], text(now + ttl), ARGV[1])
  redis.call('PEXPIRE', KEYS[2], text(math.ceil(ttl / 1000)))
  return -1
end

if now < paused then
  return paused - now
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now))
local held = redis.call('ZCARD', KEYS[2])
local unused_share = limit and math.ceil(limit * (100 - tonumber(ARGV[2])) / 100)

if not limit or (now >= ends and remaining - unused_share <= 0) then
  -- No window is known, or the known one has ended: one request probes.
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
if remaining - unused_share <= 0 then
  return ends - now
elseif remaining - unused_share - held > 0 then
  return grant()
end
return 0
