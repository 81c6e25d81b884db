-- KEYS: bucket (hash), held (sorted set).
-- ARGV: reservation or '', limit, remaining, reset (identifies the window: seconds on the API's clock), microseconds
--   until the window ends, 1 if the window is exhausted, seconds by which resets of one window differ, microseconds
--   for which the server rejects requests. Absent values are ''.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local limit, remaining, reset, left = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local bucket = redis.call('HMGET', KEYS[1], 'limit', 'remaining', 'ends', 'reset', 'paused')

local function set(...)
  redis.call('HSET', KEYS[1], ...)
end
local function text(number)
  return string.format('%.0f', number)
end

if ARGV[1] ~= '' then
  redis.call('ZREM', KEYS[2], ARGV[1])
end
set('alone', '0')
if ARGV[6] == '1' then
  remaining = 0
end
local paused, pause = tonumber(bucket[5] or '0'), tonumber(ARGV[8])
if pause then
  paused = math.max(paused, now + pause)
  set('paused', text(paused))
end
redis.call('PEXPIRE', KEYS[1], text(math.max(3600000, math.ceil((math.max(left or 0, paused - now)) / 1000) + 60000)))
local known = tonumber(bucket[4] or '0')
if limit and remaining and reset and left then
  local tolerance = tonumber(ARGV[7])
  if tolerance > 0 and math.abs(reset - known) <= tolerance and now < tonumber(bucket[3] or '0') then
    reset = known
  end
  if reset > known then
    set('limit', text(limit), 'remaining', text(remaining), 'reset', text(reset), 'ends', text(now + left))
  elseif reset == known then
    -- Both are upper bounds: a response can be outdated on arrival, and dates are truncated to seconds.
    remaining = math.min(remaining, tonumber(bucket[2] or nil) or remaining)
    local ends = math.min(now + left, tonumber(bucket[3] or nil) or now + left)
    set('limit', text(limit), 'remaining', text(remaining), 'ends', text(ends))
  end
elseif ARGV[6] == '1' and bucket[1] then
  -- Rejected without a window: the known one is exhausted.
  set('remaining', '0')
  if left then
    set('ends', text(math.max(now + left, tonumber(bucket[3] or '0'))))
  end
end
return 1
