use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::json;

async fn invite(world: &World, by: &str, enterprise: &str, login: &str) -> Reply {
    let body = json!({ "enterprise": { "id": enterprise }, "actionable_by": { "login": login } });
    world.post("/invites", body).by(by).send().await
}

#[test]
fn somebody_with_an_account_is_invited() {
    on_both_engines(async |world: World| {
        let made = invite(&world, "ada", "1", "Olga@example.com").await;
        assert_eq!(made.status, 200);
        assert_json_snapshot!(made.body, @r#"
        {
          "actionable_by": {
            "id": "9",
            "login": "olga@example.com",
            "name": "olga",
            "type": "user"
          },
          "created_at": "2025-06-15T15:06:40+00:00",
          "id": "1",
          "invited_by": {
            "id": "1",
            "login": "ada@example.com",
            "name": "ada",
            "type": "user"
          },
          "invited_to": {
            "id": "1",
            "name": "Acme",
            "type": "enterprise"
          },
          "modified_at": "2025-06-15T15:06:40+00:00",
          "status": "pending",
          "type": "invite"
        }
        "#);
        assert_eq!(world.get("/invites/1").by("cole").send().await.body, made.body);
        let fields = world.get("/invites/1?fields=status").by("ada").send().await;
        assert_eq!(fields.body, json!({ "type": "invite", "id": "1", "status": "pending" }));
        let own = world.get("/invites/1?fields=created_at").by("olga").send().await;
        assert_eq!(own.body["created_at"], "2025-06-15T08:06:40-07:00", "by the clocks of the one who asks");
        assert_eq!(invite(&world, "ada", "1", "olga@example.com").await.body["id"], "2", "again and again");
    });
}

#[test]
fn who_is_invited_and_by_whom() {
    on_both_engines(async |world: World| {
        for (by, enterprise, login, outcome) in [
            ("ada", "1", "nobody@example.com", "404 not_found"),
            ("ada", "2", "olga@example.com", "404 not_found"),
            ("ada", "77", "olga@example.com", "404 not_found"),
            ("ada", "1", "una@example.com", "400 bad_request"),
            ("una", "1", "olga@example.com", "403 access_denied_insufficient_permissions"),
            ("ada without scopes", "1", "olga@example.com", "403 -"),
            ("robot", "1", "olga@example.com", "200 -"),
        ] {
            assert_eq!(invite(&world, by, enterprise, login).await.outcome(), outcome, "{by} {enterprise} {login}");
        }
        assert_eq!(world.get("/invites/1").by("una").send().await.outcome(), "404 not_found");
        assert_eq!(world.get("/invites/9").by("ada").send().await.outcome(), "404 not_found");
        let body = json!({ "enterprise": { "id": "1" }, "actionable_by": {} });
        assert_eq!(world.post("/invites", body).by("ada").send().await.outcome(), "400 bad_request");
    });
}
