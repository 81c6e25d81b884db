-- The log of invalidations, a sorted set: member -> stamp (microseconds).
--   clock    the latest stamp that was issued or recorded; never decreases, even if the server's clock does
--   floor    entries with an earlier stamp are invalid
--   longest  the longest lifetime of an entry so far (not a stamp)
--   any other member: a tag of eight bytes
-- If the key is lost, by eviction or a flush, it is recreated with a floor that invalidates every entry.
local MAX_FETCH = 600 * 1000000  -- a fetch that takes longer is not stored
local LONGEST = 9 * 100000000000 -- ten days; below every stamp, so pruning by score does not remove it

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

-- Whether none of the packed tags was invalidated after `stamp`.
local function valid(stamp, tags)
  if stamp > clock or stamp < tonumber(redis.call('ZSCORE', KEYS[1], 'floor') or clock) then
    return false
  end
  for at = 1, #tags, 8000 do
    local members = {}
    for tag = at, math.min(at + 7992, #tags), 8 do
      members[#members + 1] = string.sub(tags, tag, tag + 7)
    end
    for _, recorded in ipairs(redis.call('ZMSCORE', KEYS[1], unpack(members))) do
      if recorded and tonumber(recorded) > stamp then
        return false
      end
    end
  end
  return true
end
