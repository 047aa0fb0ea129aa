"""Box's current Python SDK (boxsdk 10.x) against a Boxwood server: unmodified but for where it looks for Box."""

import contextlib
import hashlib
import io
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import box_sdk_gen.box.jwt_auth
from box_sdk_gen import (
    BaseUrls,
    BoxAPIError,
    BoxCCGAuth,
    BoxClient,
    BoxDeveloperTokenAuth,
    BoxJWTAuth,
    BoxSDKError,
    CCGConfig,
    CreateFolderParent,
    JWTConfig,
    NetworkSession,
)
from steps import CONFIG, ENTERPRISE, LARGE, PNG, SETTINGS, URL, boxwood, same, step

NETWORK = NetworkSession(
    base_urls=BaseUrls(base_url=URL, upload_url=f"{URL}/api", oauth_2_url=f"{URL}/api/oauth2")
)


def client_of(auth):
    return BoxClient(auth=auth, network_session=NETWORK)


def log_in():
    return client_of(BoxJWTAuth(JWTConfig.from_config_file(CONFIG)))


@contextlib.contextmanager
def refused(status, code=None, says=""):
    """What is done in it is refused in this way; gives the header that names the request."""
    seen = {}
    try:
        yield seen
    except BoxAPIError as error:
        answer = error.response_info
        same((answer.status_code, answer.code), (status, code))
        assert says in (answer.raw_body or ""), answer.raw_body
        seen["request"] = {name.lower(): value for name, value in answer.headers.items()}["box-request-id"]
    else:
        raise AssertionError(f"not refused with {status}")


with step("logs in with app-config.json"):
    client = log_in()
    client.auth.retrieve_token(network_session=NETWORK)

with step("is the service account"):
    itself = client.users.get_user_me(fields=["name", "login", "role", "enterprise"])
    assert itself.login.startswith("AutomationUser_"), itself.login
    same((itself.name, itself.enterprise.id), (boxwood("app", "list")[0]["name"], ENTERPRISE))
    same(client.users.get_user_by_id(itself.id).login, itself.login)

with step("lists the users"):
    before = [user.login for user in client.users.get_users().entries]
    walked, page = [], client.users.get_users(usemarker=True, limit=1)
    while page.entries:
        walked += [user.login for user in page.entries]
        if not page.next_marker:
            break
        page = client.users.get_users(usemarker=True, limit=1, marker=page.next_marker)
    same(walked, before)
    assert itself.login not in before, before
    [admin] = client.users.get_users(filter_term=before[0], user_type="managed", fields=["role"]).entries
    same(admin.role, "admin")

with step("creates users"):
    una = client.users.create_user(
        "Una User", login="una@clients.example", job_title="Tester", space_amount=10**9
    )
    appy = client.users.create_user("Appy User", is_platform_access_only=True, external_app_user_id="appy-1")
    assert appy.login.startswith("AppUser_"), appy.login
    with refused(409, "user_login_already_used"):
        client.users.create_user("Una again", login="UNA@clients.example")

with step("fetches and updates them"):
    same(client.users.get_user_by_id(una.id).job_title, "Tester")
    same(client.users.update_user_by_id(una.id, name="Una Renamed", phone="555").name, "Una Renamed")
    same(client.users.get_user_by_id(una.id, fields=["phone"]).to_dict(),
         {"type": "user", "id": una.id, "name": "Una Renamed", "login": "una@clients.example", "phone": "555"})
    fields = ["is_platform_access_only"]
    same(client.users.get_user_by_id(appy.id, fields=fields).is_platform_access_only, True)
    same({user.id for user in client.users.get_users().entries} >= {una.id, appy.id}, True)

with step("changes the user's picture"):
    urls = client.avatars.create_user_avatar(
        una.id, io.BytesIO(PNG), pic_file_name="una.png", pic_content_type="image/png"
    ).pic_urls
    assert urls.small and urls.large and urls.preview, urls
    same(client.avatars.get_user_avatar(una.id).read(), PNG)
    client.avatars.delete_user_avatar(una.id)
    with refused(404, "not_found"):
        client.avatars.get_user_avatar(una.id)

with step("acts as a user with another client"):
    as_una = client.with_as_user_header(una.id)
    same((as_una.users.get_user_me().id, client.users.get_user_me().id), (una.id, itself.id))
    same(client.with_as_user_header(appy.id).users.get_user_me().login, appy.login)
    with refused(403, "access_denied_insufficient_permissions"):
        as_una.users.get_users()

with step("acts as a user and as itself with one client"):
    same(client.users.get_user_me(extra_headers={"As-User": una.id}).id, una.id)
    same(client.users.get_user_me().id, itself.id)

with step("opens the user's root folder"):
    root = as_una.folders.get_folder_by_id("0")
    same((root.id, root.name, root.item_collection.total_count), ("0", "All Files", 0))
    same(as_una.folders.get_folder_items("0").entries, [])

