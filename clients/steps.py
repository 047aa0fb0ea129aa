"""What both Python clients share: steps, told as one line of JSON each, and the verbs of the server's own program."""

import base64
import contextlib
import json
import os
import subprocess
import sys
import time
import traceback

URL = os.environ.get("BOXWOOD_URL") or os.environ["BOXWOOD_BASE_URL"]
"""The server, http://127.0.0.1:PORT."""
CONFIG = os.environ.get("BOXWOOD_APP_CONFIG") or os.environ["BOX_CONFIG_FILE"]
"""The app-config.json that it wrote."""
SETTINGS = json.load(open(CONFIG))["boxAppSettings"]
ENTERPRISE = json.load(open(CONFIG))["enterpriseID"]
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""One pixel."""
LARGE = (bytes(range(251)) * (64 * 4200))[: (64 << 20) + 7]
"""A file that is uploaded in parts."""
FIRST = b"The plan of the first day.\n"
SECOND = b"The plan of the second day, with badgers.\n"
"""What small files hold."""


@contextlib.contextmanager
def step(name):
    """Ends the program with the first step that fails: the others stand on it."""
    start, error = time.monotonic(), None
    try:
        yield
    except Exception as failure:
        own = [frame for frame in traceback.extract_tb(failure.__traceback__) if frame.filename.endswith("flow.py")]
        error = f"line {own[-1].lineno}: {own[-1].line}: {type(failure).__name__}: {failure}"
    took = (time.monotonic() - start) * 1000
    print(json.dumps({"step": name, "ms": round(took, 1), "error": error}), flush=True)
    if error:
        sys.exit(1)


def same(seen, wanted):
    assert seen == wanted, f"{seen!r} instead of {wanted!r}"


def boxwood(*words):
    """What a verb of the server's program answers."""
    verb = [os.environ["BOXWOOD"], *words, "--data", os.environ["BOXWOOD_DATA"], "--json"]
    ended = subprocess.run(verb, capture_output=True, text=True)
    assert ended.returncode == 0, f"{' '.join(verb)}: {ended.stderr}"
    return json.loads(ended.stdout)
