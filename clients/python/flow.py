"""Box's current Python SDK (boxsdk 10.x) against a Boxwood server: unmodified but for where it looks for Box."""

import contextlib
import hashlib
import io
import pathlib
import sys
import zipfile

sys.path.append(str(pathlib.Path(__file__).parents[1]))

import box_sdk_gen.box.jwt_auth
from box_sdk_gen import (
    AddShareLinkToFileSharedLink,
    BaseUrls,
    BoxAPIError,
    BoxCCGAuth,
    BoxClient,
    BoxDeveloperTokenAuth,
    BoxJWTAuth,
    BoxSDKError,
    CCGConfig,
    CopyFileParent,
    CopyFolderParent,
    CreateCollaborationAccessibleBy,
    CreateCollaborationItem,
    CreateCommentItem,
    CreateFileRequestCopyFolder,
    CreateFolderParent,
    CreateTaskAssignmentAssignTo,
    CreateTaskAssignmentTask,
    CreateTaskItem,
    GetFileThumbnailByIdExtension,
    GetFileThumbnailUrlExtension,
    CreateZipDownloadItems,
    JWTConfig,
    NetworkSession,
    PreflightFileUploadCheckParent,
    UpdateFileByIdLock,
    UpdateFileByIdParent,
    UploadFileAttributes,
    UploadFileAttributesParentField,
    UploadFileVersionAttributes,
    UploadWithPreflightCheckAttributes,
    UploadWithPreflightCheckAttributesParentField,
)
from box_sdk_gen.internal.null_value import null
from steps import CONFIG, ENTERPRISE, FIRST, LARGE, PNG, SECOND, SETTINGS, URL, boxwood, same, step

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

with step("uploads a file"):
    at = UploadFileAttributesParentField(id=folder.id)

    def upload(by, name, text, parent=at):
        return by.uploads.upload_file(UploadFileAttributes(name=name, parent=parent), io.BytesIO(text)).entries[0]

    plan = upload(as_una, "plan.txt", FIRST)
    same((plan.name, plan.size, plan.sha_1), ("plan.txt", len(FIRST), hashlib.sha1(FIRST).hexdigest()))
    same((plan.owned_by.id, plan.parent.id, plan.etag), (una.id, folder.id, "0"))
    with refused(409, "item_name_in_use"):
        upload(as_una, "PLAN.txt", SECOND)
    with refused(409, "item_name_in_use"):
        as_una.uploads.preflight_file_upload_check(
            name="plan.txt", size=5, parent=PreflightFileUploadCheckParent(id=folder.id)
        )
    free = UploadWithPreflightCheckAttributesParentField(id=folder.id)
    notes = as_una.uploads.upload_with_preflight_check(
        UploadWithPreflightCheckAttributes(name="notes.txt", parent=free, size=len(FIRST)), io.BytesIO(FIRST)
    ).entries[0]
    with refused(404, "not_found"):
        client.files.get_file_by_id(plan.id)

with step("downloads a range of it"):
    same(as_una.downloads.download_file(plan.id).read(), FIRST)
    same(as_una.downloads.download_file(plan.id, range="bytes=4-8").read(), FIRST[4:9])
    same(as_una.downloads.download_file(plan.id, range="bytes=-6").read(), FIRST[-6:])

with step("shows a file as a small picture"):
    picture = upload(as_una, "picture.png", PNG)
    small = as_una.files.get_file_thumbnail_by_id(picture.id, GetFileThumbnailByIdExtension.PNG).read()
    assert small.startswith(PNG[:8]), small
    # There is none of a text, but a picture that stands for any file.
    instead = as_una.files.get_file_thumbnail_url(plan.id, GetFileThumbnailUrlExtension.PNG)
    assert instead.startswith(URL), instead
    shown = as_una.files.get_file_by_id(picture.id, fields=["representations"], x_rep_hints="[jpg?dimensions=94x94]")
    [entry] = shown.representations.entries
    same((entry.representation, entry.properties.dimensions), ("jpg", "94x94"))
    as_una.files.delete_file_by_id(picture.id)
    as_una.trashed_files.delete_trashed_file_by_id(picture.id)

