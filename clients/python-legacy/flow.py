"""Box's first Python SDK (boxsdk 3.x) against a Boxwood server: unmodified but for where it looks for Box."""

import contextlib
import datetime
import hashlib
import io
import json
import logging
import pathlib
import sys
import zipfile

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from boxsdk import BoxAPIException, BoxOAuthException, CCGAuth, Client, JWTAuth, OAuth2
from boxsdk.auth import jwt_auth
from boxsdk.config import API
from steps import CONFIG, ENTERPRISE, FIRST, LARGE, PNG, SECOND, SETTINGS, URL, boxwood, same, step

# It would tell of every refusal, which are wanted here.
logging.getLogger("boxsdk").addHandler(logging.NullHandler())

API.BASE_API_URL = f"{URL}/2.0"
API.UPLOAD_URL = f"{URL}/api/2.0"
API.OAUTH2_API_URL = f"{URL}/oauth2"


@contextlib.contextmanager
def refused(status, code=None):
    """What is done in it is refused in this way; gives the header that names the request."""
    seen = {}
    try:
        yield seen
    except (BoxAPIException, BoxOAuthException) as error:
        same((error.status, error.code), (status, code))
        seen["request"] = error.network_response.headers["BOX-REQUEST-ID"]
    else:
        raise AssertionError(f"not refused with {status}")


def with_token(token):
    """A client that has this token and no way to another."""
    return Client(OAuth2(client_id=None, client_secret=None, access_token=token))


class WrongClock(datetime.datetime):
    off = datetime.timedelta()

    @classmethod
    def utcnow(cls):
        return datetime.datetime.utcnow() + cls.off


with step("logs in with app-config.json"):
    client = Client(JWTAuth.from_settings_file(CONFIG))
    client.auth.authenticate_instance()

with step("is the service account"):
    itself = client.user().get(fields=["name", "login", "role", "enterprise"])
    assert itself.login.startswith("AutomationUser_"), itself.login
    same((itself.name, itself.enterprise.id), (boxwood("app", "list")[0]["name"], ENTERPRISE))
    same(client.user(itself.id).get().login, itself.login)

with step("lists the users"):
    before = [user.login for user in client.users()]
    same(before, [user.login for user in client.users(use_marker=True, limit=1)])
    assert itself.login not in before, before
    [admin] = client.users(filter_term=before[0], user_type="managed", fields=["role"])
    same(admin.role, "admin")

with step("creates users"):
    una = client.create_user("Una User", login="una@clients.example", job_title="Tester", space_amount=10**9)
    appy = client.create_user("Appy User", external_app_user_id="appy-1")
    assert appy.login.startswith("AppUser_"), appy.login
    with refused(409, "user_login_already_used"):
        client.create_user("Una again", login="UNA@clients.example")

with step("fetches and updates them"):
    same(client.user(una.id).get().job_title, "Tester")
    same(una.update_info(data={"name": "Una Renamed", "phone": "555"}).name, "Una Renamed")
    same(client.user(una.id).get(fields=["phone"]).response_object,
         {"type": "user", "id": una.id, "name": "Una Renamed", "login": "una@clients.example", "phone": "555"})
    same(client.user(appy.id).get(fields=["is_platform_access_only"]).is_platform_access_only, True)
    same({user.id for user in client.users()} >= {una.id, appy.id}, True)

with step("changes the user's picture"):
    urls = client.user(una.id).upload_avatar_stream(io.BytesIO(PNG), "png")
    same(sorted(urls), ["large", "preview", "small"])
    same(client.user(una.id).get_avatar(), PNG)
    same(client.user(una.id).delete_avatar(), True)
    with refused(404, "not_found"):
        client.user(una.id).get_avatar()

with step("acts as a user with another client"):
    as_una = client.as_user(client.user(user_id=una.id))
    same((as_una.user().get().id, client.user().get().id), (una.id, itself.id))
    same(client.as_user(appy).user().get().login, appy.login)
    with refused(403, "access_denied_insufficient_permissions"):
        list(as_una.users())

with step("acts as a user and as itself with one client"):
    same(client.user().get(headers={"As-User": una.id}).id, una.id)
    same(client.user().get().id, itself.id)

