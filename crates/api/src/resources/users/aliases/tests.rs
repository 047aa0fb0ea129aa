use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};

const DENIED: &str = "403 access_denied_insufficient_permissions";

async fn add(world: &World, user: i64, body: Value) -> Reply {
    world.post(&format!("/users/{user}/email_aliases"), body).by("ada").send().await
}

#[test]
fn aliases_are_added_listed_and_removed() {
    on_both_engines(async |world: World| {
        let made = add(&world, 3, json!({ "email": "Una.Two@Example.com" })).await;
        assert_eq!(made.status, 201);
        assert_json_snapshot!(made.body, @r#"
        {
          "email": "una.two@example.com",
          "id": "1",
          "is_confirmed": false,
          "type": "email_alias"
        }
        "#);
        let sure = add(&world, 3, json!({ "email": "una3@example.com", "is_confirmed": true })).await;
        assert_eq!(sure.body["is_confirmed"], true);
        let list = world.get("/users/3/email_aliases").by("cole").send().await;
        assert_json_snapshot!(list.body, @r#"
        {
          "entries": [
            {
              "email": "una.two@example.com",
              "id": "1",
              "is_confirmed": false,
              "type": "email_alias"
            },
            {
              "email": "una3@example.com",
              "id": "2",
              "is_confirmed": true,
              "type": "email_alias"
            }
          ],
          "total_count": 2
        }
        "#);
        assert_eq!(world.get("/users/3/email_aliases").by("una").send().await.body, list.body, "one's own");
        assert_eq!(world.delete("/users/4/email_aliases/1").by("ada").send().await.outcome(), "404 not_found");
        assert_eq!(world.delete("/users/3/email_aliases/1").by("ada").send().await.status, 204);
        assert_eq!(world.delete("/users/3/email_aliases/1").by("ada").send().await.outcome(), "404 not_found");
        assert_eq!(world.get("/users/3/email_aliases").by("ada").send().await.body["total_count"], 1);
    });
}

#[test]
fn an_alias_is_somebodys_alone_and_of_a_verified_domain() {
    on_both_engines(async |world: World| {
        for (user, email, outcome) in [
            (3, "u@example.com", "201 -"),
            (4, "U@Example.com", "409 user_login_already_used"),
            (3, "max@example.com", "409 user_login_already_used"),
            (3, "una@example.com", "409 user_login_already_used"),
            (3, "u@elsewhere.example", "400 invalid_parameter"),
            (3, "u@sub.example.com", "400 invalid_parameter"),
            (3, "example.com", "400 invalid_parameter"),
            (3, "", "400 invalid_parameter"),
            (7, "app@example.com", "400 invalid_parameter"),
            (8, "app@example.com", DENIED),
            (9, "olga2@example.com", "404 not_found"),
        ] {
            assert_eq!(add(&world, user, json!({ "email": email })).await.outcome(), outcome, "{user} {email}");
        }
        assert_eq!(add(&world, 3, json!({})).await.outcome(), "400 bad_request");
        let own = world.post("/users/3/email_aliases", json!({ "email": "v@example.com" })).by("una").send().await;
        assert_eq!(own.outcome(), DENIED);
        assert_eq!(world.get("/users/4/email_aliases").by("una").send().await.outcome(), DENIED);
        assert_eq!(world.delete("/users/3?force=true").by("ada").send().await.status, 204);
        assert_eq!(add(&world, 4, json!({ "email": "u@example.com" })).await.status, 201, "free with its owner gone");
    });
}
