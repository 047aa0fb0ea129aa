use super::{DENIED, add, events, folder, ids};
use boxwood_testing::{World, on_both_engines};
use serde_json::{Value, json};

#[test]
fn row_58_delete_takes_capitalized_switches() {
    on_both_engines(async |world: World| {
        folder(&world, "una").await;
        let gone = world.delete("/users/3?notify=False&force=True").by("ada").send().await;
        assert_eq!((gone.status, gone.bytes.len()), (204, 0));
        for path in ["/users/3", "/users/3?force=true"] {
            let method = if path == "/users/3" { "GET" } else { "DELETE" };
            let again = world.ask(method, path, Value::Null).by("ada").send().await;
            assert_eq!(again.outcome(), "404 not_found");
        }
        assert_eq!(world.get("/users/me").by("una").send().await.status, 401);
        let list = world.get("/users").by("ada").send().await;
        assert_eq!((ids(&list.body).contains(&"3"), &list.body["total_count"]), (false, &json!(6)));
        assert_eq!(events(&world).await, ["ITEM_CREATE", "DELETE_USER"]);
        let again = add(&world, json!({ "name": "una", "login": "una@example.com" })).await;
        assert_eq!((again.status, &again.body["id"]), (201, &json!("11")), "the login is free again");
        let strange = world.delete("/users/4?notify=1").by("ada").send().await;
        assert_eq!(strange.outcome(), "400 invalid_request_parameters");
        assert_eq!(strange.body["message"], "Invalid input parameters in request");
    });
}

#[test]
fn row_59_60_content_stays_without_force() {
    on_both_engines(async |world: World| {
        folder(&world, "una").await;
        let kept = world.delete("/users/3").by("ada").send().await;
        assert_eq!(
            (kept.outcome().as_str(), &kept.body["message"]),
            ("400 bad_request", &json!("User has managed content"))
        );
        let kept = world.ask("DELETE", "/users/3", json!({ "force": true })).by("ada").send().await;
        assert_eq!(kept.outcome(), "400 bad_request", "force counts in the query only");
        assert_eq!(world.get("/folders/1").by("una").send().await.status, 200);
        assert_eq!(world.delete("/users/4").by("ada").send().await.status, 204, "who owns nothing needs no force");
    });
}

#[test]
fn forced_deletion_takes_the_users_own_content_only() {
    on_both_engines(async |world: World| {
        folder(&world, "una").await;
        folder(&world, "max").await;
        world.share(1, "max", "editor").await;
        world.share(2, "una", "editor").await;
        let inside = json!({ "name": "una's", "parent": { "id": "2" } });
        assert_eq!(world.post("/folders", inside).by("una").send().await.body["id"], "3");
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        assert_eq!(world.get("/folders/1").by("max").send().await.outcome(), "404 not_found");
        let kept = world.get("/folders/3?fields=created_by").by("max").send().await;
        assert_eq!(kept.body["created_by"], json!({ "type": "user", "id": "3", "name": "una", "login": "" }));
    });
}

#[test]
fn whom_nobody_deletes() {
    on_both_engines(async |world: World| {
        for (token, id, outcome) in [
            ("ada", 1, DENIED),
            ("cole", 1, DENIED),
            ("cole", 2, DENIED),
            ("cole", 10, DENIED),
            ("robot", 10, DENIED),
            ("robot", 6, DENIED),
            ("ada", 6, DENIED),
            ("ada", 8, DENIED),
            ("una", 4, DENIED),
            ("una", 3, DENIED),
            ("ada", 9, "404 not_found"),
            ("ada", 77, "404 not_found"),
            ("ada", 10, "204 -"),
            ("robot", 7, "204 -"),
            ("cole", 4, "204 -"),
        ] {
            let deleted = world.delete(&format!("/users/{id}?force=true")).by(token).send().await;
            assert_eq!(deleted.outcome(), outcome, "{token} deletes {id}");
        }
    });
}
