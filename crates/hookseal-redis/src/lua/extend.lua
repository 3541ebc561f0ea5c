-- KEYS[1] the record. ARGV: token, lease in ms, retention in ms.
-- Gives 0 applied, 1 already committed, 2 fenced.
local record = redis.call('HMGET', KEYS[1], 't', 's')
if record[1] ~= ARGV[1] then return 2 end
if record[2] == 'D' then return 1 end
if record[2] ~= 'I' then return 2 end
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
redis.call('HSET', KEYS[1], 'l', string.format('%.0f', now + ARGV[2]))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ARGV[2] + ARGV[3]))
return 0
