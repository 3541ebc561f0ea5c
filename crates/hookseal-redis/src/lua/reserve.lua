-- KEYS[1] the record. ARGV: version, fingerprint, lease in ms, retention in ms.
-- Gives {0, token}, {1, milliseconds of lease left}, {2, whether the body is the same},
-- or {3} for a record of another version.
local now = redis.call('TIME')
now = now[1] * 1000 + math.floor(now[2] / 1000)
local record = redis.call('HMGET', KEYS[1], 'v', 's', 'f', 'l')
local version, state, fingerprint, lease = record[1], record[2], record[3], record[4]
if version and version ~= ARGV[1] then
  return {3}
end
if state == 'D' then
  return {2, fingerprint == ARGV[2] and 1 or 0}
end
if state == 'I' and tonumber(lease) > now then
  return {1, tonumber(lease) - now}
end
local token = redis.call('HINCRBY', KEYS[1], 't', 1)
redis.call('HSET', KEYS[1], 'v', ARGV[1], 's', 'I', 'f', ARGV[2],
  'l', string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ARGV[3] + ARGV[4]))
return {0, token}
