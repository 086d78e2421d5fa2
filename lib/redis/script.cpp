// `throttle::reserve` (lib/throttle/pool.cpp) once more: the same steps on the same doubles in the same
// order, so that both give the same answers to the last bit. tests/redis holds one against the other at
// random. A change here is a change there.
#include "redis/script.hpp"

namespace sluice::redis {

std::string_view script() noexcept {
  return R"lua(
local time = redis.call('TIME')
local clock = time[1] * 1000000 + time[2]
local out = {}
local floor, ceil, min, max = math.floor, math.ceil, math.min, math.max

local function part_of(free, instances, want)
  return max(0, min(min(free, max(1, floor(free / instances))), want))
end

local function give(granted, epoch, ttl, wait, free)
  local n = #out
  out[n + 1], out[n + 2], out[n + 3], out[n + 4], out[n + 5] = granted, epoch, ttl, wait, free
end

local function keep(key, us, missing, at, epoch, held, before)
  redis.call('SET', key, struct.pack('<ddddd', missing, at, epoch, held, before), 'PX', ceil(us / 1000) + 1)
end

local function window(key, kept, a)
  local limit, per_us = tonumber(ARGV[a + 1]), min(tonumber(ARGV[a + 2]) * 1000000, 1e15)
  local instances, ask_epoch = tonumber(ARGV[a + 5]), tonumber(ARGV[a + 7])
  local back, want = tonumber(ARGV[a + 10]), tonumber(ARGV[a + 11])
  local missing, at, epoch, held, before = 0, 0, 0, 0, 0
  if kept then missing, at, epoch, held, before = struct.unpack('<ddddd', kept) end
  local now = clock
  if held == 0 or now - epoch >= per_us then missing, at, epoch, held, before = 0, now, now, 0, 0 end
  epoch = min(epoch, now)
  if ask_epoch == epoch then held = held - min(held, back) end
  local free = max(0, limit - held)
  local granted = part_of(free, instances, want)
  held = held + granted
  local ttl = epoch + per_us - now
  local wait = 0
  if granted == 0 and want ~= 0 then wait = max(1, ttl) end
  keep(key, max(ttl, 1), missing, at, epoch, held, before)
  give(granted, epoch, ttl, wait, free - granted)
end

local function bucket(key, kept, a)
  local limit, burst = tonumber(ARGV[a + 1]), tonumber(ARGV[a + 3])
  local epoch_us, instances = tonumber(ARGV[a + 4]), tonumber(ARGV[a + 5])
  local ask_epoch, spent, spent_before = tonumber(ARGV[a + 7]), tonumber(ARGV[a + 8]), tonumber(ARGV[a + 9])
  local back, want = tonumber(ARGV[a + 10]), tonumber(ARGV[a + 11])
  local rate = limit / (tonumber(ARGV[a + 2]) * 1e6)
  local missing, at, epoch, held, before = 0, 0, 0, 0, 0
  if kept then missing, at, epoch, held, before = struct.unpack('<ddddd', kept) end

  local function refill(to)
    if to <= at then return end
    missing = max(held + before, missing - (to - at) * rate)
    at = to
  end

  local now = clock
  if at - now > burst / rate + 2 * epoch_us then
    at, epoch, held, before = now, floor(now / epoch_us), held + before, 0
  end
  now = max(now, at)
  local this = floor(now / epoch_us)
  epoch = min(epoch, this)
  while epoch < this and held + before ~= 0 do
    refill((epoch + 1) * epoch_us)
    before, held, epoch = held, 0, epoch + 1
  end
  epoch = max(epoch, this)
  refill(now)
  missing = min(missing, max(burst, held + before))

  if ask_epoch == epoch then
    held = held - min(held, spent)
    local released = min(held, back)
    held, missing = held - released, missing - released
    before = before - min(before, spent_before)
  elseif ask_epoch == epoch - 1 then
    before = before - min(before, spent)
    local released = min(before, back)
    before, missing = before - released, missing - released
  end

  local free = floor(burst - missing + 1e-9)
  local granted = part_of(free, instances, want)
  missing, held = missing + granted, held + granted
  local wait = 0
  if granted == 0 and want ~= 0 then
    if held + before >= burst then
      wait = max(1, (epoch + 1) * epoch_us - now)
    else
      wait = max(1, min(ceil((missing + 1 - burst) / rate), 1e15))
    end
  end
  keep(key, ceil(min(missing / rate, 1e15)) + 2 * epoch_us, missing, at, epoch, held, before)
  give(granted, epoch, (epoch + 2) * epoch_us - now, wait, max(0, free - granted))
end

for k = 1, #KEYS do
  local kept = redis.pcall('GET', KEYS[k])
  if kept and (type(kept) ~= 'string' or #kept ~= 40) then
    give(-1, 0, 0, 0, 0)
  elseif ARGV[k * 11 - 5] == '1' then
    window(KEYS[k], kept, k * 11 - 11)
  else
    bucket(KEYS[k], kept, k * 11 - 11)
  end
end
return out
)lua";
}

}  // namespace sluice::redis
