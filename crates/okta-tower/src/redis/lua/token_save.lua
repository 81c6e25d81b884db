-- KEYS: token (hash). ARGV: identity, token, issued, expires (Unix milliseconds), scopes or '', proof key or '',
--   when that was made, milliseconds that the token still lives.
-- A token that was issued before the one at hand is not saved: its process was late.
local at_hand = redis.call('HMGET', KEYS[1], 'identity', 'issued')
if at_hand[1] == ARGV[1] and tonumber(at_hand[2]) > tonumber(ARGV[3]) then
  return 0
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'identity', ARGV[1], 'token', ARGV[2], 'issued', ARGV[3], 'expires', ARGV[4],
  'scope', ARGV[5], 'key', ARGV[6], 'made', ARGV[7])
redis.call('PEXPIRE', KEYS[1], ARGV[8])
return 1
