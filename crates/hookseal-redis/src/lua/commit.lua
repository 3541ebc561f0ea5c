-- KEYS[1] the record. ARGV: token, retention in ms.
-- Gives 0 applied, 1 already committed, 2 fenced.
local record = redis.call('HMGET', KEYS[1], 't', 's')
if record[1] ~= ARGV[1] then return 2 end
if record[2] == 'D' then return 1 end
if record[2] ~= 'I' then return 2 end
redis.call('HSET', KEYS[1], 's', 'D')
redis.call('HDEL', KEYS[1], 'l')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
