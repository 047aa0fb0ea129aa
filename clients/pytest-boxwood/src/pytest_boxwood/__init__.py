"""A Box of one's own for each test: a server of `boxwood exec`, and the variables that lead programs to it."""

import contextlib
import dataclasses
import http.client
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import time
import urllib.parse

import pytest

__all__ = ["Boxwood", "fork", "start"]


@dataclasses.dataclass(frozen=True)
class Boxwood:
    """A running server: where it is, what to log in with, and who and what is there."""

    base_url: str
    """The server without a proxy, http://127.0.0.1:PORT."""
    config_file: str
    """The app's settings file, for JWT."""
    config: dict
    """The same as it is read."""
    client_id: str
    client_secret: str
    enterprise_id: str
    admin_id: str
    user_id: str
    """Somebody to act as: the first user."""
    developer_token: str
    """Of the admin."""
    ca: str
    """The certificate of the CA, as a file."""
    environment: dict
    """The variables that lead programs here; None for those that are taken away."""
    users: dict
    """Ids by logins."""
    folders: dict
    """Ids by owner and path, una@example.com:/Plans."""
    files: dict
    """Ids by owner and path."""
    lab_token: str = ""
    """Of the laboratory, which is below /_lab."""
    world: str = "main"
    """The world of that server that this is."""

    def lab(self, method, path, said=None):
        """Calls the laboratory: what it answers, or a RuntimeError with what it says."""
        at = urllib.parse.urlsplit(self.environment["BOXWOOD_LAB_URL"])
        connection = http.client.HTTPConnection(at.netloc, timeout=30)
        try:
            headers = {"Authorization": f"Bearer {self.lab_token}"}
            connection.request(method, at.path + path, json.dumps(said) if said is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read()
            value = json.loads(text) if text else None
            if answer.status >= 400:
                raise RuntimeError(value["message"] if value else f"the laboratory answers {answer.status}")
            return value
        finally:
            connection.close()

    def clock(self, **said):
        """Moves this world's clock: advance="60d", at="2030-01-01T00:00:00Z", skew="-2h", run=True, hold=True."""
        return self.lab("PUT" if said else "GET", f"/worlds/{self.world}/clock", said or None)

    @property
    def base_urls(self):
        """For BaseUrls of boxsdk 10.x."""
        api = f"{self.base_url}/api"
        return {"base_url": self.base_url, "upload_url": api, "oauth_2_url": f"{api}/oauth2"}

    @property
    def legacy_urls(self):
        """For the attributes of boxsdk.config.API (boxsdk 3.x)."""
        return {
            "BASE_API_URL": f"{self.base_url}/2.0",
            "UPLOAD_URL": f"{self.base_url}/api/2.0",
            "OAUTH2_API_URL": f"{self.base_url}/oauth2",
            "OAUTH2_AUTHORIZE_URL": f"{self.base_url}/api/oauth2/authorize",
        }

    @classmethod
    def _of(cls, said):
        enterprise = said["enterprises"][0]
        app, admin = enterprise["apps"][0], enterprise["admin"]
        return cls(
            base_url=said["base_url"],
            config_file=said["config"],
            config=json.loads(pathlib.Path(said["config"]).read_text()),
            client_id=app["client_id"],
            client_secret=app["client_secret"],
            enterprise_id=enterprise["id"],
            admin_id=admin["id"],
            user_id=(enterprise["users"] or [admin])[0]["id"],
            developer_token=app["developer_token"],
            ca=said["ca"],
            environment=said["environment"],
            users=said["users"],
            folders=said["folders"],
            files=said["files"],
            lab_token=said.get("lab_token", ""),
        )

    def _world(self, name):
        """The same server, as those see it that are led to a world of it."""
        proxy = urllib.parse.urlsplit(self.environment["HTTPS_PROXY"])
        proxy = f"{proxy.scheme}://{name}:x@{proxy.netloc}"
        proxies = {variable: proxy for variable in ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")}
        base_url = f"{self.base_url}/_world/{name}"
        environment = {**self.environment, **proxies, "BOXWOOD_BASE_URL": base_url}
        return dataclasses.replace(self, base_url=base_url, environment=environment, world=name)


def _program():
    found = os.environ.get("BOXWOOD_BIN") or shutil.which("boxwood")
    if not found:
        raise RuntimeError("The program 'boxwood' is not in PATH: name it by BOXWOOD_BIN, or install it with cargo")
    return found


@contextlib.contextmanager
def start(seed=None, outside="refuse", local_links=False):
    """Runs a server as long as the block lasts. It ends by itself if this process does."""
    command = [_program(), "--json", "exec", "--outside", outside]
    command += ["--local-links"] if local_links else []
    command += ["--seed", os.fspath(seed)] if seed else []
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"boxwood did not start (status {process.wait()}): what it said is above")
        yield Boxwood._of(json.loads(line))
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


_NAMES = itertools.count(1)


@contextlib.contextmanager
def fork(server):
    """A world of a running server that goes on from what is there by now, for as long as the block lasts."""
    name = f"test-{os.getpid()}-{next(_NAMES)}"
    server.lab("POST", "/worlds", {"name": name, "from": server.world})
    try:
        yield server._world(name)
    finally:
        server.lab("DELETE", f"/worlds/{name}")


class _Took:
    """What worlds and servers for single tests have cost, in milliseconds."""

    def __init__(self):
        self.starts, self.stops = [], []

    def summary(self):
        mean = [sum(all_) / len(all_) for all_ in (self.starts, self.stops)]
        return "%d worlds, %.1f ms for each test (%.1f to start, %.1f to stop)" % (len(self.starts), sum(mean), *mean)


_TOOK = pytest.StashKey()


def pytest_addoption(parser):
    parser.addini("boxwood_seed", "A YAML file with who and what is in each server")
    parser.addini("boxwood_outside", "What becomes of requests to hosts that are not Box's: refuse or allow", default="refuse")


def pytest_configure(config):
    config.addinivalue_line("markers", "boxwood(seed): the seed of this test's boxwood_world")
    config.stash[_TOOK] = _Took()


def pytest_terminal_summary(terminalreporter, config):
    took = config.stash[_TOOK]
    if took.stops:
        terminalreporter.write_line(f"boxwood: {took.summary()}")


def _seed(config, named=None):
    name = named or config.getini("boxwood_seed")
    return config.rootpath / name if name else None


def _lead(monkeypatch, server):
    for name, value in server.environment.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return server


@pytest.fixture(scope="session")
def boxwood(pytestconfig):
    """One server for the whole session, for clients that are given its address."""
    with start(_seed(pytestconfig), pytestconfig.getini("boxwood_outside"), local_links=True) as server:
        yield server


@pytest.fixture
def boxwood_env(boxwood, monkeypatch):
    """The server of the session, with the variables that lead programs to it."""
    return _lead(monkeypatch, boxwood)


@pytest.fixture(scope="session")
def _boxwood_worlds(pytestconfig):
    """The servers that worlds are forked from, one for each seed, with the links of Box."""
    with contextlib.ExitStack() as all_:
        servers = {}

        def of(seed):
            if seed not in servers:
                servers[seed] = all_.enter_context(start(seed, pytestconfig.getini("boxwood_outside")))
            return servers[seed]

        yield of


@pytest.fixture
def boxwood_world(request, monkeypatch, _boxwood_worlds):
    """A world for this test alone, with the variables that lead programs to it."""
    marker = request.node.get_closest_marker("boxwood")
    shared = _boxwood_worlds(_seed(request.config, marker and marker.kwargs.get("seed")))
    took, since = request.config.stash[_TOOK], time.perf_counter()
    with fork(shared) as server:
        took.starts.append((time.perf_counter() - since) * 1000)
        yield _lead(monkeypatch, server)
        since = time.perf_counter()
    took.stops.append((time.perf_counter() - since) * 1000)