with step("opens the user's root folder"):
    root = as_una.folder("0").get()
    same((root.id, root.name, root.item_collection["total_count"]), ("0", "All Files", 0))
    same([item.name for item in as_una.root_folder().get_items()], [])

with step("creates a folder as the user"):
    folder = as_una.folder("0").create_subfolder("Reports")
    same((folder.owned_by.id, folder.created_by.id, folder.parent.id), (una.id, una.id, "0"))
    inner = as_una.folder(folder.id).create_subfolder("2025")
    same([item.name for item in as_una.folder("0").get_items()], ["Reports"])
    same([item.id for item in as_una.folder(folder.id).get_items(use_marker=True)], [inner.id])
    with refused(409, "item_name_in_use"):
        as_una.folder("0").create_subfolder("reports")

with step("does not see it as itself"):
    with refused(404, "not_found"):
        client.folder(folder.id).get()
    with refused(404, "not_found"):
        client.folder(folder.id).delete()
    same([item.name for item in client.folder("0").get_items()], [])

with step("renames it"):
    same(as_una.folder(folder.id).rename("Reports of the year").name, "Reports of the year")
    with refused(412, "precondition_failed"):
        as_una.folder(folder.id).update_info(data={"name": "Other"}, etag="77")

with step("uploads a large file in parts"):
    session = as_una.folder(folder.id).create_upload_session(len(LARGE), "large.bin")
    parts = session.get_chunked_uploader_for_stream(io.BytesIO(LARGE), len(LARGE)).start()
    same((parts.name, parts.sha1), ("large.bin", hashlib.sha1(LARGE).hexdigest()))
    assert as_una.file(parts.id).content() == LARGE, "the bytes are others"
    session = as_una.file(parts.id).create_upload_session(len(LARGE))
    version = session.get_chunked_uploader_for_stream(io.BytesIO(LARGE[::-1]), len(LARGE)).start()
    same((version.id, version.etag), (parts.id, "1"))

with step("uploads a file"):
    def upload(by, at, name, text, **more):
        return by.folder(at).upload_stream(io.BytesIO(text), name, **more)

    plan = upload(as_una, folder.id, "plan.txt", FIRST, sha1=hashlib.sha1(FIRST).hexdigest())
    same((plan.name, plan.size, plan.sha1), ("plan.txt", len(FIRST), hashlib.sha1(FIRST).hexdigest()))
    same((plan.owned_by.id, plan.parent.id, plan.etag), (una.id, folder.id, "0"))
    with refused(409, "item_name_in_use"):
        upload(as_una, folder.id, "PLAN.txt", SECOND)
    with refused(409, "item_name_in_use"):
        as_una.folder(folder.id).preflight_check(size=5, name="plan.txt")
    upload(as_una, folder.id, "notes.txt", FIRST, preflight_check=True, preflight_expected_size=len(FIRST))
    with refused(400, "bad_digest"):
        upload(as_una, folder.id, "other.txt", FIRST, sha1=hashlib.sha1(SECOND).hexdigest())
    with refused(404, "not_found"):
        client.file(plan.id).get()

with step("downloads a range of it"):
    same(as_una.file(plan.id).content(), FIRST)
    same(as_una.file(plan.id).content(byte_range=(4, 8)), FIRST[4:9])
    same(as_una.file(plan.id).content(byte_range=(len(FIRST) - 6, len(FIRST) + 9)), FIRST[-6:])

with step("shows a file as a small picture"):
    picture = upload(as_una, folder.id, "picture.png", PNG)
    assert as_una.file(picture.id).get_thumbnail(extension="png").startswith(PNG[:8])
    [entry] = as_una.file(picture.id).get_representation_info("[jpg?dimensions=94x94]")
    same((entry["representation"], entry["status"]["state"]), ("jpg", "none"))
    assert as_una.file(picture.id).get_thumbnail_representation("94x94", extension="jpg").startswith(b"\xff\xd8")
    as_una.file(picture.id).delete()
    as_una.trash().permanently_delete_item(picture)