with step("uploads a new version"):
    named = UploadFileVersionAttributes(name="plan.txt")
    newer = as_una.uploads.upload_file_version(plan.id, named, io.BytesIO(SECOND), if_match=plan.etag).entries[0]
    same((newer.id, newer.etag, newer.sha_1), (plan.id, "1", hashlib.sha1(SECOND).hexdigest()))
    [old] = as_una.file_versions.get_file_versions(plan.id).entries
    same(old.sha_1, plan.sha_1)
    same(as_una.downloads.download_file(plan.id).read(), SECOND)
    same(as_una.downloads.download_file(plan.id, version=old.id).read(), FIRST)
    with refused(412, "precondition_failed"):
        as_una.uploads.upload_file_version(plan.id, named, io.BytesIO(FIRST), if_match="0")
    same(as_una.file_versions.promote_file_version(plan.id, id=old.id).sha_1, plan.sha_1)
    same(as_una.downloads.download_file(plan.id).read(), FIRST)
    same(len(as_una.file_versions.get_file_versions(plan.id).entries), 2)

with step("copies it"):
    copy = as_una.files.copy_file(plan.id, CopyFileParent(id=inner.id), name="copy.txt")
    same((copy.name, copy.parent.id, copy.sha_1), ("copy.txt", inner.id, plan.sha_1))
    same(as_una.downloads.download_file(copy.id).read(), FIRST)
    with refused(409, "item_name_in_use"):
        as_una.files.copy_file(plan.id, CopyFileParent(id=folder.id))

with step("copies the folder"):
    whole = as_una.folders.copy_folder(folder.id, CopyFolderParent(id="0"), name="Whole")
    same((whole.name, whole.parent.id, whole.id == folder.id), ("Whole", "0", False))
    same(whole.size, as_una.folders.get_folder_by_id(folder.id).size)
    listed = {entry.name: entry.id for entry in as_una.folders.get_folder_items(whole.id).entries}
    same(as_una.downloads.download_file(listed["plan.txt"]).read(), FIRST)
    with refused(409, "item_name_in_use"):
        as_una.folders.copy_folder(folder.id, CopyFolderParent(id="0"), name="Whole")
    as_una.folders.delete_folder_by_id(whole.id, recursive=True)
    as_una.trashed_folders.delete_trashed_folder_by_id(whole.id)

with step("moves it"):
    moved = as_una.files.update_file_by_id(copy.id, name="moved.txt", parent=UpdateFileByIdParent(id=folder.id))
    same((moved.name, [entry.id for entry in moved.path_collection.entries]), ("moved.txt", ["0", folder.id]))
    same(as_una.folders.get_folder_items(inner.id).entries, [])

with step("shares it by a link"):
    links, as_appy = as_una.shared_links_files, client.with_as_user_header(appy.id)
    open_to_all = AddShareLinkToFileSharedLink(access="open", password="a-long-secret")
    link = links.add_share_link_to_file(plan.id, "shared_link", shared_link=open_to_all).shared_link
    same((link.access.value, link.is_password_enabled), ("open", True))
    with refused(404, "not_found"):
        as_appy.files.get_file_by_id(plan.id)
    with refused(403, "incorrect_shared_item_password"):
        as_appy.shared_links_files.find_file_for_shared_link(f"shared_link={link.url}")
    opened = f"shared_link={link.url}&shared_link_password=a-long-secret"
    same(as_appy.shared_links_files.find_file_for_shared_link(opened).id, plan.id)
    same(as_appy.files.get_file_by_id(plan.id, boxapi=opened).name, "plan.txt")
    same(as_appy.downloads.download_file(plan.id, boxapi=opened).read(), FIRST)
    links.remove_shared_link_from_file(plan.id, "shared_link", shared_link=null)
    same(links.get_shared_link_for_file(plan.id, "shared_link").shared_link, None)
    with refused(404, "not_found"):
        as_appy.shared_links_files.find_file_for_shared_link(opened)

