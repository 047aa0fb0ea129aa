"""A sample of a test suite: what one test does is not there in the next. It needs requests, and nothing of Box's."""

import os
import pathlib

import pytest
import requests

SEED = pathlib.Path(__file__).with_name("seed.yaml")


def call(method, path, **more):
    headers = {"Authorization": f"Bearer {os.environ['BOX_DEVELOPER_TOKEN']}", **more.pop("headers", {})}
    answer = requests.request(method, f"https://api.box.com/2.0{path}", headers=headers, timeout=10, **more)
    answer.raise_for_status()
    return answer.json()


@pytest.mark.parametrize("turn", range(20))
def test_each_makes_the_same_folder(boxwood_world, turn):
    assert call("GET", "/folders/0/items")["total_count"] == 0
    call("POST", "/folders", json={"name": "Plans", "parent": {"id": "0"}})
    assert call("GET", "/folders/0/items")["total_count"] == 1


@pytest.mark.boxwood(seed=SEED)
def test_a_seed_is_there(boxwood_world):
    una = {"As-User": boxwood_world.users["una@acme.example"]}
    folder = boxwood_world.folders["una@acme.example:/Plans"]
    [plan] = call("GET", f"/folders/{folder}/items", headers=una)["entries"]
    assert (plan["name"], plan["id"]) == ("plan.txt", boxwood_world.files["una@acme.example:/Plans/plan.txt"])
    content = requests.get(
        f"https://api.box.com/2.0/files/{plan['id']}/content",
        headers={"Authorization": f"Bearer {boxwood_world.developer_token}", **una},
        timeout=10,
    )
    assert content.text == "A plan.\n"


def test_others_are_refused(boxwood_world):
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://example.com", timeout=10)


def test_the_session_has_one_by_its_address(boxwood):
    answer = requests.get(
        f"{boxwood.base_url}/2.0/users/me", headers={"Authorization": f"Bearer {boxwood.developer_token}"}, timeout=10
    )
    assert answer.json()["id"] == boxwood.admin_id
    assert answer.json()["avatar_url"].startswith(boxwood.base_url)


def test_the_variables_can_lead_to_it(boxwood_env):
    assert call("GET", "/users/me")["id"] == boxwood_env.admin_id


def test_nothing_is_left_of_the_variables():
    assert "BOX_DEVELOPER_TOKEN" not in os.environ


def test_time_passes_in_one_world_alone(boxwood_world):
    assert call("GET", "/users/me")["id"] == boxwood_world.admin_id
    boxwood_world.clock(advance="2h")
    with pytest.raises(requests.exceptions.HTTPError, match="401"):
        call("GET", "/users/me")


def test_a_world_has_an_address_too(boxwood_world):
    headers = {"Authorization": f"Bearer {boxwood_world.developer_token}"}
    answer = requests.get(f"{boxwood_world.base_url}/2.0/users/me", headers=headers, timeout=10)
    assert answer.json()["id"] == boxwood_world.admin_id
