-- The load, for wrk. After `--` come pairs: how many of all requests, and the file they are taken from at random. A line of a file is
-- a request: method, address, token, entity tag and body, between tabs; "-" where there is none.

local kinds, total, numbers = {}, 0, 0

function setup(thread)
    numbers = numbers + 1
    thread:set("number", numbers)
end

local function read(file)
    local requests = {}
    for line in io.lines(file) do
        local method, address, token, tag, body = line:match("^([^\t]+)\t([^\t]+)\t([^\t]+)\t([^\t]+)\t(.+)$")
        local headers = {}
        if token ~= "-" then headers["Authorization"] = "Bearer " .. token end
        if tag ~= "-" then headers["If-None-Match"] = tag end
        if body ~= "-" then headers["Content-Type"] = "application/json" else body = nil end
        requests[#requests + 1] = wrk.format(method, address, headers, body)
    end
    return requests
end

function init(arguments)
    math.randomseed(number * 7919)
    for at = 1, #arguments, 2 do
        total = total + tonumber(arguments[at])
        kinds[#kinds + 1] = { upto = total, requests = read(arguments[at + 1]) }
    end
end

function request()
    local chosen = kinds[1]
    if kinds[2] then
        local dice = math.random(total)
        for _, kind in ipairs(kinds) do
            chosen = kind
            if dice <= kind.upto then break end
        end
    end
    return chosen.requests[math.random(#chosen.requests)]
end

function done(summary, latency)
    local failed = summary.errors
    io.write(string.format(
        "told %d %d %d %d %d %d\n",
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed.status,
        failed.connect + failed.read + failed.write + failed.timeout
    ))
end
