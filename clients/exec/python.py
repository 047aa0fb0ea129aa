"""A program for Box, with its current Python SDK (boxsdk 10.x). It knows of no other server."""

import io
import os

import requests
from box_sdk_gen import (
    AddShareLinkToFileSharedLink,
    AddShareLinkToFileSharedLinkAccessField,
    BoxClient,
    BoxJWTAuth,
    CreateFolderParent,
    JWTConfig,
    UploadFileAttributes,
    UploadFileAttributesParentField,
)

client = BoxClient(BoxJWTAuth(JWTConfig.from_config_file(os.environ["BOX_CONFIG_FILE"])))
print("logged in as", client.users.get_user_me().login)

as_user = client.with_as_user_header(os.environ["BOX_USER_ID"])
folder = as_user.folders.create_folder("Plans", CreateFolderParent(id="0"))
attributes = UploadFileAttributes(name="plan.txt", parent=UploadFileAttributesParentField(id=folder.id))
[file] = as_user.uploads.upload_file(attributes, io.BytesIO(b"A plan.\n")).entries
assert as_user.downloads.download_file(file.id).read() == b"A plan.\n"
assert as_user.files.get_file_by_id(file.id).owned_by.id == os.environ["BOX_USER_ID"]

large = bytes(range(251)) * 100_000
uploaded = as_user.chunked_uploads.upload_big_file(io.BytesIO(large), "large.bin", len(large), folder.id)
assert as_user.downloads.download_file(uploaded.id).read() == large

wanted = AddShareLinkToFileSharedLink(access=AddShareLinkToFileSharedLinkAccessField.OPEN)
link = as_user.shared_links_files.add_share_link_to_file(file.id, "shared_link", shared_link=wanted)
page = requests.get(link.shared_link.url)
assert page.status_code == 200 and "plan.txt" in page.text
print([item.name for item in as_user.folders.get_folder_items(folder.id).entries])
