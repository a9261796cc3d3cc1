"""Server-sent events. A connection that breaks is opened again where it ended, by `Last-Event-ID`."""

import json
import random
import time

import httpx

from .account import client
from .problem import explained

#: Longer than the heartbeat of a stream, after which a silent connection is a dead one; in seconds.
PATIENCE = httpx.Timeout(10, read=40)


def watch(arguments) -> None:
    seen = 0
    for kind, data in follow(client(arguments), "feed"):
        if kind == "resync":
            print("Posts may have been missed; list them.", flush=True)
        if kind == "postPublished":
            print(f"{data['slug']}  {data['title']} ({data['author']['displayName']})", flush=True)
            seen += 1
            if seen == arguments.count:
                return


def ended(known, job: str) -> None:
    """Waits for the end of a job."""
    for kind, data in follow(known, f"job:{job}"):
        if kind == "jobUpdated" and data["state"] in ("succeeded", "dead", "cancelled"):
            return


def follow(known, topics: str):
    """The events of these topics as pairs of type and data, for as long as somebody asks for the next."""
    last, failures = None, 0
    while True:
        try:
            headers = {"accept": "text/event-stream", **({"last-event-id": last} if last else {})}
            with known.get_httpx_client().stream("GET", "/v1/stream", params={"topics": topics}, headers=headers, timeout=PATIENCE) as answer:
                if answer.is_error and answer.status_code < 500 and answer.status_code != 429:
                    raise explained(answer.status_code, answer.read())
                for identity, kind, data in events(answer.iter_lines()):
                    last, failures = identity or last, 0
                    if kind == "end":
                        raise explained(data["status"], json.dumps(data).encode())
                    yield kind, data
        except httpx.TransportError:
            pass
        # Up to a minute, different for everybody, so that not all come back at once.
        time.sleep(random.uniform(0.5, 1) * min(60, 2 * 2**failures))
        failures += 1


def events(lines):
    """Blocks of lines, one event each; a comment, which keeps the connection alive, is none."""
    event: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            event[name] = value.removeprefix(" ")
        elif "data" in event:
            yield event.get("id"), event.get("event", "message"), json.loads(event["data"])
            event = {}
        else:
            event = {}
