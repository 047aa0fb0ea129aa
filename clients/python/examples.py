"""Every example for Python in the documentation, run with the SDK as it is: it must send what the example for curl sends."""

import os
import pathlib
import sys
import tempfile
import urllib.parse
import webbrowser

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))
sys.path.remove(str(pathlib.Path(__file__).parent))

from box_sdk_gen import BaseUrls, BoxClient, BoxDeveloperTokenAuth, NetworkClient, NetworkSession
from examples import URL, example, is_missing, operations, page, sent_by_curl, told


class Sent(Exception):
    """Nothing is sent: this says what would have been."""


class Network(NetworkClient):
    def fetch(self, options):
        url = urllib.parse.urlsplit(options.url)
        headers = {**options.network_session.additional_headers, **(options.headers or {})}
        body = options.data
        if options.multipart_data:
            body = next(part.part_name for part in options.multipart_data if part.file_stream)
        query = {name: value for name, value in (options.params or {}).items() if value is not None}
        # Uploads have a base of their own, which leads to the same.
        path = url.path.removeprefix("/api") if url.path.startswith("/api/2.0/") else url.path
        raise Sent(told(options.method.upper(), path, query, headers.get("As-User"), body))


def sent_by(code):
    urls = BaseUrls(base_url=URL, upload_url=f"{URL}/api", oauth_2_url=f"{URL}/api/oauth2")
    session = NetworkSession(base_urls=urls, network_client=Network())
    client = BoxClient(auth=BoxDeveloperTokenAuth(token="a token"), network_session=session)
    try:
        exec(compile(code, "example", "exec"), {"client": client})
    except Sent as sent:
        [call] = sent.args
        return call
    raise AssertionError("nothing is sent")


def opened(url):
    """An example may open a page instead."""
    url = urllib.parse.urlsplit(url)
    raise Sent(told("GET", url.path, dict(urllib.parse.parse_qsl(url.query)), None, None))


webbrowser.open = opened
os.chdir(tempfile.mkdtemp())
for name in ("picture.png", "report.txt"):
    pathlib.Path(name).write_bytes(b"a file")
count = 0
for operation in operations():
    text = page(f"/docs/reference/{operation}")
    code = example(text, "python")
    if is_missing(code):
        continue
    seen, wanted = sent_by(code), sent_by_curl(example(text, "curl"))
    # Booleans in queries are spelled as the language does.
    seen["query"] = {name: str(value).lower() if value in ("True", "False") else value for name, value in seen["query"].items()}
    assert seen == wanted, f"{operation}: {seen} instead of {wanted}:\n{code}"
    count += 1
print(f"{count} examples")
