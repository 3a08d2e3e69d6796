#!lua name=gantry_@HASH@

-- The commit function of Gantry's store and its housekeeping. All keys share one hash tag:
--   state    hash: revision, epoch, logBytes
--   log      stream, one entry per commit, id <revision>-0
--   objects  hash: <group>/<resource>/<namespace>/<name> -> <revision> LF <header> LF <body>
--   op:<id>  what became of a commit, for ten minutes
-- Numbers are doubles: revisions stay below 2^53 and are printed without exponent.

local OPERATION_KEPT_SECONDS = 600
local LAST_REVISION = 9007199254740991
local ENTRY_OVERHEAD = 200

local function whole(number)
  return string.format('%.0f', number)
end

local function now_millis()
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function size_of(fields)
  local size = ENTRY_OVERHEAD
  for i = 1, #fields do
    size = size + #fields[i]
  end
  return size
end

-- "<revision> LF <header>" of a stored value, without its body.
local function head_of(value)
  local first = string.find(value, '\n', 1, true)
  local second = string.find(value, '\n', first + 1, true)
  return string.sub(value, 1, second - 1)
end

local function revision_of(value)
  return string.sub(value, 1, string.find(value, '\n', 1, true) - 1)
end

-- KEYS: state log objects op
-- ARGV: notAfter(ms) meta guards {kind key revision}... writes {verb key payload}...
-- Reply: C revision millis epoch logBytes | R guardIndex stored | L millis
local function commit(keys, args)
  local state, log, objects, op = keys[1], keys[2], keys[3], keys[4]

  -- First of all: was this done already?
  local known = redis.call('GET', op)
  if known then
    local kind, first, second, third = string.match(known, '^(%u) (%S+) ?(%S*) ?(%S*)$')
    if kind == 'C' then
      return {'C', first, second, third, '0'}
    end
    local guarded = args[3 + (tonumber(first) * 3) + 2]
    return {'R', first, redis.call('HGET', objects, guarded)}
  end

  local now = now_millis()
  if now > tonumber(args[1]) then
    return {'L', whole(now)}
  end

  -- All guards before all writes: an error in a function does not undo what it wrote.
  local at = 3
  local guards = tonumber(args[at])
  at = at + 1
  for i = 0, guards - 1 do
    local kind, key, revision = args[at], args[at + 1], args[at + 2]
    at = at + 3
    local stored = redis.call('HGET', objects, key)
    local holds
    if kind == 'a' then
      holds = not stored
    elseif kind == 'e' then
      holds = stored and true
    else
      holds = stored and revision_of(stored) == revision
    end
    if not holds then
      -- Remembered too: a straggler of this commit must not succeed after the refusal was told.
      redis.call('SET', op, 'R ' .. i, 'EX', OPERATION_KEPT_SECONDS)
      return {'R', tostring(i), stored}
    end
  end

  local numbers = redis.call('HMGET', state, 'revision', 'epoch', 'logBytes')
  if not numbers[1] then
    return redis.error_reply('GANTRY the store is not initialized')
  end
  local revision = tonumber(numbers[1]) + 1
  if revision > LAST_REVISION then
    return redis.error_reply('GANTRY revisions are used up')
  end
  local printed = whole(revision)
  local epoch = numbers[2]
  local millis = whole(now)

  local entry = {'t', millis, 'e', epoch, 'm', args[2]}
  local writes = tonumber(args[at])
  local first = at + 1
  for i = 0, writes - 1 do
    local verb, key, payload = args[first + i * 3], args[first + i * 3 + 1], args[first + i * 3 + 2]
    local stored = redis.call('HGET', objects, key)
    local previous = ''
    if stored then
      previous = head_of(stored)
    end
    if verb == 'p' then
      verb = stored and 'MODIFIED' or 'ADDED'
    else
      verb = 'DELETED'
    end
    local n = #entry
    entry[n + 1], entry[n + 2], entry[n + 3], entry[n + 4] = verb, key, previous, payload
  end

  -- The log first: if this fails, nothing has been written.
  redis.call('XADD', log, printed .. '-0', unpack(entry))
  local bytes = tonumber(numbers[3] or '0') + size_of(entry)
  redis.call('HSET', state, 'revision', printed, 'logBytes', whole(bytes))
  for i = 0, writes - 1 do
    local verb, key, payload = args[first + i * 3], args[first + i * 3 + 1], args[first + i * 3 + 2]
    if verb == 'p' then
      redis.call('HSET', objects, key, printed .. '\n' .. payload)
    else
      redis.call('HDEL', objects, key)
    end
  end
  redis.call(
    'SET', op, 'C ' .. printed .. ' ' .. millis .. ' ' .. epoch, 'EX', OPERATION_KEPT_SECONDS)
  return {'C', printed, millis, epoch, whole(bytes)}
end

-- KEYS: state log objects op...   ARGV: commits, then of each: number of its arguments, its arguments
-- Several commits that know nothing of each other, each as `commit` does it, in one round trip. What
-- stops one of them stops those behind it: they ask again, as after any unknown outcome.
-- Reply: the reply of each
local function commit_all(keys, args)
  local replies = {}
  local at = 2
  for i = 1, tonumber(args[1]) do
    local last = at + tonumber(args[at])
    local reply = commit({keys[1], keys[2], keys[3], keys[3 + i]}, {unpack(args, at + 1, last)})
    if reply.err then
      return reply
    end
    replies[i] = reply
    at = last + 1
  end
  return replies
end

-- KEYS: state log   ARGV: age(ms) bytes entries
-- Drops entries that are too old or too much, at most so many at once, never the last one. A log
-- that is too big is trimmed to nine tenths: else each later commit would call for a trim of its own.
-- Reply: dropped bytes
local function trim(keys, args)
  local state, log = keys[1], keys[2]
  local oldest = now_millis() - tonumber(args[1])
  local allowed = tonumber(args[2])
  local bytes = tonumber(redis.call('HGET', state, 'logBytes') or '0')
  if bytes <= allowed then
    local first = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
    if not first or tonumber(first[2][2]) >= oldest then
      return {'0', whole(bytes)}
    end
  else
    allowed = allowed * 0.9
  end
  local length = redis.call('XLEN', log)
  local dropped = 0
  local last
  for _, entry in ipairs(redis.call('XRANGE', log, '-', '+', 'COUNT', args[3])) do
    local fields = entry[2]
    if dropped + 1 >= length or (bytes <= allowed and tonumber(fields[2]) >= oldest) then
      break
    end
    bytes = bytes - size_of(fields)
    dropped = dropped + 1
    last = entry[1]
  end
  if last then
    local revision = tonumber(string.match(last, '^(%d+)-'))
    redis.call('XTRIM', log, 'MINID', '=', whole(revision + 1) .. '-0')
    redis.call('HSET', state, 'logBytes', whole(math.max(bytes, 0)))
  end
  return {whole(dropped), whole(math.max(bytes, 0))}
end

-- KEYS: state log   ARGV: above epoch
local function new_epoch(keys, args)
  local revision = tonumber(redis.call('HGET', keys[1], 'revision') or '0')
  revision = math.max(revision, tonumber(args[1])) + 1
  redis.call('HSET', keys[1], 'revision', whole(revision), 'epoch', args[2], 'logBytes', '0')
  redis.call('DEL', keys[2])
  return whole(revision)
end

redis.register_function('gantry_commit_@HASH@', commit)
redis.register_function('gantry_commit_all_@HASH@', commit_all)
redis.register_function('gantry_trim_@HASH@', trim)
redis.register_function('gantry_new_epoch_@HASH@', new_epoch)
