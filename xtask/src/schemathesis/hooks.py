"""What schemathesis cannot know by itself: how to log in, and what a refusal without a body is."""

import json
import os

import requests
import schemathesis


@schemathesis.auth()
class Login:
    """Client credentials of the app that the server made at its first start."""

    def get(self, case, context):
        with open(os.environ["BOXWOOD_APP_CONFIG"]) as file:
            config = json.load(file)
        app = config["boxAppSettings"]
        form = {
            "grant_type": "client_credentials",
            "client_id": app["clientID"],
            "client_secret": app["clientSecret"],
            "box_subject_type": "enterprise",
            "box_subject_id": config["enterpriseID"],
        }
        answer = requests.post(os.environ["BOXWOOD_URL"] + "/oauth2/token", data=form, timeout=10)
        answer.raise_for_status()
        return answer.json()["access_token"]

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.check
def empty_refusals_say_why(context, response, case):
    """A refusal without a body is a matter of the token itself, and its header says which."""
    if response.status_code in (401, 403) and not response.content:
        assert "www-authenticate" in response.headers
