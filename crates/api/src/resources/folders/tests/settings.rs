//! What owners set for a folder and all that is in it.
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::{Value, json};

async fn set(world: &World, by: &str, body: Value) -> Reply {
    world.put("/folders/1?fields=etag,can_non_owners_invite,can_non_owners_view_collaborators,is_collaboration_restricted_to_enterprise", body)
        .by(by)
        .send()
        .await
}

async fn shared(world: &World) {
    let new = json!({ "name": "Shared", "parent": { "id": "0" } });
    assert_eq!(world.post("/folders", new).by("una").send().await.status, 201);
    world.share(1, "max", "editor").await;
}

async fn invite(world: &World) -> String {
    let ada = json!({ "type": "user", "login": "ada@example.com" });
    let body = json!({ "item": { "type": "folder", "id": "1" }, "accessible_by": ada, "role": "viewer" });
    world.post("/collaborations", body).by("max").send().await.outcome()
}

#[test]
fn owners_say_who_invites_and_who_sees_whom() {
    on_both_engines(async |world: World| {
        shared(&world).await;
        let closed = json!({ "can_non_owners_invite": false, "can_non_owners_view_collaborators": false });
        let done = set(&world, "una", closed.clone()).await;
        assert_eq!((done.status, &done.body["etag"]), (200, &json!("1")));
        assert_eq!(
            (&done.body["can_non_owners_invite"], &done.body["can_non_owners_view_collaborators"]),
            (&json!(false), &json!(false))
        );
        assert_eq!(set(&world, "una", closed).await.body["etag"], "1", "nothing has changed");
        assert_eq!(invite(&world).await, "403 access_denied_insufficient_permissions");
        let open = json!({ "can_non_owners_invite": true, "can_non_owners_view_collaborators": true, "name": "Open" });
        assert_eq!(set(&world, "una", open).await.body["etag"], "2", "the name with it, in one change");
        assert_eq!(invite(&world).await, "201 -");
        let ours = set(&world, "una", json!({ "is_collaboration_restricted_to_enterprise": true })).await;
        assert_eq!(ours.body["is_collaboration_restricted_to_enterprise"], true);
    });
}

#[test]
fn others_set_nothing_and_nobody_sets_what_makes_no_sense() {
    on_both_engines(async |world: World| {
        shared(&world).await;
        let closed = set(&world, "max", json!({ "can_non_owners_invite": false })).await;
        assert_eq!(closed.outcome(), "403 access_denied_insufficient_permissions");
        assert_eq!(set(&world, "max", json!({ "can_non_owners_invite": true })).await.status, 200, "as it is already");
        let blind = json!({ "can_non_owners_view_collaborators": false });
        assert_eq!(set(&world, "una", blind).await.outcome(), "400 bad_request");
        world.share(1, "ada", "co-owner").await;
        assert_eq!(set(&world, "ada", json!({ "can_non_owners_invite": false })).await.status, 200);
    });
}
