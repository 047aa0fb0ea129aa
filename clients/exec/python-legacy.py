"""A program for Box, with its first Python SDK (boxsdk 3.x). It knows of no other server."""

import io
import os

import requests
from boxsdk import Client, JWTAuth

client = Client(JWTAuth.from_settings_file(os.environ["BOX_CONFIG_FILE"]))
print("logged in as", client.user().get().login)

user = client.user(os.environ["BOX_USER_ID"])
as_user = client.as_user(user)
folder = as_user.folder("0").create_subfolder("Plans")
file = folder.upload_stream(io.BytesIO(b"A plan.\n"), "plan.txt")
assert file.content() == b"A plan.\n"
assert file.get().owned_by.id == user.object_id

large = bytes(range(251)) * 100_000
session = folder.create_upload_session(len(large), "large.bin")
uploaded = session.get_chunked_uploader_for_stream(io.BytesIO(large), len(large)).start()
assert uploaded.content() == large

page = requests.get(file.get_shared_link(access="open"))
assert page.status_code == 200 and "plan.txt" in page.text
print([item.name for item in folder.get_items()])
