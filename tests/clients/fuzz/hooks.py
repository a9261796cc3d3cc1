"""What schemathesis does not know about GraphQL here: a refusal by a rule is an answer like any other, with a code."""

import schemathesis


@schemathesis.check
def every_error_of_graphql_has_a_code_and_is_none_of_ours(ctx, response, case):
    if not response.request.url.endswith("/graphql"):
        return
    answer = response.json()
    errors = answer.get("errors", [])
    assert response.status_code < 500, response.status_code
    assert "data" in answer or errors, "neither data nor errors"
    for error in errors:
        members = error.get("extensions", {})
        assert members.get("code") and members.get("requestId"), error
        assert members["status"] < 500, error
