-- KEYS[1] the record, which stays for its counter. Gives whether it was done.
if redis.call('HGET', KEYS[1], 's') ~= 'D' then return 0 end
redis.call('HSET', KEYS[1], 's', 'F')
return 1
