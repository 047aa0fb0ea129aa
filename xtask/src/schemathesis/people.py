"""The company that the calls are about. What only reads is sent to those that stay; what changes something gets a
user, a folder, a file, an alias or an invite of its own."""

import base64
import collections
import functools
import hashlib
import itertools
import json
import os
import subprocess

import requests

URL = os.environ["BOXWOOD_URL"]
DOMAIN = "boxwood.example"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)
JPEG = base64.b64decode(
    "/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgy"
    "PC4zNDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q=="
)
COUNT = itertools.count(1)
TURNS = collections.defaultdict(itertools.count)


def turn(what, of):
    """0, 1, … and again, for each matter by itself: the same seed, the same calls."""
    return next(TURNS[what]) % of


@functools.cache
def config():
    with open(os.environ["BOXWOOD_APP_CONFIG"]) as file:
        return json.load(file)


def client():
    app = config()["boxAppSettings"]
    return {"client_id": app["clientID"], "client_secret": app["clientSecret"]}


def subject():
    return {"box_subject_type": "enterprise", "box_subject_id": config()["enterpriseID"]}


def token():
    form = {"grant_type": "client_credentials", **client(), **subject()}
    answer = requests.post(URL + "/oauth2/token", data=form, timeout=10)
    answer.raise_for_status()
    return answer.json()["access_token"]


@functools.cache
def own_token():
    """Another than the one that is tried out: that may come to an end."""
    return token()


def make(path, body=None, actor=None, **more):
    answer = requests.post(URL + "/2.0" + path, json=body, headers=headers(actor), timeout=10, **more)
    answer.raise_for_status()
    return answer.json()


def drop(path, actor):
    requests.delete(URL + "/2.0" + path, headers=headers(actor), timeout=10).raise_for_status()


def headers(actor):
    return {"Authorization": f"Bearer {own_token()}", **({"As-User": actor} if actor else {})}


def new_login():
    return f"person{next(COUNT)}@{DOMAIN}"


def new_name():
    return f"A folder {next(COUNT)}"


def new_user():
    return make("/users", {"name": "A person", "login": new_login()})


def new_folder(actor):
    return make("/folders", {"name": new_name(), "parent": {"id": "0"}}, actor)["id"]


def new_folder_lock(actor):
    return make("/folder_locks", {"folder": {"type": "folder", "id": new_folder(actor)}}, actor)["id"]


def new_web_link(actor):
    name = f"A link {next(COUNT)}"
    return make("/web_links", {"url": "https://boxwood.example/", "name": name, "parent": {"id": "0"}}, actor)["id"]


@functools.cache
def web_link_of(actor):
    return new_web_link(actor)


def trashed(kind, item, actor):
    drop(f"/{kind}/{item}", actor)
    return item


@functools.cache
def trashed_of(kind, actor):
    return trashed(kind, NEW[kind](actor), actor)


@functools.cache
def actors():
    return [new_user()["id"] for _ in range(2)]


@functools.cache
def folder_of(actor):
    folder = new_folder(actor)
    for n in range(3):
        make("/folders", {"name": str(n), "parent": {"id": folder}}, actor)
    return folder


# The past version of each file.
PAST = {}


def new_file(actor):
    """With a past version, and so with the etag 1."""
    said = json.dumps({"name": f"A file {next(COUNT)}", "parent": {"id": "0"}})
    made = make("/files/content", actor=actor, files={"attributes": (None, said), "file": ("f", b"one")})
    file = made["entries"][0]
    make(f"/files/{file['id']}/content", actor=actor, files={"file": ("f", b"another")})
    PAST[file["id"]] = file["file_version"]["id"]
    return file["id"]


@functools.cache
def picture_of(actor):
    """Of which smaller ones can be made; its version is no past one."""
    said = json.dumps({"name": f"A picture {next(COUNT)}.png", "parent": {"id": "0"}})
    made = make("/files/content", actor=actor, files={"attributes": (None, said), "file": ("f", PNG)})
    file = made["entries"][0]
    PAST[file["id"]] = file["file_version"]["id"]
    return file["id"]


