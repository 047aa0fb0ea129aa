"""Box's first Python SDK (boxsdk 3.x) against a Boxwood server: unmodified but for where it looks for Box."""

import contextlib
import datetime
import hashlib
import io
import logging
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))

from boxsdk import BoxAPIException, BoxOAuthException, CCGAuth, Client, JWTAuth, OAuth2
from boxsdk.auth import jwt_auth
from boxsdk.config import API
from steps import CONFIG, ENTERPRISE, LARGE, PNG, SETTINGS, URL, boxwood, same, step

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
