-- KEYS: token (hash). ARGV: identity, token, issued, expires (Unix milliseconds), scopes or '', proof key or '', time of
--   the key's creation, milliseconds until the record is deleted or 0, refresh token or ''.
-- A token that was issued before the stored one is not saved, unless it has a refresh token: that would be lost.
local stored = redis.call('HMGET', KEYS[1], 'identity', 'issued')
if ARGV[9] == '' and stored[1] == ARGV[1] and tonumber(stored[2]) > tonumber(ARGV[3]) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'identity', ARGV[1], 'token', ARGV[2], 'issued', ARGV[3], 'expires', ARGV[4],
  'scope', ARGV[5], 'key', ARGV[6], 'made', ARGV[7], 'refresh', ARGV[9])
if tonumber(ARGV[8]) > 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[8])
end
return 1
