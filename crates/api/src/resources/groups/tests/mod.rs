//! Each operation of groups and memberships, on both engines. Rows of the contract's tables are tests named after them.
mod members;
mod rows;

use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

const DENIED: &str = "403 access_denied_insufficient_permissions";
const FULL: &str = "name,group_type,created_at,modified_at,provenance,external_sync_identifier,description,\
    invitability_level,member_viewability_level,permissions";

/// Groups are numbered as they are made.
pub async fn make(world: &World, by: &str, name: &str) -> Reply {
    world.post("/groups", json!({ "name": name })).by(by).send().await
}

pub async fn join(world: &World, by: &str, group: i64, user: i64, role: &str) -> Reply {
    let body = json!({ "group": { "id": group.to_string() }, "user": { "id": user.to_string() }, "role": role });
    world.post("/group_memberships", body).by(by).send().await
}

fn names(list: &Value) -> Vec<&str> {
    list["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap()).collect()
}

#[test]
fn a_group_is_made_and_looked_at() {
    on_both_engines(async |world: World| {
        let made = make(&world, "ada", " Support ").await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "created_at": "2025-06-15T15:06:40+00:00",
          "group_type": "managed_group",
          "id": "1",
          "modified_at": "2025-06-15T15:06:40+00:00",
          "name": "Support",
          "type": "group"
        }
        "#);
        assert_eq!(world.get("/groups/1").by("cole").send().await.body, made.body);
        let full = world.get(&format!("/groups/1?fields={FULL}")).by("robot").send().await;
        assert_json_snapshot!(full.body, @r#"
        {
          "created_at": "2025-06-15T15:06:40+00:00",
          "description": "",
          "external_sync_identifier": "",
          "group_type": "managed_group",
          "id": "1",
          "invitability_level": "admins_and_members",
          "member_viewability_level": "admins_and_members",
          "modified_at": "2025-06-15T15:06:40+00:00",
          "name": "Support",
          "permissions": {
            "can_invite_as_collaborator": true
          },
          "provenance": "",
          "type": "group"
        }
        "#);
        assert_eq!(world.get("/groups/2").by("ada").send().await.outcome(), "404 not_found");
        assert_eq!(world.get("/groups/x").by("ada").send().await.outcome(), "405 method_not_allowed");
    });
}

#[test]
fn all_that_can_be_set_is_set_and_changed() {
    on_both_engines(async |world: World| {
        let body = json!({ "name": "Support", "provenance": "Directory", "external_sync_identifier": 17,
            "description": "They help", "invitability_level": "admins_only", "member_viewability_level": "all_managed_users" });
        let path = format!("/groups?fields={FULL}");
        let made = world.post(&path, body).by("ada").send().await;
        assert_eq!((made.status, &made.body["external_sync_identifier"]), (201, &json!("17")));
        assert_eq!(made.body["member_viewability_level"], "all_managed_users");
        world.advance(std::time::Duration::from_secs(60));
        let change = json!({ "name": "Help", "description": null, "invitability_level": "all_managed_users" });
        let changed = world.put(&format!("/groups/1?fields={FULL}"), change).by("cole").send().await;
        assert_eq!(changed.status, 200);
        assert_json_snapshot!(changed.body, @r#"
        {
          "created_at": "2025-06-15T15:06:40+00:00",
          "description": "",
          "external_sync_identifier": "17",
          "group_type": "managed_group",
          "id": "1",
          "invitability_level": "all_managed_users",
          "member_viewability_level": "all_managed_users",
          "modified_at": "2025-06-15T15:07:40+00:00",
          "name": "Help",
          "permissions": {
            "can_invite_as_collaborator": true
          },
          "provenance": "Directory",
          "type": "group"
        }
        "#);
        for (body, outcome) in [
            (json!({ "name": null }), "400 invalid_parameter"),
            (json!({ "name": " " }), "400 invalid_parameter"),
            (json!({ "description": "x".repeat(256) }), "400 invalid_parameter"),
            (json!({ "invitability_level": "everybody" }), "400 bad_request"),
        ] {
            let refused = world.put("/groups/1", body.clone()).by("ada").send().await;
            assert_eq!(refused.outcome(), outcome, "{body}");
        }
        assert_eq!(world.post("/groups", json!({})).by("ada").send().await.outcome(), "400 bad_request");
    });
}

#[test]
fn who_may_do_what_with_a_group() {
    on_both_engines(async |world: World| {
        for (by, outcome) in [
            ("una", DENIED),
            ("cora", DENIED),
            ("olga", DENIED),
            ("ada without scopes", "403 -"),
            ("cole", "201 -"),
            ("robot", "201 -"),
        ] {
            assert_eq!(make(&world, by, by).await.outcome(), outcome, "{by}");
            let listed = world.get("/groups").by(by).send().await;
            assert_eq!(listed.outcome(), if outcome == "201 -" { "200 -" } else { outcome }, "{by}");
        }
        join(&world, "ada", 1, 3, "admin").await;
        join(&world, "ada", 1, 4, "member").await;
        for (by, see, edit, delete) in [
            ("olga", "404 not_found", "404 not_found", "404 not_found"),
            ("cora", DENIED, DENIED, DENIED),
            ("appu1", DENIED, DENIED, DENIED),
            ("max", "200 -", DENIED, DENIED),
            ("una", "200 -", "200 -", DENIED),
            ("cole", "200 -", "200 -", "204 -"),
        ] {
            let path = "/groups/1";
            assert_eq!(world.get(path).by(by).send().await.outcome(), see, "{by} sees");
            assert_eq!(world.put(path, json!({ "description": by })).by(by).send().await.outcome(), edit, "{by} edits");
            assert_eq!(world.delete(path).by(by).send().await.outcome(), delete, "{by} deletes");
        }
        assert_eq!(world.get("/groups/1").by("ada").send().await.outcome(), "404 not_found");
        // Not even the newest group's id is given again.
        assert_eq!(world.delete("/groups/2").by("ada").send().await.status, 204);
        assert_eq!(make(&world, "ada", "Another").await.body["id"], "3");
    });
}

#[test]
fn an_app_without_enterprise_access_reaches_the_groups_that_it_made() {
    on_both_engines(async |world: World| {
        let app = "ada, app access only";
        make(&world, "ada", "Of all").await;
        assert_eq!(make(&world, app, "Of the app").await.body["id"], "2");
        assert_eq!(world.get("/groups/1").by(app).send().await.outcome(), DENIED);
        assert_eq!(world.get("/groups/2").by(app).send().await.status, 200);
        let own = world.get("/groups").by(app).send().await;
        assert_eq!((names(&own.body), &own.body["total_count"]), (vec!["Of the app"], &json!(1)));
        let found = world.get("/groups?filter_term=of").by(app).send().await;
        assert_eq!((names(&found.body), &found.body["total_count"]), (vec!["Of the app"], &json!(1)));
        assert_eq!(names(&world.get("/groups").by("ada").send().await.body), ["Of all", "Of the app"]);
        assert_eq!(join(&world, app, 2, 3, "member").await.outcome(), DENIED, "nor users of others");
        assert_eq!(join(&world, app, 1, 1, "member").await.outcome(), DENIED);
    });
}

#[test]
fn levels_open_a_group_to_colleagues() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "G").await;
        join(&world, "ada", 1, 3, "member").await;
        let can = async |by: &str| {
            let group = world.get("/groups/1?fields=permissions").by(by).send().await;
            let members = world.get("/groups/1/memberships").by(by).send().await;
            let invites = group.body["permissions"]["can_invite_as_collaborator"].as_bool();
            (group.status, invites, members.status)
        };
        for (level, member, colleague) in [
            ("admins_only", (200, Some(false), 403), (403, None, 403)),
            ("admins_and_members", (200, Some(true), 200), (403, None, 403)),
            ("all_managed_users", (200, Some(true), 200), (200, Some(true), 200)),
        ] {
            let body = json!({ "invitability_level": level, "member_viewability_level": level });
            world.put("/groups/1", body).by("ada").send().await;
            assert_eq!(can("una").await, member, "{level}");
            assert_eq!(can("max").await, colleague, "{level}");
            assert_eq!(can("olga").await, (404, None, 404), "{level}");
            assert_eq!(can("cole").await, (200, Some(true), 200), "{level}");
        }
    });
}

