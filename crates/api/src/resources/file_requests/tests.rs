//! File requests through the real router.
use boxwood_testing::{Wanted, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

async fn folder(world: &World, by: &str, name: &str) -> i64 {
    let reply = world.post("/folders", json!({ "name": name, "parent": { "id": "0" } })).by(by).send().await;
    reply.body["id"].as_str().unwrap().parse().unwrap()
}

/// Makes one as the command line does, by ada; its id.
async fn made(world: &World, folder: i64, wanted: Wanted) -> String {
    let made = world.file_request(folder, "Your plans", wanted).await.unwrap();
    made["id"].as_str().unwrap().to_owned()
}

async fn given(world: &World, folder: i64, to: i64, role: &str) {
    let body = json!({ "item": { "type": "folder", "id": folder.to_string() },
        "accessible_by": { "type": "user", "id": to.to_string() }, "role": role });
    assert_eq!(world.post("/collaborations", body).by("una").send().await.status, 201);
}

async fn get(world: &World, id: &str) -> Value {
    let reply = world.get(&format!("/file_requests/{id}")).by("una").send().await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

async fn events(world: &World) -> Vec<(String, i64, Option<i64>)> {
    const ROWS: &str = "SELECT kind, created_by, action_by FROM events WHERE kind LIKE 'FILE_REQUEST%' ORDER BY id";
    let read = world.app().db().read(boxwood_store::Cost::Point, |tx| tx.many(ROWS, ()));
    read.await.unwrap_or_else(|error: boxwood_store::Error| panic!("{error}"))
}

#[test]
fn the_command_line_makes_one_for_the_folders_owner() {
    on_both_engines(async |world: World| {
        let plans = folder(&world, "una", "Plans").await;
        let id = made(&world, plans, Wanted::default()).await;
        let shown = get(&world, &id).await;
        let url = shown["url"].as_str().unwrap();
        assert!(
            url.strip_prefix("/f/").is_some_and(|hex| hex.len() == 48 && hex.starts_with("0000000000000001")),
            "{url}"
        );
        let shown: Value = serde_json::from_str(&shown.to_string().replace(url, "/f/HEX")).unwrap();
        insta::assert_json_snapshot!(shown, @r#"
        {
          "created_at": "2025-06-15T15:06:40Z",
          "created_by": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "description": null,
          "etag": "0",
          "expires_at": null,
          "folder": {
            "etag": "0",
            "id": "1",
            "name": "Plans",
            "sequence_id": "0",
            "type": "folder"
          },
          "id": "1",
          "is_description_required": false,
          "is_email_required": false,
          "status": "active",
          "title": "Your plans",
          "type": "file_request",
          "updated_at": "2025-06-15T15:06:40Z",
          "updated_by": {
            "id": "3",
            "login": "una@example.com",
            "name": "una",
            "type": "user"
          },
          "url": "/f/HEX"
        }
        "#);
        assert_eq!(events(&world).await, [("FILE_REQUEST_CREATE".to_owned(), 3, Some(1))]);
        let (none, over) = (Wanted::default(), Wanted { expires: Some("2025-01-01"), ..Wanted::default() });
        assert_eq!(world.file_request(99, "Plans", none).await.unwrap_err(), "There is no folder 99.");
        assert!(world.file_request(plans, "", none).await.is_err());
        assert!(world.file_request(plans, "Plans", over).await.is_err(), "it would be over");
    });
}

#[test]
fn put_file_requests_id_changes_what_is_said() {
    on_both_engines(async |world: World| {
        let plans = folder(&world, "una", "Plans").await;
        let id = made(&world, plans, Wanted::default()).await;
        let path = format!("/file_requests/{id}");
        let put = async |body: Value, etag: Option<&str>| {
            let ask = world.put(&path, body).by("una");
            let ask = if let Some(etag) = etag { ask.header("If-Match", etag) } else { ask };
            ask.send().await
        };
        let all = json!({ "title": "Their plans", "description": "All of them", "status": "inactive",
            "is_email_required": true, "is_description_required": true, "expires_at": "2025-06-16T00:00:00+02:00" });
        let changed = put(all.clone(), Some("0")).await;
        assert_eq!(changed.status, 200, "{changed:?}");
        for (name, value) in all.as_object().unwrap().iter().filter(|(name, _)| *name != "expires_at") {
            assert_eq!(&changed.body[name], value, "{name}");
        }
        assert_eq!((&changed.body["etag"], &changed.body["expires_at"]), (&json!("1"), &json!("2025-06-15T22:00:00Z")));
        assert_eq!(put(json!({ "title": "New" }), Some("0")).await.outcome(), "412 precondition_failed");
        let changed = put(json!({ "description": null, "status": "active" }), Some("1")).await.body;
        assert_eq!((&changed["description"], &changed["status"]), (&Value::Null, &json!("active")));
        world.advance(Duration::from_mins(30));
        assert_eq!(get(&world, &id).await["status"], "active");
        let soon = put(json!({ "expires_at": "2025-06-15T15:40:00Z" }), None).await;
        assert_eq!(soon.status, 200, "{soon:?}");
        world.advance(Duration::from_mins(5));
        assert_eq!(get(&world, &id).await["status"], "inactive", "its time is up");
        let again = put(json!({ "expires_at": null }), None).await;
        assert_eq!(again.body["status"], "active");
        for (body, outcome) in [
            (json!({ "title": "" }), "400 invalid_parameter"),
            (json!({ "title": "x".repeat(256) }), "400 invalid_parameter"),
            (json!({ "description": "x".repeat(4097) }), "400 invalid_parameter"),
            (json!({ "status": "open" }), "400 bad_request"),
            (json!({ "expires_at": "2025-01-01T00:00:00Z" }), "400 invalid_parameter"),
        ] {
            assert_eq!(put(body.clone(), None).await.outcome(), outcome, "{body}");
        }
        assert_eq!(world.put("/file_requests/x", json!({})).by("una").send().await.status, 405);
        assert_eq!(world.put("/file_requests/9", json!({})).by("una").header("If-Match", "1").send().await.status, 404);
    });
}

#[test]
fn delete_file_requests_id_leaves_nothing() {
    on_both_engines(async |world: World| {
        let plans = folder(&world, "una", "Plans").await;
        let id = made(&world, plans, Wanted::default()).await;
        let path = format!("/file_requests/{id}");
        assert_eq!(world.delete(&path).by("una").send().await.status, 204);
        assert_eq!(world.get(&path).by("una").send().await.outcome(), "404 not_found");
        assert_eq!(world.delete(&path).by("una").send().await.outcome(), "404 not_found");
        let kinds: Vec<_> = events(&world).await.into_iter().map(|(kind, ..)| kind).collect();
        assert_eq!(kinds, ["FILE_REQUEST_CREATE", "FILE_REQUEST_DELETE"]);
    });
}

#[test]
fn post_file_requests_id_copy_makes_one_like_it_for_another_folder() {
    on_both_engines(async |world: World| {
        let (plans, other) = (folder(&world, "una", "Plans").await, folder(&world, "una", "Other").await);
        let id = made(&world, plans, Wanted { description: Some("All of them"), asks: true, expires: None }).await;
        let path = format!("/file_requests/{id}/copy");
        let to = json!({ "folder": { "type": "folder", "id": other.to_string() }, "title": "Others" });
        let copy = world.post(&path, to).by("una").send().await;
        assert_eq!(copy.status, 200, "{copy:?}");
        let copy = copy.body;
        assert_eq!((&copy["title"], &copy["description"]), (&json!("Others"), &json!("All of them")));
        assert_eq!((&copy["is_email_required"], &copy["folder"]["name"]), (&json!(true), &json!("Other")));
        let first = get(&world, &id).await;
        assert!(copy["id"] != first["id"] && copy["url"] != first["url"], "{copy}");
        let theirs = folder(&world, "max", "Theirs").await;
        for (body, outcome) in [
            (json!({}), "400 bad_request"),
            (json!({ "folder": { "id": "99" } }), "404 not_found"),
            (json!({ "folder": { "id": theirs.to_string() } }), "404 not_found"),
            (json!({ "folder": { "id": "0" } }), "403 access_denied_insufficient_permissions"),
        ] {
            assert_eq!(world.post(&path, body.clone()).by("una").send().await.outcome(), outcome, "{body}");
        }
    });
}

#[test]
fn who_sets_the_folders_links_has_its_requests() {
    on_both_engines(async |world: World| {
        let plans = folder(&world, "una", "Plans").await;
        let id = made(&world, plans, Wanted::default()).await;
        let path = format!("/file_requests/{id}");
        given(&world, plans, 4, "editor").await;
        given(&world, plans, 7, "viewer uploader").await;
        assert_eq!(world.get(&path).by("max").send().await.status, 200);
        let copy = json!({ "folder": { "id": plans.to_string() } });
        for ask in [
            world.get(&path),
            world.put(&path, json!({ "title": "Mine" })),
            world.delete(&path),
            world.post(&format!("{path}/copy"), copy.clone()),
        ] {
            assert_eq!(ask.by("appu1").send().await.outcome(), "403 access_denied_insufficient_permissions");
        }
        for ask in [world.get(&path), world.delete(&path), world.post(&format!("{path}/copy"), copy)] {
            assert_eq!(ask.by("ada").send().await.outcome(), "404 not_found");
        }
        let changed = world.put(&path, json!({ "title": "Ours" })).by("max").send().await.body;
        assert_eq!((&changed["created_by"]["id"], &changed["updated_by"]["id"]), (&json!("3"), &json!("4")));
        world.delete(&format!("/folders/{plans}")).by("una").send().await;
        assert_eq!(world.get(&path).by("una").send().await.outcome(), "404 not_found", "in the trash");
        world.post(&format!("/folders/{plans}"), json!({})).by("una").send().await;
        assert_eq!(world.get(&path).by("una").send().await.status, 200, "and back");
        world.delete(&format!("/folders/{plans}")).by("una").send().await;
        world.delete(&format!("/folders/{plans}/trash")).by("una").send().await;
        while world.app().db().write("testing.apart", crate::items::take_apart).await.unwrap() {}
        assert_eq!(world.get(&path).by("una").send().await.outcome(), "404 not_found", "gone for good");
    });
}