with step("invites a collaborator"):
    collaborations = as_una.user_collaborations
    item = CreateCollaborationItem(type="folder", id=folder.id)
    who = CreateCollaborationAccessibleBy(type="user", id=appy.id)
    shared = collaborations.create_collaboration(item, who, "viewer")
    same((shared.role.value, shared.status.value, shared.accessible_by.id), ("viewer", "accepted", appy.id))
    same([item.id for item in as_appy.folders.get_folder_items("0").entries], [folder.id])
    same(as_appy.downloads.download_file(plan.id).read(), FIRST)
    with refused(403, "access_denied_insufficient_permissions"):
        upload(as_appy, "mine.txt", FIRST)
    with refused(400, "user_already_collaborator"):
        collaborations.create_collaboration(item, who, "editor")

with step("changes the collaborator's role"):
    changed = collaborations.update_collaboration_by_id(shared.id, role="editor")
    same(changed.role.value, "editor")
    mine = upload(as_appy, "mine.txt", SECOND)
    same((mine.owned_by.id, mine.created_by.id), (una.id, appy.id))
    listed = as_una.list_collaborations.get_folder_collaborations(folder.id).entries
    same([(entry.id, entry.role.value) for entry in listed], [(shared.id, "editor")])

with step("locks it"):
    lock = UpdateFileByIdLock(access="lock", is_download_prevented=True)
    locked = as_una.files.update_file_by_id(plan.id, lock=lock, fields=["lock"]).lock
    same((locked.created_by.id, locked.is_download_prevented), (una.id, True))
    with refused(403, "access_denied_item_locked"):
        as_appy.files.update_file_by_id(plan.id, name="theirs.txt")
    as_una.files.update_file_by_id(plan.id, lock=null)
    same(as_appy.files.update_file_by_id(plan.id, description="Theirs, too").description, "Theirs, too")

with step("comments on it"):
    on = CreateCommentItem(id=plan.id, type="file")
    comment = as_appy.comments.create_comment("Is it ready?", on)
    answer = as_una.comments.create_comment("Nearly.", CreateCommentItem(id=comment.id, type="comment"))
    same((comment.is_reply_comment, answer.is_reply_comment), (False, True))
    said = as_una.comments.get_file_comments(plan.id).entries
    same([(entry.message, entry.created_by.id) for entry in said],
         [("Is it ready?", appy.id), ("Nearly.", una.id)])
    same(as_appy.comments.update_comment_by_id(comment.id, message="Is it?").message, "Is it?")
    as_una.comments.delete_comment_by_id(answer.id)
    same(len(as_una.comments.get_file_comments(plan.id).entries), 1)

with step("gives the collaborator a task"):
    task = as_una.tasks.create_task(CreateTaskItem(id=plan.id, type="file"), action="review", message="Read it")
    given = as_una.task_assignments.create_task_assignment(
        CreateTaskAssignmentTask(id=task.id), CreateTaskAssignmentAssignTo(id=appy.id)
    )
    same((given.assigned_to.id, given.resolution_state.value), (appy.id, "incomplete"))
    done = as_appy.task_assignments.update_task_assignment_by_id(given.id, resolution_state="approved", message="Good")
    same((done.resolution_state.value, done.message), ("approved", "Good"))
    same(as_una.tasks.get_task_by_id(task.id).is_completed, True)
    same([entry.id for entry in as_una.tasks.get_file_tasks(plan.id).entries], [task.id])
    as_una.tasks.delete_task_by_id(task.id)

with step("searches for it"):
    def found(by, text, **more):
        return [entry.id for entry in by.search.search_for_content(query=text, **more).entries]

    same(found(as_una, "plan", type="file", content_types=["name"]), [plan.id])
    same(found(as_una, "plan", ancestor_folder_ids=[inner.id]), [])
    same(found(as_appy, "badgers"), [mine.id])
    same(found(client, "plan"), [])

