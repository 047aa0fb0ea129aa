"""What schemathesis cannot know by itself: how to log in, whom and what to call about, and what an answer must not be."""

import atexit
import collections
import itertools
import os

import schemathesis

import people

ANSWERS = collections.Counter()
COUNT = itertools.count()


@schemathesis.auth()
class Login:
    """Client credentials of the app that the server made at its first start."""

    def get(self, case, context):
        return people.token()

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """Most sound calls would be about nobody, as nobody: they are led to somebody who is there. One of eight stays as
    it is, and so does whatever is unsound."""
    if next(COUNT) % 8 == 0:
        return
    if case.operation.path.startswith("/oauth2"):
        people.fill_form(case)
        return
    # What one call made is what the next one is about.
    if case.meta and case.meta.phase.name == "stateful":
        people.come(case, people.as_somebody(case, True))
        return
    actor = people.as_somebody(case, next(COUNT) % 3 > 0)
    people.come(case, actor)
    people.lead(case, actor)
    people.mend(case, actor)


@schemathesis.hook
def after_call(context, case, response):
    ANSWERS[case.operation.label, response.status_code] += 1


@atexit.register
def tell():
    """Which operation was answered how, for the tool that started this."""
    with open(os.environ["BOXWOOD_ANSWERS"], "w") as file:
        for (operation, status), count in sorted(ANSWERS.items()):
            print(operation, status, count, sep="\t", file=file)


@schemathesis.check
def empty_refusals_say_why(context, response, case):
    """A refusal without a body is a matter of the token itself, and its header says which."""
    if response.status_code in (401, 403) and not response.content:
        assert "www-authenticate" in response.headers


@schemathesis.check
def nothing_undescribed(context, response, case):
    """A schema allows members that it does not name. An answer has none."""
    if not response.content or "application/json" not in response.headers.get("content-type", [""])[0]:
        return
    document = case.operation.schema.raw_schema
    responses = case.operation.definition.raw["responses"]
    code = str(response.status_code)
    found = responses.get(code) or responses.get(f"{code[0]}XX") or {}
    content = resolved(document, found).get("content", {}).get("application/json")
    # Another status than those that are described is the business of another check.
    if content:
        strangers = set(undescribed(document, content["schema"], response.json(), ""))
        assert not strangers, f"not described: {', '.join(sorted(strangers))}"


def resolved(document, value):
    while "$ref" in value:
        found = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def undescribed(document, schema, value, at):
    members, items, is_open = shape(document, schema)
    if isinstance(value, list):
        for one in value:
            yield from undescribed(document, items or {}, one, at + "[]")
    elif isinstance(value, dict) and not is_open:
        for name, inner in value.items():
            if name in members:
                yield from undescribed(document, members[name], inner, f"{at}.{name}")
            else:
                yield f"{at}.{name}"


def shape(document, schema):
    """Members and items of a schema, with all that it is made of; and whether its members may be any."""
    schema = resolved(document, schema)
    members, items = dict(schema.get("properties", {})), schema.get("items")
    is_open = schema.get("additionalProperties") is True
    for part in itertools.chain(*(schema.get(key, []) for key in ("allOf", "anyOf", "oneOf"))):
        theirs, its_items, is_part_open = shape(document, part)
        members, items, is_open = {**theirs, **members}, items or its_items, is_open or is_part_open
    return members, items, is_open
