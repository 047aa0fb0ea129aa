"""Box's current Python SDK with a settings file that was downloaded from the console: acts as a user, tells what came of it."""

import json
import os
import sys

from box_sdk_gen import BaseUrls, BoxAPIError, BoxClient, BoxJWTAuth, JWTConfig, NetworkSession

config, user = sys.argv[1:]
url = os.environ["BOXWOOD_URL"]
network = NetworkSession(base_urls=BaseUrls(base_url=url, upload_url=f"{url}/api", oauth_2_url=f"{url}/api/oauth2"))
client = BoxClient(auth=BoxJWTAuth(JWTConfig.from_config_file(config)), network_session=network)
itself = client.users.get_user_me().login
try:
    told = {"itself": itself, "acting": client.with_as_user_header(user).users.get_user_me().login}
except BoxAPIError as error:
    headers = {name.lower(): value for name, value in error.response_info.headers.items()}
    told = {"itself": itself, "status": error.response_info.status_code, "request": headers["box-request-id"]}
print(json.dumps(told))
