"""What schemathesis does not know about this server: who asks, what is an answer in GraphQL, and which operations have been reached.

The suite says by the environment where the server is (FUZZ_SERVER), who asks (FUZZ_PERSON), who ends sessions and revokes things
(FUZZ_LEAVER), the password of both (FUZZ_PASSWORD), and where to write what was reached (FUZZ_REACHED).
"""

import collections
import itertools
import os
import re

import requests
import schemathesis

SERVER = os.environ["FUZZ_SERVER"]
#: What ends sessions, in either document. It is asked by somebody else, each time in a session of its own, so that nobody is logged
#: out who is in the middle of something.
ENDS_SESSIONS = {
    "POST /v1/auth/logout",
    "DELETE /v1/me/sessions",
    "DELETE /v1/me/sessions/{id}",
    "Mutation.logout",
    "Mutation.revokeOtherSessions",
    "Mutation.revokeSession",
}
#: Ids by chance are never those of things: these are given one that is there, of the one who asks.
REVOKES = {
    "DELETE /v1/me/sessions/{id}": "session",
    "Mutation.revokeSession": "session",
    "DELETE /v1/me/tokens/{id}": "token",
    "Mutation.revokeAccessToken": "token",
}
#: What is refused before the operation looks at anything: nobody is logged in, the budget is spent, the key was used.
BEFORE = {
    "account_banned",
    "account_suspended",
    "authentication_required",
    "budget_exceeded",
    "idempotency_in_progress",
    "idempotency_mismatch",
    "invalid_idempotency_key",
    "invalid_token",
    "rate_limited",
    "session_revoked",
    "token_expired",
}

numbers = itertools.count(1)
asked = collections.Counter()
reached = set()


def ask(method, path, token=None, body=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.request(method, f"{SERVER}{path}", json=body, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


def log_in(name):
    return ask("POST", "/v1/auth/login", body={"login": name, "password": os.environ["FUZZ_PASSWORD"]})["accessToken"]


def session_of(case, _context):
    """Whose token is kept for whom; what ends it is asked with a new one."""
    return case.id if case.operation.label in ENDS_SESSIONS else "person"


@schemathesis.auth(cache_by_key=session_of)
class Sessions:
    def get(self, case, _context):
        return log_in(os.environ["FUZZ_LEAVER" if case.operation.label in ENDS_SESSIONS else "FUZZ_PERSON"])

    def set(self, case, token, _context):
        case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def before_call(_context, case, _kwargs):
    use_other_keys(case)
    label = case.operation.label
    token = case.headers.get("Authorization", "").removeprefix("Bearer ")
    # What is to be refused stays as it is, and so does every other one of the rest.
    if label in REVOKES and token and is_good(case):
        if asked[label] % 2 == 0:
            name_it(case, new_session() if REVOKES[label] == "session" else new_token(token))
        asked[label] += 1


def use_other_keys(case):
    """A good key is one of its own: all requests with one key but the first are answered before anybody reads them."""
    key = case.headers.get("Idempotency-Key")
    if key and re.fullmatch("[!-~]{1,255}", key):
        case.headers["Idempotency-Key"] = f"fuzz-{next(numbers)}"
    if isinstance(case.body, str) and next(numbers) % 8:
        # In a document it may be anything. Some stay.
        case.body = re.sub(r'\bidempotencyKey: "(?:[^"\\]|\\.)*"', lambda _: f'idempotencyKey: "fuzz-{next(numbers)}"', case.body)


def is_good(case):
    return case.meta is None or case.meta.generation.mode.is_positive


def name_it(case, own):
    if isinstance(case.body, str):
        case.body = re.sub(r'\bid: (?:"(?:[^"\\]|\\.)*"|-?\d+)', f'id: "{own}"', case.body)
    else:
        case.path_parameters["id"] = own


def new_session():
    """The id of a session that nobody needs."""
    sessions = ask("GET", "/v1/me/sessions", log_in(os.environ["FUZZ_LEAVER"]))["data"]
    return next(session["id"] for session in sessions if session["current"])


def new_token(token):
    """The id of an access token that nobody needs."""
    return ask("POST", "/v1/me/tokens", token, {"name": "to be revoked", "scopes": ["read"]})["accessToken"]["id"]


@schemathesis.hook
def after_call(_context, case, response):
    label = case.operation.label
    if label not in reached and (graphql_ran(response) if is_graphql(response) else rest_ran(response)):
        reached.add(label)
        with open(os.environ["FUZZ_REACHED"], "a") as file:
            file.write(f"{label}\n")


def is_graphql(response):
    return response.request.url.endswith("/graphql")


def rest_ran(response):
    """Whether it was the operation that answered, and nobody before it. A wrong password is an answer of the login."""
    problem = members(response)
    nowhere = response.status_code == 404 and problem.get("detail") == "there is nothing at this address"
    return not nowhere and response.status_code != 405 and problem.get("code") not in BEFORE


def graphql_ran(response):
    """The same of the field of a document."""
    answer = members(response)
    codes = {error.get("extensions", {}).get("code") for error in answer.get("errors") or []}
    return "data" in answer and not codes & BEFORE


def members(response):
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


@schemathesis.check
def every_error_of_graphql_has_a_code_and_is_none_of_ours(_context, response, _case):
    """A refusal by a rule is an answer like any other, with a code."""
    if not is_graphql(response):
        return
    answer = response.json()
    errors = answer.get("errors", [])
    assert response.status_code < 500, response.status_code
    assert "data" in answer or errors, "neither data nor errors"
    for error in errors:
        members = error.get("extensions", {})
        assert members.get("code") and members.get("requestId"), error
        assert members["status"] < 500, error
