"""The calls of crates/sdk/examples/compare/calls.rs, in its order, by Box's current SDK: URL CONFIG."""

import base64
import datetime
import io
import sys

import box_sdk_gen as box
from box_sdk_gen.internal.null_value import null

URL, CONFIG = sys.argv[1:]
NETWORK = box.NetworkSession(
    base_urls=box.BaseUrls(base_url=URL, upload_url=f"{URL}/api", oauth_2_url=f"{URL}/api/oauth2")
)
SESSION = "F971964745A5CD0C001BBE4E58196BFD"
auth = box.BoxJWTAuth(box.JWTConfig.from_config_file(CONFIG))
client = box.BoxClient(auth=auth, network_session=NETWORK)
una = client.with_as_user_header("3")

users = client.users
users.get_user_me()
una.users.get_user_me(fields=["name", "role"])
users.get_users(filter_term="a b", fields=["name"], offset=10, limit=5)
users.create_user('Åsa "A"', login="asa@example.com", space_amount=5000)
users.update_user_by_id("3", enterprise=null, job_title="Boss")
users.delete_user_by_id("3", force=True)

folders = una.folders
folders.get_folder_by_id("0", fields=["size"], if_none_match="3")
folders.get_folder_items(
    "11",
    limit=20,
    sort=box.GetFolderItemsSort.NAME,
    direction=box.GetFolderItemsDirection.DESC,
)
folders.get_folder_items("11", usemarker=True, marker="abc")
folders.create_folder("New / Ü", box.CreateFolderParent(id="0"))
folders.update_folder_by_id(
    "11",
    name="Renamed",
    tags=["a", "b"],
    can_non_owners_invite=False,
    shared_link=box.UpdateFolderByIdSharedLink(access=box.UpdateFolderByIdSharedLinkAccessField.OPEN),
    if_match="5",
)
folders.copy_folder("11", box.CopyFolderParent(id="0"), name="Copy")
folders.delete_folder_by_id("11", recursive=True)
una.trashed_folders.restore_folder_from_trash("11", name="Back")
una.folder_locks.create_folder_lock(
    box.CreateFolderLockFolder(type="folder", id="11"),
    locked_operations=box.CreateFolderLockLockedOperations(move=True, delete=True),
)

files = client.files
files.get_file_by_id("12", fields=["representations"], x_rep_hints="[jpg?dimensions=320x320]")
client.uploads.preflight_file_upload_check(
    name="a.txt", size=5, parent=box.PreflightFileUploadCheckParent(id="11")
)
attributes = box.UploadFileAttributes(name="a.txt", parent=box.UploadFileAttributesParentField(id="11"))
client.uploads.upload_file(attributes, io.BytesIO(b"hello"))
files.update_file_by_id("12", lock=null)
files.copy_file("12", box.CopyFileParent(id="11"))
client.file_versions.get_file_versions("12", limit=2)
client.file_versions.promote_file_version("12", id="13", type=box.PromoteFileVersionType.FILE_VERSION)
files.delete_file_by_id("12")
large = client.chunked_uploads
large.create_file_upload_session("11", 20000000, "large.bin")
large.upload_file_part(SESSION, io.BytesIO(b"part"), "sha=P8iLg3Z68DbsZPQIpcImk9tuO3Y=", "bytes 0-3/20000000")
large.create_file_upload_session_commit(
    SESSION,
    [box.UploadPart(part_id="BFDF5379", offset=0, size=4, sha_1="00")],
    "sha=" + base64.b64encode(bytes([7] * 20)).decode(),
)

item = box.CreateCollaborationItem(type=box.CreateCollaborationItemTypeField.FOLDER, id="11")
of = client.user_collaborations
user = box.CreateCollaborationAccessibleByTypeField.USER
of.create_collaboration(
    item, box.CreateCollaborationAccessibleBy(type=user, id="3"), box.CreateCollaborationRole.EDITOR
)
of.create_collaboration(
    item,
    box.CreateCollaborationAccessibleBy(type=user, login="max@example.com"),
    box.CreateCollaborationRole.VIEWER_UPLOADER,
)
of.update_collaboration_by_id("4", status=box.UpdateCollaborationByIdStatus.ACCEPTED)
client.comments.create_comment(
    "Look @here", box.CreateCommentItem(id="12", type=box.CreateCommentItemTypeField.FILE)
)
client.tasks.create_task(
    box.CreateTaskItem(id="12", type=box.CreateTaskItemTypeField.FILE),
    action=box.CreateTaskAction.REVIEW,
    message="Read it",
    due_at=datetime.datetime.fromtimestamp(1750000000, datetime.timezone.utc),
)
client.task_assignments.create_task_assignment(
    box.CreateTaskAssignmentTask(id="9", type=box.CreateTaskAssignmentTaskTypeField.TASK),
    box.CreateTaskAssignmentAssignTo(id="3"),
)
client.groups.create_group("Team", description="Ours")
client.memberships.create_group_membership(
    box.CreateGroupMembershipUser(id="3"), box.CreateGroupMembershipGroup(id="6")
)

client.web_links.create_web_link(
    "https://boxwood.example/?a=b", box.CreateWebLinkParent(id="11"), name="Home"
)
client.search.search_for_content(query="red & blue", file_extensions=["pdf", "png"], limit=5)
client.zip_downloads.create_zip_download(
    [box.CreateZipDownloadItems(type="folder", id="11")], download_file_name="All"
)
client.shared_links_folders.find_folder_for_shared_link(
    "shared_link=https%3A%2F%2Fbox.example%2Fs%2Fabc"
)
auth.downscope_token(
    ["item_preview", "item_upload"],
    resource="https://api.box.com/2.0/folders/11",
    network_session=NETWORK,
)
auth.revoke_token(network_session=NETWORK)
