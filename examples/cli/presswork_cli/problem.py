"""What went wrong, as RFC 9457 has it."""

import json

from presswork_client.models import Problem
from presswork_client.types import Response


class Refused(Exception):
    """The server refused something, and said why."""

    def __init__(self, problem: Problem):
        self.problem = problem
        super().__init__(problem.detail)

    def __str__(self) -> str:
        faults = [f"  {fault.pointer}: {fault.detail}" for fault in self.problem.errors]
        return "\n".join([f"{self.problem.detail} ({self.problem.code})", *faults])


def taken(response: Response):
    """The thing that an operation answered with; raises what was answered instead."""
    if isinstance(response.parsed, Problem):
        raise Refused(response.parsed)
    if response.status_code >= 400:
        raise explained(response.status_code, response.content)
    return response.parsed


def explained(status: int, content: bytes) -> Refused:
    """The refusal in a body; a bare one where something in between has answered."""
    try:
        return Refused(Problem.from_dict(json.loads(content)))
    except (ValueError, KeyError, TypeError):
        detail = f"the server answered {int(status)}"
        return Refused(Problem("about:blank", detail, int(status), detail, "", "unexplained", "", []))