@functools.cache
def file_of(actor):
    return new_file(actor)


PART = 8 << 20
LARGE = b"0123456789abcdef" * (20_000_000 // 16)


def sha(content):
    return "sha=" + base64.b64encode(hashlib.sha1(content).digest()).decode()


def new_session(actor):
    body = {"folder_id": "0", "file_size": len(LARGE), "file_name": f"A large file {next(COUNT)}"}
    return make("/files/upload_sessions", body, actor)["id"]


def put_parts(session, actor):
    """All parts of the one large file there is; as they were answered."""
    parts = []
    for first in range(0, len(LARGE), PART):
        part = LARGE[first:first + PART]
        said = {**headers(actor), "Digest": sha(part),
                "Content-Range": f"bytes {first}-{first + len(part) - 1}/{len(LARGE)}"}
        answer = requests.put(f"{URL}/2.0/files/upload_sessions/{session}", data=part, headers=said, timeout=10)
        answer.raise_for_status()
        parts.append(answer.json()["part"])
    return parts


@functools.cache
def session_of(actor):
    session = new_session(actor)
    put_parts(session, actor)
    return session


def show(user):
    """With a picture of their own."""
    make(f"/users/{user}/avatar", files={"pic": (PNG, JPEG)[turn("shown", 2)]})


@functools.cache
def colleague():
    """With all that a user can have."""
    user = new_user()["id"]
    new_alias(user)
    return user


def new_alias(user):
    return make(f"/users/{user}/email_aliases", {"email": new_login(), "is_confirmed": True})["id"]


@functools.cache
def outsider():
    """The login of somebody who can be invited."""
    login = "admin@elsewhere.example"
    boxwood("enterprise", "create", "Elsewhere", "--admin", login)
    return login


@functools.cache
def invite():
    body = {"enterprise": {"id": config()["enterpriseID"]}, "actionable_by": {"login": outsider()}}
    return make("/invites", body)["id"]


def new_group():
    return make("/groups", {"name": f"A group {next(COUNT)}"})["id"]


@functools.cache
def group():
    """With somebody in it."""
    made = new_group()
    new_membership(made, colleague())
    return made


def new_membership(of, user):
    return make("/group_memberships", {"group": {"id": of}, "user": {"id": user}})["id"]


@functools.cache
def membership():
    return new_membership(group(), new_user()["id"])


def new_collaboration(actor, folder=None):
    body = {"item": {"type": "folder", "id": folder or new_folder(actor)}, "role": "viewer"}
    return make("/collaborations", {**body, "accessible_by": {"type": "user", "id": new_user()["id"]}}, actor)["id"]


@functools.cache
def collaboration_of(actor):
    return new_collaboration(actor, folder_of(actor))


def boxwood(*arguments):
    """The program itself, told what no operation does."""
    command = [os.environ["BOXWOOD"], *arguments, "--data", os.environ["BOXWOOD_DATA"]]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def asked_of(*arguments):
    """What the program answers."""
    command = [os.environ["BOXWOOD"], *arguments, "--data", os.environ["BOXWOOD_DATA"], "--json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def new_file_request(actor):
    return asked_of("file-request", "create", new_folder(actor), "Plans")["id"]


@functools.cache
def file_request_of(actor):
    return new_file_request(actor)


def new_zip(actor):
    """The name of an archive that nobody has come for yet."""
    asked = make("/zip_downloads", {"items": [{"type": "file", "id": file_of(actor)}]}, actor)
    return asked["download_url"].split("/")[-2]


@functools.cache
def zip_of(actor):
    """One that was downloaded."""
    name = new_zip(actor)
    requests.get(f"{URL}/2.0/zip_downloads/{name}/content", timeout=10).raise_for_status()
    return name


def on_file(actor):
    return {"item": {"type": "file", "id": file_of(actor)}}


def new_comment(actor):
    return make("/comments", {"message": "Look", **on_file(actor)}, actor)["id"]


@functools.cache
def comment_of(actor):
    return new_comment(actor)


def new_task(actor):
    return make("/tasks", on_file(actor), actor)["id"]


@functools.cache
def own_id():
    """The app's own: whose token it is."""
    answer = requests.get(URL + "/2.0/users/me", headers={"Authorization": f"Bearer {own_token()}"}, timeout=10)
    answer.raise_for_status()
    return answer.json()["id"]


def new_assignment(actor, task=None):
    """Of the actor's own, who alone says what became of it."""
    body = {"task": {"type": "task", "id": task or new_task(actor)}, "assign_to": {"id": actor or own_id()}}
    return make("/task_assignments", body, actor)["id"]


@functools.cache
def task_of(actor):
    task = new_task(actor)
    return task, new_assignment(actor, task)


def is_id(value):
    return isinstance(value, str) and value.isascii() and value.isdigit()


def is_session(value):
    return isinstance(value, str) and len(value) == 32 and set(value) <= set("0123456789ABCDEF")


def is_zip(value):
    return isinstance(value, str) and len(value) == 32 and set(value) <= set("0123456789abcdef")


def as_somebody(case, as_user):
    """The call is the app's own, or made as one of two users; answers whose it is."""
    if not is_id((case.headers or {}).get("As-User")):
        return None
    if not as_user:
        del case.headers["As-User"]
        return None
    case.headers["As-User"] = actors()[turn("actor", 2)]
    return case.headers["As-User"]


@functools.cache
def link_of(actor):
    """A shared link to a file of theirs."""
    path = f"/2.0/files/{file_of(actor)}?fields=shared_link"
    answer = requests.put(URL + path, json={"shared_link": {}}, headers=headers(actor), timeout=10)
    answer.raise_for_status()
    return "shared_link=" + answer.json()["shared_link"]["url"]


def come(case, actor):
    """By the link that a call is about, or by none: a link that is made up is the end of any call."""
    given = case.headers or {}
    given.pop("boxapi", None)
    if case.operation.path == "/shared_items":
        given["boxapi"] = link_of(actor)


def lead(case, actor):
    """To a user, a folder and so on that are there, with an etag that they have."""
    parameters, reads = case.path_parameters or {}, case.method.upper() == "GET"
    if is_id(parameters.get("user_id")):
        user = parameters["user_id"] = colleague() if reads else new_user()["id"]
        if "avatar" in case.operation.path and turn(case.operation.label, 2):
            show(user)
        if is_id(parameters.get("email_alias_id")):
            parameters["email_alias_id"] = new_alias(user)
    if is_id(parameters.get("invite_id")):
        parameters["invite_id"] = invite()
    if is_id(parameters.get("group_id")):
        parameters["group_id"] = group() if reads else new_group()
    if is_id(parameters.get("group_membership_id")):
        parameters["group_membership_id"] = membership() if reads else new_membership(new_group(), colleague())
    if is_id(parameters.get("collaboration_id")):
        parameters["collaboration_id"] = collaboration_of(actor) if reads else new_collaboration(actor)
    for kind, name in (("folders", "folder_id"), ("web_links", "web_link_id")):
        if is_id(parameters.get(name)):
            parameters[name] = item(kind, case, actor)
    if is_session(parameters.get("upload_session_id")):
        parameters["upload_session_id"] = session_of(actor) if reads else new_session(actor)
    if is_id(parameters.get("file_request_id")):
        parameters["file_request_id"] = file_request_of(actor) if reads else new_file_request(actor)
    if is_zip(parameters.get("zip_download_id")):
        is_content = case.operation.path.endswith("/content")
        parameters["zip_download_id"] = new_zip(actor) if is_content else zip_of(actor)
    query, etag = case.query or {}, "0"
    if case.operation.path == "/search" and turn("search", 4):
        for name in list(query):
            if name not in ("limit", "offset", "fields", "sort", "direction"):
                del query[name]
        query["query"] = ("folder", "file NOT web", '"a folder"')[turn("question", 3)]
    if is_id(parameters.get("file_id")):
        is_looked_at = "thumbnail" in case.operation.path or "/internal_files/" in case.operation.path
        file = parameters["file_id"] = picture_of(actor) if is_looked_at else item("files", case, actor)
        if "representation" in parameters and turn("representation", 4):
            parameters["representation"] = ("jpg_1024x1024", "jpg_thumb_32x32")[turn("form", 2)]
        etag = "1"
        for values, name in ((parameters, "file_version_id"), (query, "version")):
            if is_id(values.get(name)):
                values[name] = PAST[file]
    if is_id(parameters.get("folder_lock_id")):
        parameters["folder_lock_id"] = new_folder_lock(actor)
    if case.operation.path == "/folder_locks" and is_id(query.get("folder_id")):
        query["folder_id"] = folder_of(actor)
    if is_id(parameters.get("collection_id")):
        parameters["collection_id"] = actor or own_id()
    if is_id(parameters.get("comment_id")):
        parameters["comment_id"] = comment_of(actor) if reads else new_comment(actor)
    if is_id(parameters.get("task_id")):
        parameters["task_id"] = task_of(actor)[0] if reads else new_task(actor)
    if is_id(parameters.get("task_assignment_id")):
        parameters["task_assignment_id"] = task_of(actor)[1] if reads else new_assignment(actor)
    for name in ("If-Match", "If-None-Match"):
        if name in (case.headers or {}):
            case.headers[name] = etag
    if isinstance(query.get("fields"), list) and query["fields"]:
        names = asked_for(case)
        query["fields"] = [names[turn("fields", len(names))] for _ in query["fields"]] or query["fields"]


def item(kind, case, actor):
    reads, operation = case.method.upper() == "GET", f"{case.method.upper()} {case.operation.path}"
    if operation.endswith("/trash") or operation in RESTORING:
        return trashed_of(kind, actor) if reads else trashed(kind, NEW[kind](actor), actor)
    return KEPT[kind](actor) if reads else NEW[kind](actor)


NEW = {"folders": new_folder, "files": new_file, "web_links": new_web_link}
KEPT = {"folders": folder_of, "files": file_of, "web_links": web_link_of}
RESTORING = ("POST /folders/{folder_id}", "POST /files/{file_id}", "POST /web_links/{web_link_id}")


def asked_for(case):
    """The names that the document gives for `fields`."""
    for parameter in case.operation.definition.raw["parameters"]:
        if parameter.get("name") == "fields":
            return parameter["schema"]["items"]["examples"]
    return []


def mend(case, actor):
    """What a schema cannot say of a body."""
    body = case.body
    if "upload_sessions" in case.operation.path:
        mend_session(f"{case.method.upper()} {case.operation.path}", body, case, actor)
        return
    if not isinstance(body, dict):
        return
    operation = f"{case.method.upper()} {case.operation.path}"
    if isinstance(body.get("pic"), bytes):
        body["pic"] = (PNG, JPEG)[turn("picture", 2)]
    if operation in ("POST /users", "PUT /users/{user_id}"):
        mend_user(body, operation.startswith("POST"))
    elif "/files" in operation and operation not in RESTORING:
        mend_file(operation, body, case, actor)
    elif operation in ("POST /folders", "PUT /folders/{folder_id}", "POST /web_links", "PUT /web_links/{web_link_id}", *RESTORING):
        parent = body.get("parent")
        if isinstance(parent, dict) and is_id(parent.get("id")):
            body["parent"] = {"id": ("0", folder_of(actor))[turn("parent", 2)]}
        body.pop("owned_by", None)
        if body.get("collections"):
            body["collections"] = [{"id": actor or own_id()}]
        if isinstance(body.get("name"), str) and turn("name", 2):
            body["name"] = new_name()
        if "url" in body and turn("url", 4):
            body["url"] = "https://boxwood.example/"
    elif operation == "POST /folder_locks" and turn("folder lock", 4):
        body["folder"] = {"type": "folder", "id": new_folder(actor)}
        body.pop("locked_operations", None)
    elif operation == "PUT /users/{user_id}/folders/0" and turn("transfer", 4):
        body["owned_by"] = {"id": colleague()}
    elif operation in ("POST /folders/{folder_id}/copy", "POST /web_links/{web_link_id}/copy") and turn("copy", 4):
        body["parent"], body["name"] = {"id": folder_of(actor)}, new_name()
    elif operation in ("POST /groups", "PUT /groups/{group_id}") and isinstance(body.get("name"), str):
        body["name"] = f"A group {next(COUNT)}"
    elif operation == "POST /group_memberships" and turn("membership", 4):
        body["group"], body["user"] = {"id": new_group()}, {"id": colleague()}
    elif operation == "POST /groups/terminate_sessions" and turn("groups", 4):
        body["group_ids"] = [group()]
    elif operation == "POST /collaborations" and turn("collaboration", 4):
        body["item"] = {"type": "folder", "id": new_folder(actor)}
        body["accessible_by"] = {"type": "user", "id": colleague()}
        body.pop("expires_at", None)
    elif operation == "PUT /collaborations/{collaboration_id}" and turn("change", 4):
        body.pop("status", None)
        body.pop("expires_at", None)
        if body.get("role") == "owner" and turn("owner", 4):
            body["role"] = "editor"
    elif operation.endswith((" /comments", " /comments/{comment_id}")) and turn("comment", 4):
        body.update(on_file(actor) if operation.startswith("POST") else {})
        body.pop(("message", "tagged_message")[turn("text", 2)], None)
        if "message" not in body and "tagged_message" not in body:
            body["message"] = "Look"
    elif operation == "POST /zip_downloads" and turn("zip", 4):
        body["items"] = [{"type": "file", "id": file_of(actor)}, {"type": "folder", "id": folder_of(actor)}]
        body.pop("download_file_name", None)
    elif operation == "PUT /file_requests/{file_request_id}" and turn("request", 4):
        body.pop("expires_at", None)
        body["title"] = "Plans"
    elif operation == "POST /file_requests/{file_request_id}/copy" and turn("request copy", 4):
        body.pop("expires_at", None)
        body["folder"], body["title"] = {"id": folder_of(actor)}, "Plans"
    elif operation == "POST /tasks" and turn("task", 4):
        body.update(on_file(actor))
    elif operation == "POST /task_assignments" and turn("assignment", 4):
        body.update({"task": {"type": "task", "id": new_task(actor)}, "assign_to": {"id": actor or own_id()}})
    elif operation == "PUT /task_assignments/{task_assignment_id}" and turn("resolution", 4):
        body["resolution_state"] = ("approved", "rejected", "incomplete")[turn("state", 3)]
    elif operation == "POST /invites" and turn("invite", 4):
        body["enterprise"], body["actionable_by"] = {"id": config()["enterpriseID"]}, {"login": outsider()}
    elif operation == "POST /users/terminate_sessions" and turn("sessions", 4):
        body["user_ids"], body["user_logins"] = [colleague()], [new_login()]
    elif "email_aliases" in operation and isinstance(body.get("email"), str):
        body["email"] = new_login()


def mend_file(operation, body, case, actor):
    if operation in ("POST /files/content", "POST /files/{file_id}/content") and isinstance(body.get("file"), bytes):
        said = body["attributes"] if isinstance(body.get("attributes"), dict) else {}
        if operation == "POST /files/content" and turn("said", 4):
            said["parent"] = {"id": ("0", folder_of(actor))[turn("into", 2)]}
        if isinstance(said.get("name"), str) and turn("name of a file", 4):
            said["name"] = f"A file {next(COUNT)}"
        body["attributes"] = json.dumps(said)
        if turn("digest", 4):
            case.headers["content-md5"] = hashlib.sha1(body["file"]).hexdigest()
    elif operation == "POST /files/{file_id}/copy" and turn("copied", 4):
        body["parent"], body["name"] = {"id": folder_of(actor)}, f"A file {next(COUNT)}"
        body.pop("version", None)
    elif operation == "POST /files/{file_id}/versions/current" and turn("promoted", 4):
        body["id"] = PAST.get(case.path_parameters["file_id"], body.get("id"))
    elif operation == "PUT /files/{file_id}/versions/{file_version_id}" and turn("restored", 4):
        body["trashed_at"] = None
    elif operation.startswith(("OPTIONS", "PUT")) and turn("asked", 4):
        body.pop("owned_by", None)
        if isinstance(body.get("size"), int):
            body["size"] = abs(body["size"]) % 1000
        if isinstance(body.get("name"), str):
            body["name"] = f"A file {next(COUNT)}"
        if isinstance(body.get("parent"), dict):
            body["parent"] = {"id": ("0", folder_of(actor))[turn("into", 2)]}
        if isinstance(body.get("lock"), dict):
            body["lock"] = {"type": "lock", "is_download_prevented": False}
        if isinstance(body.get("tags"), list):
            body["tags"] = ["one", "two"]


def mend_session(operation, body, case, actor):
    if operation == "PUT /files/upload_sessions/{upload_session_id}":
        said = case.headers or {}
        is_sound = str(said.get("digest")).startswith("sha=") and str(said.get("content-range")).startswith("bytes ")
        if is_sound and turn("part", 4):
            case.body = LARGE[:PART]
            said.update({"digest": sha(case.body), "content-range": f"bytes 0-{PART - 1}/{len(LARGE)}"})
    elif not isinstance(body, dict):
        return
    elif operation.endswith("/commit") and is_session(case.path_parameters.get("upload_session_id")):
        if turn("commit", 4):
            body["parts"] = put_parts(case.path_parameters["upload_session_id"], actor)
            body.pop("attributes", None)
            case.headers["digest"] = sha(LARGE)
            case.headers.pop("If-None-Match", None)
    elif turn("begun", 4):
        body["file_size"], body["file_name"] = len(LARGE), f"A large file {next(COUNT)}"
        if "folder_id" in body:
            body["folder_id"] = ("0", folder_of(actor))[turn("into", 2)]


def mend_user(body, is_new):
    good = {"language": "de", "timezone": "Europe/Berlin", "role": "user", "tracking_codes": []}
    body.update({name: value for name, value in good.items() if body.get(name) is not None})
    if is_new:
        body["login"] = new_login()
        if not body.get("is_platform_access_only"):
            body.pop("external_app_user_id", None)
    else:
        for name in ("login", "external_app_user_id", "enterprise"):
            body.pop(name, None)


def fill_form(case):
    """With the app's own credentials, and a grant that can be had without a page."""
    form = case.body
    if not isinstance(form, dict):
        return
    form.update(client())
    for name in ("token", "refresh_token", "subject_token"):
        if name in form:
            form[name] = token()
    if "grant_type" in form:
        form["grant_type"] = ("client_credentials", EXCHANGE)[turn("grant", 2)]
        form.update(subject() if form["grant_type"] != EXCHANGE else exchange())


EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"


def exchange():
    kind = "urn:ietf:params:oauth:token-type:access_token"
    return {"subject_token": token(), "subject_token_type": kind, "scope": "root_readonly"}


boxwood("enterprise", "set", config()["enterpriseID"], "--domain", DOMAIN)
