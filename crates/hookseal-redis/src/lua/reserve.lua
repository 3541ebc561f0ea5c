-- KEYS[1] the record. ARGV: version, fingerprint, lease in ms, retention in ms.
-- Gives {0, token, attempt}, {1, milliseconds of lease left}, {2, whether the body is the
-- same}, {3} for a record of another version, or {4} for one that nobody has written so.
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = math.floor(micros / 1000)
local record = redis.call('HMGET', KEYS[1], 'v', 's', 'f', 'l', 't', 'a')
local version, state, fingerprint = record[1], record[2], record[3]
local lease, token = tonumber(record[4] or nil), tonumber(record[5] or nil)
if version or redis.call('EXISTS', KEYS[1]) == 1 then
  if version ~= ARGV[1] then
    return {3}
  end
  if state == 'D' then
    return {2, fingerprint == ARGV[2] and 1 or 0}
  end
  if not token or (state ~= 'F' and (state ~= 'I' or not lease)) then
    return {4}
  end
  if state == 'I' and lease > now then
    return {1, lease - now}
  end
end
-- Greater than those of a record that is forgotten by now.
token = math.max((token or 0) + 1, micros)
local attempt = tonumber(record[6] or record[5] or 0) + 1
redis.call('HSET', KEYS[1], 'v', ARGV[1], 's', 'I', 'f', ARGV[2],
  'l', string.format('%.0f', now + ARGV[3]), 't', string.format('%.0f', token), 'a', attempt)
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', ARGV[3] + ARGV[4]))
return {0, token, attempt}