#[test]
fn lists_are_by_name_and_exact() {
    on_both_engines(async |world: World| {
        for name in ["b", "C", "a", "Ähre"] {
            assert_eq!(make(&world, "ada", name).await.status, 201);
        }
        let all = world.get("/groups").by("ada").send().await;
        assert_eq!(names(&all.body), ["a", "b", "C", "Ähre"]);
        assert_eq!(all.body["entries"][0]["created_at"], "2025-06-15T15:06:40+00:00");
        let page = world.get("/groups?limit=2&offset=1&fields=name").by("ada").send().await;
        assert_json_snapshot!(page.body, @r#"
        {
          "entries": [
            {
              "group_type": "managed_group",
              "id": "1",
              "name": "b",
              "type": "group"
            },
            {
              "group_type": "managed_group",
              "id": "2",
              "name": "C",
              "type": "group"
            }
          ],
          "limit": 2,
          "offset": 1,
          "total_count": 4
        }
        "#);
        world.delete("/groups/1").by("ada").send().await;
        assert_eq!(world.get("/groups?limit=1").by("ada").send().await.body["total_count"], 3);
        for (query, outcome) in [("limit=0", "400 invalid_limit"), ("offset=-1", "400 invalid_offset")] {
            assert_eq!(world.get(&format!("/groups?{query}")).by("ada").send().await.outcome(), outcome);
        }
    });
}

#[test]
fn changes_leave_events() {
    on_both_engines(async |world: World| {
        make(&world, "ada", "G").await;
        join(&world, "ada", 1, 3, "member").await;
        world.put("/group_memberships/1", json!({ "role": "admin" })).by("ada").send().await;
        world.delete("/group_memberships/1").by("ada").as_user(4).send().await;
        world.delete("/group_memberships/1").by("ada").send().await;
        world.put("/groups/1", json!({ "description": "d" })).by("ada").send().await;
        world.delete("/groups/1").by("ada").send().await;
        const ROWS: &str = "SELECT kind, item_type, item_id FROM events ORDER BY id";
        let rows = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.many::<(String, String, i64)>(ROWS, ()));
        let rows: Result<_, boxwood_store::Error> = rows.await;
        let told: Vec<String> = rows.unwrap().into_iter().map(|(kind, of, id)| format!("{kind} {of} {id}")).collect();
        let expected = [
            "GROUP_CREATION group 1",
            "GROUP_ADD_USER user 3",
            "GROUP_EDITED group 1",
            "GROUP_REMOVE_USER user 3",
            "GROUP_EDITED group 1",
            "GROUP_DELETION group 1",
        ];
        assert_eq!(told, expected);
    });
}