with step("uploads a new version"):
    newer = as_una.file(plan.id).update_contents_with_stream(io.BytesIO(SECOND), etag=plan.etag)
    same((newer.id, newer.etag, newer.sha1), (plan.id, "1", hashlib.sha1(SECOND).hexdigest()))
    [old] = as_una.file(plan.id).get_previous_versions()
    same(old.sha1, plan.sha1)
    same(as_una.file(plan.id).content(), SECOND)
    same(as_una.file(plan.id).content(file_version=old), FIRST)
    with refused(412, "precondition_failed"):
        as_una.file(plan.id).update_contents_with_stream(io.BytesIO(FIRST), etag="0")
    same(as_una.file(plan.id).promote_version(old).sha1, plan.sha1)
    same(as_una.file(plan.id).content(), FIRST)
    same(len(list(as_una.file(plan.id).get_previous_versions())), 2)

with step("copies it"):
    copy = as_una.file(plan.id).copy(parent_folder=as_una.folder(inner.id), name="copy.txt")
    same((copy.name, copy.parent.id, copy.sha1), ("copy.txt", inner.id, plan.sha1))
    same(as_una.file(copy.id).content(), FIRST)
    with refused(409, "item_name_in_use"):
        as_una.file(plan.id).copy(parent_folder=as_una.folder(folder.id))

with step("copies the folder"):
    whole = as_una.folder(folder.id).copy(parent_folder=as_una.root_folder(), name="Whole")
    same((whole.name, whole.parent.id, whole.id == folder.id), ("Whole", "0", False))
    same(whole.size, as_una.folder(folder.id).get().size)
    listed = {item.name: item for item in whole.get_items()}
    same(listed["plan.txt"].content(), FIRST)
    with refused(409, "item_name_in_use"):
        as_una.folder(folder.id).copy(parent_folder=as_una.root_folder(), name="Whole")
    same(whole.delete(recursive=True), True)
    as_una.trash().permanently_delete_item(as_una.folder(whole.id))

with step("moves it"):
    moved = as_una.file(copy.id).move(parent_folder=as_una.folder(folder.id), name="moved.txt")
    same((moved.name, [entry.id for entry in moved.path_collection["entries"]]), ("moved.txt", ["0", folder.id]))
    same(list(as_una.folder(inner.id).get_items()), [])

with step("shares it by a link"):
    as_appy = client.as_user(appy)
    link = as_una.file(plan.id).get_shared_link(access="open", password="a-long-secret")
    with refused(404, "not_found"):
        as_appy.file(plan.id).get()
    with refused(403, "incorrect_shared_item_password"):
        as_appy.get_shared_item(link)
    opened = as_appy.get_shared_item(link, password="a-long-secret")
    same((opened.id, opened.get().name, opened.content()), (plan.id, "plan.txt", FIRST))
    direct = as_una.file(plan.id).get(fields=["shared_link"]).shared_link
    same((direct["access"], direct["is_password_enabled"]), ("open", True))
    same(as_una.file(plan.id).remove_shared_link(), True)
    same(as_una.file(plan.id).get(fields=["shared_link"]).shared_link, None)
    with refused(404, "not_found"):
        as_appy.get_shared_item(link, password="a-long-secret")

with step("invites a collaborator"):
    shared = as_una.folder(folder.id).collaborate(appy, "viewer")
    same((shared.role, shared.status, shared.accessible_by.id), ("viewer", "accepted", appy.id))
    same([item.id for item in as_appy.root_folder().get_items()], [folder.id])
    same(as_appy.file(plan.id).content(), FIRST)
    with refused(403, "access_denied_insufficient_permissions"):
        upload(as_appy, folder.id, "mine.txt", FIRST)
    with refused(400, "user_already_collaborator"):
        as_una.folder(folder.id).collaborate(appy, "editor")

with step("changes the collaborator's role"):
    same(as_una.collaboration(shared.id).update_info(role="editor").role, "editor")
    mine = upload(as_appy, folder.id, "mine.txt", SECOND)
    same((mine.owned_by.id, mine.created_by.id), (una.id, appy.id))
    listed = [(entry.id, entry.role) for entry in as_una.folder(folder.id).get_collaborations()]
    same(listed, [(shared.id, "editor")])

with step("locks it"):
    same(as_una.file(plan.id).lock(prevent_download=True).id, plan.id)
    locked = as_una.file(plan.id).get(fields=["lock"]).lock
    same((locked["created_by"].id, locked["is_download_prevented"]), (una.id, True))
    with refused(403, "access_denied_item_locked"):
        as_appy.file(plan.id).rename("theirs.txt")
    as_una.file(plan.id).unlock()
    same(as_appy.file(plan.id).update_info(data={"description": "Theirs, too"}).description, "Theirs, too")

