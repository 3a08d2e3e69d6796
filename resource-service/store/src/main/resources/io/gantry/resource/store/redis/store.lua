#!lua name=gantry_@HASH@

-- The commit function of Gantry's store and its housekeeping. All keys share one hash tag:
--   state      hash: revision, epoch, logBytes, layout; page and pageSince of the operations
--   log        stream, one entry per commit, id <revision>-0
--   heads      hash: <group>/<resource>/<namespace>/<name> -> <revision> LF <header>
--   bodies     hash: the same key -> body
--   ops:<page> hash: operation id -> what became of a commit; the two newest pages are kept
-- Numbers are doubles: revisions stay below 2^53 and are printed without exponent.
--
-- What costs is text: Lua copies and hashes each one that it is given, each that it puts together, and each
-- that it is answered with. So bodies are only passed on, and what several commits want is asked once.

local PAGE_MILLIS = 120000
local LAST_REVISION = 9007199254740991
local ENTRY_OVERHEAD = 200
-- What may stand on Lua's stack at once, with room to spare.
local MOST_ARGUMENTS = 1000

local function whole(number)
  return string.format('%d', number)
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

local function revision_of(head)
  return string.sub(head, 1, string.find(head, '\n', 1, true) - 1)
end

local function call_in_parts(command, key, arguments)
  for from = 1, #arguments, MOST_ARGUMENTS do
    redis.call(command, key, unpack(arguments, from, math.min(from + MOST_ARGUMENTS - 1, #arguments)))
  end
end

-- KEYS: state log heads bodies, and the name of the operations' pages without their number
-- ARGV: notAfter(ms), commits, the operation id of each, then of each:
--   meta guards {key, "-" for none or "+" for any or its revision}... writes {verb key header body}...
-- Commits that know nothing of each other, each judged as if it came alone, one after the other. An error in a
-- function does not undo what it wrote, so of each commit all guards come before the log's entry, which alone may
-- be refused, and of all commits whatever else is written comes last and cannot fail.
-- Reply: logBytes, then for each commit one of
--   C<revision> | {R guardIndex head body} | {L millis} | {E why}, behind which nothing was tried
local function commit(keys, args)
  local state, log, heads, bodies, book = keys[1], keys[2], keys[3], keys[4], keys[5]
  local not_after, count = tonumber(args[1]), tonumber(args[2])

  local numbers = redis.call('HMGET', state, 'revision', 'epoch', 'logBytes', 'page', 'pageSince')
  if not numbers[1] then
    return redis.error_reply('GANTRY the store is not initialized')
  end
  local revision = tonumber(numbers[1])
  local epoch = numbers[2]
  local bytes = tonumber(numbers[3] or '0')
  local page = tonumber(numbers[4] or '0')
  local now = now_millis()
  local millis = whole(now)

  -- Was one of them done already?
  local known = redis.call('HMGET', book .. whole(page), unpack(args, 3, count + 2))
  local known_before = redis.call('HMGET', book .. whole(page - 1), unpack(args, 3, count + 2))

  -- The state as the commits before leave it: key -> head, false for none; of what was written also the body.
  local head_now, body_now = {}, {}
  local function head_of(key)
    local head = head_now[key]
    if head == nil then
      head = redis.call('HGET', heads, key)
      head_now[key] = head
    end
    return head
  end
  local function refusal(index, key)
    local head = head_of(key)
    if not head then
      return {'R', whole(index)}
    end
    return {'R', whole(index), head, body_now[key] or redis.call('HGET', bodies, key)}
  end

  local replies = {false}
  local outcomes = {}
  local committed = false
  local at = count + 3
  for i = 1, count do
    local meta = args[at]
    local guards = tonumber(args[at + 1])
    local first_guard = at + 2
    local writes = tonumber(args[first_guard + guards * 2])
    local first_write = first_guard + guards * 2 + 1
    at = first_write + writes * 4

    local reply
    local done = known[i] or known_before[i]
    if done then
      local kind, number = string.match(done, '^(%u)(%d+)$')
      if kind == 'C' then
        reply = done
      else
        reply = refusal(tonumber(number), args[first_guard + tonumber(number) * 2])
      end
    elseif now > not_after then
      reply = {'L', millis}
    else
      for g = 0, guards - 1 do
        local key, wanted = args[first_guard + g * 2], args[first_guard + g * 2 + 1]
        local head = head_of(key)
        local holds
        if wanted == '-' then
          holds = not head
        else
          holds = head and (wanted == '+' or revision_of(head) == wanted)
        end
        if not holds then
          -- Remembered too: a straggler of this commit must not succeed after the refusal was told.
          outcomes[#outcomes + 1] = args[i + 2]
          outcomes[#outcomes + 1] = 'R' .. whole(g)
          reply = refusal(g, key)
          break
        end
      end
    end

    if not reply then
      if revision >= LAST_REVISION then
        replies[i + 1] = {'E', 'revisions are used up'}
        break
      end
      local printed = whole(revision + 1)
      local entry = {'t', millis, 'e', epoch, 'm', meta}
      for w = 0, writes - 1 do
        local j = first_write + w * 4
        local verb, key = args[j], args[j + 1]
        local previous = head_of(key)
        if verb == 'p' then
          verb = previous and 'MODIFIED' or 'ADDED'
        else
          verb = 'DELETED'
        end
        local n = #entry
        entry[n + 1], entry[n + 2] = verb .. ' ' .. key, previous or ''
        entry[n + 3], entry[n + 4] = args[j + 2], args[j + 3]
      end
      local added = redis.pcall('XADD', log, printed .. '-0', unpack(entry))
      if type(added) == 'table' and added.err then
        replies[i + 1] = {'E', added.err}
        break
      end
      for w = 0, writes - 1 do
        local j = first_write + w * 4
        local key = args[j + 1]
        local put = args[j] == 'p'
        head_now[key] = put and (printed .. '\n' .. args[j + 2])
        body_now[key] = put and args[j + 3]
      end
      revision = revision + 1
      bytes = bytes + size_of(entry)
      committed = true
      reply = 'C' .. printed
      outcomes[#outcomes + 1] = args[i + 2]
      outcomes[#outcomes + 1] = reply
    end
    replies[i + 1] = reply
  end

  if committed then
    redis.call('HSET', state, 'revision', whole(revision), 'logBytes', whole(bytes))
    local put_heads, put_bodies, removed = {}, {}, {}
    for key, body in pairs(body_now) do
      if body then
        local n = #put_heads
        put_heads[n + 1], put_heads[n + 2] = key, head_now[key]
        put_bodies[n + 1], put_bodies[n + 2] = key, body
      else
        removed[#removed + 1] = key
      end
    end
    call_in_parts('HSET', heads, put_heads)
    call_in_parts('HSET', bodies, put_bodies)
    call_in_parts('HDEL', heads, removed)
    call_in_parts('HDEL', bodies, removed)
  end
  if #outcomes > 0 then
    -- By Redis's clock, whatever that does: a jump turns one page, and the one before is still looked at.
    local age = now - tonumber(numbers[5] or '0')
    if age > PAGE_MILLIS or age < 0 then
      page = page + 1
      redis.call('HSET', state, 'page', whole(page), 'pageSince', millis)
      redis.call('UNLINK', book .. whole(page - 2))
    end
    call_in_parts('HSET', book .. whole(page), outcomes)
  end
  replies[1] = whole(bytes)
  return replies
end

-- KEYS: state log   ARGV: age(ms) bytes entries
-- Drops entries that are too old or too much, at most so many at once, never the last one. Of a log that is too
-- big a tenth goes, of entries as long as they are on average: it is not worth the time to read them.
-- Reply: number dropped, logBytes
local function trim(keys, args)
  local state, log = keys[1], keys[2]
  local oldest = now_millis() - tonumber(args[1])
  local allowed, most = tonumber(args[2]), tonumber(args[3])
  local bytes = tonumber(redis.call('HGET', state, 'logBytes') or '0')
  local length = redis.call('XLEN', log)
  local first = redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1]
  if not first or (bytes <= allowed and tonumber(first[2][2]) >= oldest) then
    return {'0', whole(bytes)}
  end
  local left = bytes
  local dropped = 0
  if bytes > allowed then
    dropped = math.min(math.ceil(length * (1 - 0.9 * allowed / bytes)), most, length - 1)
    left = math.ceil(bytes * (length - dropped) / length)
  else
    for _, entry in ipairs(redis.call('XRANGE', log, '-', '+', 'COUNT', most)) do
      local fields = entry[2]
      if dropped + 1 >= length or tonumber(fields[2]) >= oldest then
        break
      end
      left = left - size_of(fields)
      dropped = dropped + 1
    end
  end
  if dropped > 0 then
    -- Revisions are consecutive.
    local revision = tonumber(string.match(first[1], '^(%d+)-'))
    redis.call('XTRIM', log, 'MINID', '=', whole(revision + dropped) .. '-0')
    redis.call('HSET', state, 'logBytes', whole(math.max(left, 0)))
  end
  return {whole(dropped), whole(math.max(left, 0))}
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
redis.register_function('gantry_trim_@HASH@', trim)
redis.register_function('gantry_new_epoch_@HASH@', new_epoch)