with step("creates a folder as the user"):
    folder = as_una.folders.create_folder("Reports", CreateFolderParent(id="0"))
    same((folder.owned_by.id, folder.created_by.id, folder.parent.id), (una.id, una.id, "0"))
    inner = as_una.folders.create_folder("2025", CreateFolderParent(id=folder.id))
    same([item.name for item in as_una.folders.get_folder_items("0").entries], ["Reports"])
    same([item.id for item in as_una.folders.get_folder_items(folder.id, usemarker=True).entries], [inner.id])
    with refused(409, "item_name_in_use"):
        as_una.folders.create_folder("reports", CreateFolderParent(id="0"))

with step("does not see it as itself"):
    with refused(404, "not_found"):
        client.folders.get_folder_by_id(folder.id)
    with refused(404, "not_found"):
        client.folders.delete_folder_by_id(folder.id)
    same(client.folders.get_folder_items("0").entries, [])

with step("renames it"):
    renamed = as_una.folders.update_folder_by_id(folder.id, name="Reports of the year")
    same(renamed.name, "Reports of the year")
    with refused(412, "precondition_failed"):
        as_una.folders.update_folder_by_id(folder.id, name="Other", if_match="77")

with step("uploads a large file in parts"):
    parts = as_una.chunked_uploads.upload_big_file(io.BytesIO(LARGE), "large.bin", len(LARGE), folder.id)
    same((parts.name, parts.size, parts.sha_1), ("large.bin", len(LARGE), hashlib.sha1(LARGE).hexdigest()))
    assert as_una.downloads.download_file(parts.id).read() == LARGE, "the bytes are others"
    begun = as_una.chunked_uploads.create_file_upload_session(folder.id, len(LARGE), "other.bin")
    as_una.chunked_uploads.delete_file_upload_session_by_id(begun.id)
    with refused(404, "not_found"):
        as_una.chunked_uploads.get_file_upload_session_by_id(begun.id)

with step("logs in as the user"):
    auth = BoxJWTAuth(JWTConfig.from_config_file(CONFIG)).with_user_subject(una.id)
    own = client_of(auth)
    same(own.users.get_user_me().id, una.id)

with step("narrows that token to one folder"):
    scopes = ["item_preview", "item_rename", "base_explorer"]
    resource = f"https://api.box.com/2.0/folders/{folder.id}"
    narrow = auth.downscope_token(scopes, resource=resource, network_session=NETWORK)
    same([entry.object.id for entry in narrow.restricted_to], [folder.id] * 3)
    narrowed = client_of(BoxDeveloperTokenAuth(narrow.access_token))
    same(narrowed.folders.get_folder_by_id(folder.id).name, "Reports of the year")
    same(narrowed.folders.update_folder_by_id(folder.id, name="Reports").name, "Reports")
    with refused(403):
        narrowed.folders.delete_folder_by_id(folder.id, recursive=True)

with step("revokes that token"):
    old = auth.retrieve_token(network_session=NETWORK).access_token
    auth.revoke_token(network_session=NETWORK)
    for dead in (old, narrow.access_token):
        try:
            client_of(BoxDeveloperTokenAuth(dead)).users.get_user_me()
        except BoxSDKError as error:
            # It takes any 401 for the end of the token's time.
            assert "has expired" in error.message, error
        else:
            raise AssertionError("a revoked token is taken")

with step("deletes the folder"):
    as_una.folders.delete_folder_by_id(folder.id, recursive=True)
    with refused(404, "trashed"):
        as_una.folders.get_folder_by_id(inner.id)

with step("logs in with client credentials"):
    app = {"client_id": SETTINGS["clientID"], "client_secret": SETTINGS["clientSecret"]}
    ccg = BoxCCGAuth(CCGConfig(**app, enterprise_id=ENTERPRISE))
    same(client_of(ccg).users.get_user_me().id, itself.id)
    same(client_of(ccg.with_user_subject(appy.id)).users.get_user_me().id, appy.id)

with step("has a clock that is two minutes off"):
    # This SDK does not try again by the server's clock, but it says what is wrong.
    right = box_sdk_gen.box.jwt_auth.get_epoch_time_in_seconds
    for minutes in (-2, 2):
        box_sdk_gen.box.jwt_auth.get_epoch_time_in_seconds = lambda: right() + 60 * minutes
        with refused(400, says="'exp' claim"):
            log_in().users.get_user_me()
    box_sdk_gen.box.jwt_auth.get_epoch_time_in_seconds = right

with step("learns why As-User is refused"):
    boxwood("app", "set", SETTINGS["clientID"], "--as-user", "off")
    boxwood("app", "reauthorize", SETTINGS["clientID"])
    with refused(403) as refusal:
        log_in().with_as_user_header(una.id).users.get_user_me()
    explained = boxwood("explain", refusal["request"])
    assert "as-user" in str(explained).lower(), explained
    boxwood("app", "set", SETTINGS["clientID"], "--as-user", "on")
    boxwood("app", "reauthorize", SETTINGS["clientID"])
    same(log_in().with_as_user_header(una.id).users.get_user_me().id, una.id)

with step("deletes the users"):
    client.users.delete_user_by_id(una.id, notify=False, force=True)
    client.users.delete_user_by_id(appy.id)
    with refused(404, "not_found"):
        client.users.get_user_by_id(una.id)
    same([user.login for user in client.users.get_users().entries], before)
