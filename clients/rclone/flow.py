"""rclone's box backend, as Debian has it, against a Boxwood server. It has no option for where Box is: `boxwood exec` leads it
from Box's hosts to the server."""

import hashlib
import json
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import urllib.request

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from steps import CONFIG, FIRST, SECOND, same, step

MIDDLE = (bytes(range(251)) * (60 * 4200))[: (60 << 20) + 7]
"""What rclone uploads in parts: anything from 50 MiB on."""


TEMPORARY = tempfile.TemporaryDirectory()
HOME = pathlib.Path(TEMPORARY.name)
"""Where its settings are, and what it copies."""
ENVIRONMENT = {name: os.environ[name] for name in ("PATH", "HTTPS_PROXY", "SSL_CERT_FILE")} | {"HOME": str(HOME)}
"""Without the token that it would take for any remote: it is to log in by itself."""


def run(*words, data=b""):
    """It shall not try again: what does not succeed at once is a fault."""
    command = ["rclone", "--verbose", "--retries", "1", "--low-level-retries", "1", *words]
    return subprocess.run(command, env=ENVIRONMENT, input=data, capture_output=True)


def succeeded(ended):
    assert ended.returncode == 0, f"{' '.join(ended.args)}: {ended.stderr.decode()}"
    return ended


def rclone(*words, data=b""):
    """What it answers."""
    return succeeded(run(*words, data=data)).stdout


def told(*words):
    """What it says of its work."""
    return succeeded(run(*words)).stderr.decode()


def listed(*words):
    return sorted(rclone("lsf", *words).decode().split("\n")[:-1])


def refused(says, *words):
    ended = run(*words)
    assert ended.returncode != 0, f"{' '.join(ended.args)}: is not refused"
    assert says in ended.stderr.decode(), ended.stderr


HERE = HOME / "here"
"""The folder that is copied."""
TREE = {
    "plan.txt": FIRST,
    "empty": b"",
    "year/month/day ä ☃.txt": SECOND,
    "year/notes.txt": SECOND * 9,
}
FOLDERS = ["year/", "year/month/"]

with step("logs in with app-config.json"):
    how = [f"box_config_file={CONFIG}", "box_sub_type=enterprise"]
    rclone("config", "create", "box", "box", *how, "--non-interactive")
    rclone("config", "reconnect", "box:", "--auto-confirm")
    same(listed("box:"), [])

with step("tells how much room there is"):
    about = json.loads(rclone("about", "box:", "--json"))
    same(about["used"], 0)
    same(about["total"] is None or about["total"] == about["used"] + about["free"], True)

with step("copies a folder"):
    for path, bytes_ in TREE.items():
        (HERE / path).parent.mkdir(parents=True, exist_ok=True)
        (HERE / path).write_bytes(bytes_)
        os.utime(HERE / path, (1_700_000_000, 1_700_000_000))
    rclone("copy", str(HERE), "box:tree")
    same(listed("-R", "box:tree"), sorted([*TREE, *FOLDERS]))

with step("finds the copy the same"):
    rclone("check", str(HERE), "box:tree")
    rclone("check", "--download", str(HERE), "box:tree")
    sums = rclone("hashsum", "sha1", "box:tree").decode().splitlines()
    same(sorted(sums), sorted(f"{hashlib.sha1(bytes_).hexdigest()}  {path}" for path, bytes_ in TREE.items()))
    times = ["--format", "tp", "-R", "--files-only"]
    same(listed(*times, "box:tree"), listed(*times, str(HERE)))
    assert "nothing to transfer" in told("copy", str(HERE), "box:tree")

with step("prints a file"):
    same(rclone("cat", "box:tree/plan.txt"), FIRST)
    same(rclone("cat", "--offset", "4", "--count", "5", "box:tree/plan.txt"), FIRST[4:9])
    same(rclone("cat", "box:tree/year/month/day ä ☃.txt"), SECOND)
    refused("not found", "cat", "box:tree/no such file")

with step("uploads what it reads"):
    rclone("rcat", "box:tree/read.txt", data=FIRST)
    same(rclone("cat", "box:tree/read.txt"), FIRST)

with step("syncs what has changed"):
    (HERE / "plan.txt").write_bytes(SECOND)
    (HERE / "empty").unlink()
    (HERE / "new.txt").write_bytes(FIRST)
    rclone("sync", str(HERE), "box:tree")
    same(listed("-R", "box:tree"), sorted({*TREE, *FOLDERS, "new.txt"} - {"empty"}))
    same(rclone("cat", "box:tree/plan.txt"), SECOND)
    rclone("check", str(HERE), "box:tree")
    os.utime(HERE / "new.txt", (1_600_000_000, 1_600_000_000))
    rclone("sync", str(HERE), "box:tree")
    same(listed("--format", "t", "box:tree/new.txt"), listed("--format", "t", str(HERE / "new.txt")))

with step("uploads a large file in parts"):
    (HOME / "large.bin").write_bytes(MIDDLE)
    rclone("copyto", str(HOME / "large.bin"), "box:tree/large.bin")
    same(json.loads(rclone("lsjson", "--hash", "box:tree/large.bin"))[0]["Hashes"]["sha1"],
         hashlib.sha1(MIDDLE).hexdigest())
    rclone("copyto", "box:tree/large.bin", str(HOME / "back.bin"))
    assert (HOME / "back.bin").read_bytes() == MIDDLE, "the bytes are others"
    same(json.loads(rclone("about", "box:", "--json"))["used"] >= len(MIDDLE), True)

with step("moves and copies on the server"):
    rclone("moveto", "box:tree/new.txt", "box:tree/year/moved.txt")
    rclone("copyto", "box:tree/year/moved.txt", "box:tree/copied.txt")
    rclone("moveto", "box:tree/year", "box:tree/years/first")
    same(listed("box:tree"), ["copied.txt", "large.bin", "plan.txt", "years/"])
    same(listed("box:tree/years/first"), ["month/", "moved.txt", "notes.txt"])
    same(rclone("cat", "box:tree/copied.txt"), FIRST)

with step("makes a link"):
    link = rclone("link", "box:tree/plan.txt").decode().strip()
    trusted = ssl.create_default_context(cafile=ENVIRONMENT["SSL_CERT_FILE"])
    with urllib.request.urlopen(link, context=trusted) as page:
        assert "plan.txt" in page.read().decode(), "the page is of something else"
    same(rclone("link", "box:tree/plan.txt").decode().strip(), link)
    same(rclone("link", "box:tree/years").decode().strip() != link, True)

with step("removes folders"):
    rclone("mkdir", "box:tree/hollow")
    rclone("rmdir", "box:tree/hollow")
    refused("folder_not_empty", "rmdir", "box:tree/years")
    rclone("deletefile", "box:tree/copied.txt")
    rclone("purge", "box:tree/years")
    same(listed("-R", "box:tree"), ["large.bin", "plan.txt"])

with step("empties the trash"):
    rclone("cleanup", "box:")
    rclone("purge", "box:tree")
    rclone("cleanup", "box:")
    same(listed("box:"), [])
    same(json.loads(rclone("about", "box:", "--json"))["used"], 0)
