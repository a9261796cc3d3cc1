"""Logging in. A program does not keep a password or a session: it gets an access token of its own, with the scopes that it
needs and an end, which its owner sees in the list of their tokens and can revoke."""

import getpass
import json
import os
import sys
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from presswork_client import AuthenticatedClient, Client
from presswork_client.api.access_tokens import create_access_token, revoke_access_token
from presswork_client.api.accounts import complete_two_factor_login, login as log_in, logout as log_out
from presswork_client.models import CompleteTwoFactorLoginInput, CreateAccessTokenInput, LoginInput

from .problem import Refused, taken

SCOPES = ["read", "write", "publish"]
LIFE = timedelta(days=30)


def client(arguments) -> Client | AuthenticatedClient:
    """As who has logged in here, or as anybody."""
    kept = load().get(arguments.server)
    if kept is None:
        return Client(base_url=arguments.server, follow_redirects=True)
    return AuthenticatedClient(base_url=arguments.server, token=kept["secret"], follow_redirects=True)


def member(arguments) -> AuthenticatedClient:
    """As who has logged in here; nobody else gets further."""
    known = client(arguments)
    if not isinstance(known, AuthenticatedClient):
        sys.exit("log in first: python -m presswork_cli login <name>")
    return known


def login(arguments) -> None:
    with session(arguments) as person:
        name = f"presswork_cli on {os.uname().nodename}"
        body = CreateAccessTokenInput(name=name, scopes=SCOPES, expires_at=datetime.now(timezone.utc) + LIFE)
        issued = taken(create_access_token.sync_detailed(client=person, body=body))
    save({**load(), arguments.server: {"id": issued.access_token.id, "secret": issued.secret}})
    print(f"Logged in as {arguments.login}, for {LIFE.days} days.")


def logout(arguments) -> None:
    kept = load()
    token = kept.pop(arguments.server, None)
    if token is None:
        sys.exit("nobody is logged in here")
    # Tokens may not manage tokens; people may.
    with session(arguments) as person:
        taken(revoke_access_token.sync_detailed(token["id"], client=person))
    save(kept)
    print("Logged out.")


@contextmanager
def session(arguments):
    """A session of a person, as short as what is done in it."""
    anybody = Client(base_url=arguments.server)
    try:
        body = LoginInput(login=arguments.login, password=secret("Password"))
        tokens = taken(log_in.sync_detailed(client=anybody, body=body))
    except Refused as refused:
        if not refused.problem.challenge:
            raise
        body = CompleteTwoFactorLoginInput(challenge=refused.problem.challenge, code=secret("Code"))
        tokens = taken(complete_two_factor_login.sync_detailed(client=anybody, body=body))
    person = AuthenticatedClient(base_url=arguments.server, token=tokens.access_token)
    try:
        yield person
    finally:
        log_out.sync_detailed(client=person)


def secret(what: str) -> str:
    """Never an argument: those can be seen by everybody on the machine."""
    return getpass.getpass(f"{what}: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")


def place() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "presswork" / "tokens.json"


def load() -> dict:
    try:
        return json.loads(place().read_text())
    except FileNotFoundError:
        return {}


def save(tokens: dict) -> None:
    place().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(place(), "w", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
        json.dump(tokens, file)