with step("comments on it"):
    comment = as_appy.file(plan.id).add_comment("Is it ready?")
    answer = as_una.comment(comment.id).reply("Nearly.")
    same((comment.is_reply_comment, answer.is_reply_comment), (False, True))
    said = [(entry.message, entry.created_by.id) for entry in as_una.file(plan.id).get_comments()]
    same(said, [("Is it ready?", appy.id), ("Nearly.", una.id)])
    same(as_appy.comment(comment.id).edit("Is it?").message, "Is it?")
    same(as_una.comment(answer.id).delete(), True)
    same(len(list(as_una.file(plan.id).get_comments())), 1)

with step("gives the collaborator a task"):
    task = as_una.file(plan.id).create_task("Read it", action="review")
    given = task.assign(appy)
    same((given.assigned_to.id, given.resolution_state), (appy.id, "incomplete"))
    answered = {"resolution_state": "approved", "message": "Good"}
    done = as_appy.task_assignment(given.id).update_info(data=answered)
    same((done.resolution_state, done.message), ("approved", "Good"))
    same(as_una.task(task.id).get().is_completed, True)
    same([entry.id for entry in as_una.file(plan.id).get_tasks()], [task.id])
    same([entry.id for entry in as_una.task(task.id).get_assignments()], [given.id])
    same(as_una.task(task.id).delete(), True)

with step("searches for it"):
    def found(by, text, **more):
        return [entry.id for entry in by.search().query(text, **more)]

    same(found(as_una, "plan", result_type="file", content_types=["name"]), [plan.id])
    same(found(as_una, "plan", ancestor_folders=[as_una.folder(inner.id)]), [])
    same(found(as_appy, "badgers"), [mine.id])
    same(found(client, "plan"), [])

with step("downloads an archive"):
    empty = as_una.folder(folder.id).create_subfolder("Empty")
    items = [as_una.file(plan.id), as_una.file(mine.id), as_una.folder(empty.id)]
    target = io.BytesIO()
    told = as_una.download_zip("Both", items, target)
    archive = zipfile.ZipFile(target)
    same(archive.testzip(), None)
    same(sorted(archive.namelist()), ["Empty/", "mine.txt", "plan.txt"])
    same((archive.read("plan.txt"), archive.read("mine.txt")), (FIRST, SECOND))
    same((told["total_file_count"], told["downloaded_file_count"], told["state"]), (2, 2, "succeeded"))
    same((told["skipped_file_count"], told["skipped_folder_count"]), (0, 0))
    with refused(404, "not_found"):
        as_una.make_request("GET", told["download_url"], expect_json_response=False)
    same(as_una.folder(empty.id).delete(), True)

with step("asks for files"):
    # This SDK has no words for it, but it makes any call.
    made = boxwood("file-request", "create", folder.id, "Your plans")
    place = f"{URL}/2.0/file_requests/{made['id']}"
    asking = as_una.make_request("GET", place).json()
    same((asking["title"], asking["status"], asking["folder"]["id"]), ("Your plans", "active", folder.id))
    same(URL + asking["url"], made["url"])
    said = {"data": json.dumps({"status": "inactive"}), "headers": {"If-Match": asking["etag"]}}
    same(as_una.make_request("PUT", place, **said).json()["status"], "inactive")
    with refused(412, "precondition_failed"):
        as_una.make_request("PUT", place, **said)
    to = json.dumps({"folder": {"type": "folder", "id": inner.id}, "status": "active"})
    copied = as_una.make_request("POST", f"{place}/copy", data=to).json()
    same((copied["title"], copied["status"], copied["folder"]["id"]), ("Your plans", "active", inner.id))
    for one in (place, f"{URL}/2.0/file_requests/{copied['id']}"):
        as_una.make_request("DELETE", one, expect_json_response=False)
        with refused(404, "not_found"):
            as_una.make_request("GET", one)

with step("takes the collaborator out"):
    same(as_una.collaboration(shared.id).delete(), True)
    for gone in (as_appy.file(plan.id), as_appy.folder(folder.id)):
        with refused(404, "not_found"):
            gone.get()
    same(list(as_appy.root_folder().get_items()), [])

