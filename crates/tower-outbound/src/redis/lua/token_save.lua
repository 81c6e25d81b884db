-- KEYS: token (hash). ARGV: identity, token, issued, expires (Unix milliseconds), scopes or '', proof key or '', time of
--   the key's creation, lifetime of the token in milliseconds.
-- A token that was issued before the stored one is not saved.
local stored = redis.call('HMGET', KEYS[1], 'identity', 'issued')
if stored[1] == ARGV[1] and tonumber(stored[2]) > tonumber(ARGV[3]) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'identity', ARGV[1], 'token', ARGV[2], 'issued', ARGV[3], 'expires', ARGV[4],
  'scope', ARGV[5], 'key', ARGV[6], 'made', ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
return 1
