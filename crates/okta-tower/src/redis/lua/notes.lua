-- The log of invalidations, one sorted set: member -> stamp (microseconds).
--   clock    the latest stamp that was given or noted; never goes back, even when the server's clock does
--   floor    what was begun before is worthless
--   longest  the longest life given to an entry (not a stamp)
--   any other member: a tag of eight bytes
-- If the key is lost, by eviction or a flush, it is made anew with a floor that makes every entry worthless.
local FILL = 600 * 1000000       -- a fill that takes longer is not stored
local LONGEST = 9 * 100000000000 -- ten days; lies below every stamp, so that pruning by score spares it

local function text(number)
  return string.format('%.0f', number)
end

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local clock = tonumber(redis.call('ZSCORE', KEYS[1], 'clock') or nil)
if not clock then
  clock = now + 1
  redis.call('ZADD', KEYS[1], text(clock), 'clock', text(clock), 'floor')
elseif clock < now then
  clock = now
end

-- Whether nothing has touched any of the packed tags since `stamp`.
local function valid(stamp, tags)
  if stamp > clock or stamp < tonumber(redis.call('ZSCORE', KEYS[1], 'floor') or clock) then
    return false
  end
  for at = 1, #tags, 8000 do
    local members = {}
    for tag = at, math.min(at + 7992, #tags), 8 do
      members[#members + 1] = string.sub(tags, tag, tag + 7)
    end
    for _, noted in ipairs(redis.call('ZMSCORE', KEYS[1], unpack(members))) do
      if noted and tonumber(noted) > stamp then
        return false
      end
    end
  end
  return true
end