with step("trashes and restores it"):
    same(as_una.file(plan.id).delete(), True)
    same(as_una.trash().get_item(as_una.file(plan.id)).item_status, "trashed")
    assert plan.id in [item.id for item in as_una.trash().get_items()]
    with refused(404, "trashed"):
        as_una.file(plan.id).content()
    back = as_una.trash().restore_item(as_una.file(plan.id), name="back.txt")
    same((back.name, back.item_status, back.parent.id), ("back.txt", "active", folder.id))
    same(as_una.file(plan.id).content(), FIRST)
    as_una.file(mine.id).delete()
    same(as_una.trash().permanently_delete_item(as_una.file(mine.id)), True)
    with refused(404, "not_found"):
        as_una.trash().get_item(as_una.file(mine.id))

with step("has files of its own"):
    own_file = upload(client, "0", "own.txt", SECOND)
    same((own_file.owned_by.id, own_file.parent.id), (itself.id, "0"))
    same(client.file(own_file.id).content(byte_range=(0, 3)), SECOND[:4])
    with refused(404, "not_found"):
        as_una.file(own_file.id).get()
    client.file(own_file.id).delete()
    client.trash().permanently_delete_item(client.file(own_file.id))
    same(list(client.root_folder().get_items()), [])

with step("logs in as the user"):
    auth = JWTAuth.from_settings_file(CONFIG)
    auth.authenticate_user(una.id)
    own = Client(auth)
    same(own.user().get().id, una.id)

with step("narrows that token to one folder"):
    narrow = own.downscope_token(["item_preview", "item_rename", "base_explorer"], own.folder(folder.id))
    same([entry["object"]["id"] for entry in narrow.restricted_to], [folder.id] * 3)
    narrowed = with_token(narrow.access_token)
    same(narrowed.folder(folder.id).get().name, "Reports of the year")
    same(narrowed.folder(folder.id).rename("Reports").name, "Reports")
    with refused(403):
        narrowed.folder(folder.id).delete()

with step("revokes that token"):
    old = auth.access_token
    same(with_token(old).user().get().id, una.id)
    auth.revoke()
    for token in (old, narrow.access_token):
        with refused(401):
            # It would try to get another.
            with_token(token).make_request("GET", f"{API.BASE_API_URL}/users/me", auto_session_renewal=False)

with step("deletes the folder"):
    same(as_una.folder(folder.id).delete(recursive=True), True)
    with refused(404, "trashed"):
        as_una.folder(inner.id).get()

with step("logs in with client credentials"):
    app = {"client_id": SETTINGS["clientID"], "client_secret": SETTINGS["clientSecret"]}
    same(Client(CCGAuth(**app, enterprise_id=ENTERPRISE)).user().get().id, itself.id)
    same(Client(CCGAuth(**app, user=appy)).user().get().id, appy.id)

with step("has a clock that is two minutes off"):
    jwt_auth.datetime = WrongClock
    for minutes in (-2, 2):
        WrongClock.off = datetime.timedelta(minutes=minutes)
        same(Client(JWTAuth.from_settings_file(CONFIG)).user().get().id, itself.id)
    jwt_auth.datetime = datetime.datetime

with step("learns why As-User is refused"):
    boxwood("app", "set", SETTINGS["clientID"], "--as-user", "off")
    boxwood("app", "reauthorize", SETTINGS["clientID"])
    after = Client(JWTAuth.from_settings_file(CONFIG))
    with refused(403) as refusal:
        after.as_user(una).user().get()
    explained = boxwood("explain", refusal["request"])
    assert "as-user" in str(explained).lower(), explained
    boxwood("app", "set", SETTINGS["clientID"], "--as-user", "on")
    boxwood("app", "reauthorize", SETTINGS["clientID"])
    again = Client(JWTAuth.from_settings_file(CONFIG))
    same(again.as_user(una).user().get().id, una.id)

with step("deletes the users"):
    same(client.user(una.id).delete(notify=False, force=True), True)
    same(appy.delete(), True)
    with refused(404, "not_found"):
        client.user(una.id).get()
    same([user.login for user in client.users()], before)
