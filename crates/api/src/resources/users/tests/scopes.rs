//! The two scopes of user management: one for managed users, one for the app's own.
use super::{DENIED, ids};
use boxwood_testing::{FULL, World, on_both_engines};
use serde_json::json;

const MANAGED: &str = "managed users only";
const OWN: &str = "own users only";

#[test]
fn each_scope_manages_its_own_kind_of_user() {
    on_both_engines(async |world: World| {
        world.token(MANAGED, "ada", 1, FULL.0 & !(1 << 3)).await;
        world.token(OWN, "ada", 1, FULL.0 & !(1 << 2)).await;
        let page = world.get("/users").by(MANAGED).send().await;
        assert_eq!((ids(&page.body), &page.body["total_count"]), (vec!["1", "2", "3", "4", "5", "10"], &json!(6)));
        let page = world.get("/users").by(OWN).send().await;
        assert_eq!((ids(&page.body), &page.body["total_count"]), (vec!["7"], &json!(1)));
        let (of_app, of_all) =
            (json!({ "name": "A", "is_platform_access_only": true }), json!({ "name": "M", "login": "m@e.x" }));
        for (token, new, outcome) in
            [(MANAGED, &of_app, "403 -"), (OWN, &of_app, "201 -"), (MANAGED, &of_all, "201 -"), (OWN, &of_all, "403 -")]
        {
            assert_eq!(world.post("/users", new.clone()).by(token).send().await.outcome(), outcome, "{token} {new}");
        }
        for (token, id, outcome) in [(MANAGED, 3, "200 -"), (MANAGED, 7, "403 -"), (OWN, 3, "403 -"), (OWN, 7, "200 -")]
        {
            for method in ["GET", "PUT"] {
                let reply = world.ask(method, &format!("/users/{id}"), json!({})).by(token).send().await;
                assert_eq!(reply.outcome(), outcome, "{method} {token} {id}");
            }
        }
        assert_eq!(world.get("/users/1").by(OWN).send().await.status, 200, "oneself needs no scope");
    });
}

#[test]
fn app_access_only_makes_and_changes_no_managed_user() {
    on_both_engines(async |world: World| {
        let token = "ada, app access only";
        let new = json!({ "name": "M", "login": "m@e.x" });
        assert_eq!(world.post("/users", new).by(token).send().await.outcome(), DENIED);
        assert_eq!(world.put("/users/3", json!({})).by(token).send().await.outcome(), DENIED);
        assert_eq!(world.delete("/users/3").by(token).send().await.outcome(), DENIED);
        let of_app = json!({ "name": "A", "is_platform_access_only": true });
        assert_eq!(
            world.post("/users", of_app).by("ada, user-auth app").send().await.outcome(),
            DENIED,
            "no server app"
        );
    });
}