with step("downloads an archive"):
    empty = as_una.folders.create_folder("Empty", CreateFolderParent(id=folder.id))
    wanted = [(plan.id, "file"), (mine.id, "file"), (empty.id, "folder")]
    items = [CreateZipDownloadItems(id=id, type=kind) for id, kind in wanted]
    asked = as_una.zip_downloads.create_zip_download(items, download_file_name="Both")
    same(asked.name_conflicts, [])
    with refused(404, "not_found"):
        as_una.zip_downloads.get_zip_download_status(asked.status_url)
    archive = zipfile.ZipFile(io.BytesIO(as_una.zip_downloads.get_zip_download_content(asked.download_url).read()))
    same(archive.testzip(), None)
    same(sorted(archive.namelist()), ["Empty/", "mine.txt", "plan.txt"])
    same((archive.read("plan.txt"), archive.read("mine.txt")), (FIRST, SECOND))
    told = as_una.zip_downloads.get_zip_download_status(asked.status_url)
    same((told.total_file_count, told.downloaded_file_count, told.state.value), (2, 2, "succeeded"))
    same((told.skipped_file_count, told.skipped_folder_count), (0, 0))
    with refused(404, "not_found"):
        as_una.zip_downloads.get_zip_download_content(asked.download_url)
    as_una.folders.delete_folder_by_id(empty.id)

with step("asks for files"):
    requests = as_una.file_requests
    made = boxwood("file-request", "create", folder.id, "Your plans")
    asking = requests.get_file_request_by_id(made["id"])
    same((asking.title, asking.status.value, asking.folder.id), ("Your plans", "active", folder.id))
    same(URL + asking.url, made["url"])
    closed = requests.update_file_request_by_id(asking.id, status="inactive", if_match=asking.etag)
    same((closed.status.value, closed.updated_by.id), ("inactive", una.id))
    with refused(412, "precondition_failed"):
        requests.update_file_request_by_id(asking.id, title="Other", if_match=asking.etag)
    copied = requests.create_file_request_copy(asking.id, CreateFileRequestCopyFolder(id=inner.id), status="active")
    same((copied.title, copied.status.value, copied.folder.id), ("Your plans", "active", inner.id))
    for one in (asking, copied):
        requests.delete_file_request_by_id(one.id)
        with refused(404, "not_found"):
            requests.get_file_request_by_id(one.id)

with step("takes the collaborator out"):
    collaborations.delete_collaboration_by_id(shared.id)
    for gone in (lambda: as_appy.files.get_file_by_id(plan.id), lambda: as_appy.folders.get_folder_by_id(folder.id)):
        with refused(404, "not_found"):
            gone()
    same(as_appy.folders.get_folder_items("0").entries, [])

with step("trashes and restores it"):
    as_una.files.delete_file_by_id(plan.id)
    same(as_una.trashed_files.get_trashed_file_by_id(plan.id).item_status.value, "trashed")
    assert plan.id in [item.id for item in as_una.trashed_items.get_trashed_items().entries]
    with refused(404, "trashed"):
        as_una.downloads.download_file(plan.id)
    back = as_una.trashed_files.restore_file_from_trash(plan.id, name="back.txt")
    same((back.name, back.item_status.value, back.parent.id), ("back.txt", "active", folder.id))
    same(as_una.downloads.download_file(plan.id).read(), FIRST)
    as_una.files.delete_file_by_id(mine.id)
    as_una.trashed_files.delete_trashed_file_by_id(mine.id)
    with refused(404, "not_found"):
        as_una.trashed_files.get_trashed_file_by_id(mine.id)

with step("has files of its own"):
    own_file = upload(client, "own.txt", SECOND, UploadFileAttributesParentField(id="0"))
    same((own_file.owned_by.id, own_file.parent.id), (itself.id, "0"))
    same(client.downloads.download_file(own_file.id, range="bytes=0-3").read(), SECOND[:4])
    with refused(404, "not_found"):
        as_una.files.get_file_by_id(own_file.id)
    client.files.delete_file_by_id(own_file.id)
    client.trashed_files.delete_trashed_file_by_id(own_file.id)
    same(client.folders.get_folder_items("0").entries, [])

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
