"""The examples of a server's documentation, as its pages have them: which there are, and what the one for curl sends."""

import html
import json
import os
import pathlib
import re
import shlex
import sys
import urllib.parse
import urllib.request

URL = os.environ["BOXWOOD_URL"]


def page(path):
    with urllib.request.urlopen(URL + path) as answer:
        return answer.read().decode()


def operations():
    return sorted(set(re.findall(r'href="/docs/reference/(\w+)"', page("/docs/reference"))))


def example(text, language):
    [code] = re.findall(rf'<pre [^>]*id="{language}"[^>]*>(.*?)</pre>', text, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", code))


def is_missing(code):
    """Whether the SDK makes no such call, and the example says so."""
    return "see curl, or Rust" in code


def sent_by_curl(code):
    """What the command would send, in the terms that all languages share."""
    words = shlex.split(code.replace("\\\n", " "))
    call = {"method": None, "headers": {}, "form": {}, "body": None, "file": None}
    at = iter(words[1:])
    for word in at:
        if word == "-X":
            call["method"] = next(at)
        elif word == "-H":
            name, value = next(at).split(": ")
            call["headers"][name] = value
        elif word == "-d":
            data = next(at)
            if data.startswith("{"):
                call["body"] = json.loads(data)
            else:
                name, value = data.split("=", 1)
                call["form"][name] = value
        elif word == "-F":
            call["file"] = next(at).split("=")[0]
        elif word in ("-o", "--data-binary"):
            next(at)
        elif word == "-L":
            continue
        else:
            url = urllib.parse.urlsplit(word)
            call["path"], call["query"] = url.path, dict(urllib.parse.parse_qsl(url.query))
    carries = call["form"] or call["body"] or call["file"]
    return told(
        call["method"] or ("POST" if carries else "GET"),
        call["path"],
        call["query"],
        call["headers"].get("As-User"),
        call["body"] or call["form"] or call["file"],
    )


def told(method, path, query, as_user, body):
    return {"method": method, "path": path, "query": query, "as_user": as_user, "body": body or None}


if __name__ == "__main__":
    # For programs in other languages: every operation with its example in one language, and what curl's sends; or, with a
    # directory, the examples alone, each in a file there.
    language, *directory = sys.argv[1:]
    texts = {operation: page(f"/docs/reference/{operation}") for operation in operations()}
    examples = {
        operation: {"code": example(text, language), "sent": sent_by_curl(example(text, "curl"))}
        for operation, text in texts.items()
        if not is_missing(example(text, language))
    }
    if directory:
        for operation, found in examples.items():
            pathlib.Path(directory[0], f"{operation}.txt").write_text(found["code"])
    else:
        print(json.dumps(examples))
