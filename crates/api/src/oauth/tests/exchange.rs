//! Token exchange.
use super::{name, token, told};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::json;
use std::time::Duration;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const UNSUPPORTED: &str = "400 invalid_scope: An unsupported scope was requested";

async fn narrow(world: &World, subject: &str, scope: &str, more: &[(&str, &str)]) -> Reply {
    let fields = [
        ("grant_type", GRANT),
        ("subject_token", subject),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:access_token"),
        ("scope", scope),
    ];
    token(world, &[&fields, more].concat()).await
}

fn access(reply: &Reply) -> &str {
    reply.body["access_token"].as_str().unwrap_or_default()
}

#[test]
fn a_narrower_token_is_issued() {
    on_both_engines(async |world: World| {
        let reply = narrow(&world, "una", "item_preview item_download", &[]).await;
        assert_eq!((told(&reply).as_str(), name(&world, &reply).await.as_str()), ("200", "una"));
        assert_eq!(reply.body["issued_token_type"], "urn:ietf:params:oauth:token-type:access_token");
        assert!(reply.body.get("refresh_token").is_none());
        let list = world.get("/users").by(access(&narrow(&world, "ada", "item_preview", &[]).await)).send().await;
        assert_eq!(list.outcome(), "403 -", "it has no other scope");
        let other = world.get("/users/me").by(access(&narrow(&world, "ada", "root_readwrite", &[]).await));
        assert_eq!(other.as_user(3).send().await.outcome(), "403 -", "and never acts as somebody else");
    });
}

#[test]
fn row_29_a_resource_of_boxs_own_host_is_accepted() {
    on_both_engines(async |world: World| {
        world.post("/folders", json!({ "name": "A", "parent": { "id": "0" } })).by("una").send().await;
        world.post("/folders", json!({ "name": "B", "parent": { "id": "0" } })).by("una").send().await;
        let only = [("resource", "https://api.box.com/2.0/folders/1")];
        let reply = narrow(&world, "una", "item_preview", &only).await;
        assert_eq!(reply.body["restricted_to"][0]["object"], json!({ "type": "folder", "id": "1" }));
        assert_eq!(world.get("/folders/1").by(access(&reply)).send().await.status, 200);
        assert_eq!(world.get("/folders/2").by(access(&reply)).send().await.status, 403);
        for wrong in ["https://evil.example/2.0/folders/1", "https://api.box.com/2.0/users/1", "folders/1"] {
            let refused = narrow(&world, "una", "item_preview", &[("resource", wrong)]).await;
            assert_eq!(told(&refused), "400 invalid_request: The resource parameter names no file or folder");
        }
        // What is limited can be handed on, but to nothing else.
        let again = narrow(&world, access(&reply), "item_preview", &only).await;
        assert_eq!(told(&again), "200");
        let other = [("resource", "https://api.box.com/2.0/folders/2")];
        let wider = narrow(&world, access(&reply), "item_preview", &other).await;
        assert_eq!(told(&wider), "400 invalid_request: The subject token does not reach the resource");
        world.post("/folders", json!({ "name": "Inner", "parent": { "id": "1" } })).by("una").send().await;
        let inner = [("resource", "https://api.box.com/2.0/folders/3")];
        let inner = narrow(&world, access(&reply), "item_preview", &inner).await;
        let seen = async |id: &str| world.get(&format!("/folders/{id}")).by(access(&inner)).send().await.status;
        assert_eq!((seen("3").await, seen("1").await), (200, 403), "a part of what the parent reaches");
        let inherited = narrow(&world, access(&reply), "item_preview", &[]).await;
        assert_eq!(world.get("/folders/2").by(access(&inherited)).send().await.status, 403);
    });
}

#[test]
fn row_30_a_scope_that_the_parent_lacks() {
    on_both_engines(async |world: World| {
        for scope in ["item_preview", "manage_managed_users"] {
            assert_eq!(told(&narrow(&world, "ada without scopes", scope, &[]).await), UNSUPPORTED, "{scope}");
        }
        for scope in ["", "as_user", "jwt", "enterprise_access", "nope", "item_preview nope"] {
            assert_eq!(told(&narrow(&world, "ada", scope, &[]).await), UNSUPPORTED, "{scope}");
        }
        let preview = narrow(&world, "una", "item_preview", &[]).await;
        for scope in ["item_download", "item_preview item_upload", "root_readonly"] {
            assert_eq!(told(&narrow(&world, access(&preview), scope, &[]).await), UNSUPPORTED, "{scope}");
        }
    });
}

#[test]
fn row_31_an_unsigned_actor_token_is_a_label() {
    on_both_engines(async |world: World| {
        let unsigned = |claims: serde_json::Value| {
            let header = json!({ "alg": "none", "typ": "JWT" }).to_string();
            format!("{}.{}.", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims.to_string()))
        };
        let kind = ("actor_token_type", "urn:ietf:params:oauth:token-type:id_token");
        let exp = world.now() / 1_000_000 + 60;
        let good = unsigned(json!({ "iss": "full", "sub": "ext-1", "box_sub_type": "external", "name": "Guest",
            "aud": "https://api.box.com/oauth2/token", "jti": "0123456789abcdef", "exp": exp }));
        let reply = narrow(&world, "una", "item_preview", &[("actor_token", &good), kind]).await;
        assert_eq!((told(&reply).as_str(), name(&world, &reply).await.as_str()), ("200", "una"));
        for wrong in [
            unsigned(json!({ "sub": "1", "box_sub_type": "user", "exp": exp })),
            unsigned(json!({ "sub": "1", "box_sub_type": "external", "exp": exp - 61 })),
            format!("{good}c2lnbmVk"),
        ] {
            let refused = narrow(&world, "una", "item_preview", &[("actor_token", &wrong), kind]).await;
            assert_eq!(told(&refused), "400 invalid_grant: The actor token is invalid");
        }
    });
}

#[test]
fn it_does_not_outlive_its_parent() {
    on_both_engines(async |world: World| {
        world.advance(Duration::from_secs(3000));
        let child = narrow(&world, "una", "item_preview", &[]).await;
        assert_eq!(child.body["expires_in"], 600);
        let grandchild = narrow(&world, access(&child), "item_preview", &[]).await;
        assert_eq!(world.get("/users/me").by(access(&grandchild)).send().await.status, 200);
        let revoke = [("client_id", "full"), ("client_secret", "secret"), ("token", "una")];
        assert_eq!(world.form("/oauth2/revoke", &revoke).send().await.status, 200);
        assert_eq!(world.get("/users/me").by(access(&child)).send().await.status, 401);
        assert_eq!(world.get("/users/me").by(access(&grandchild)).send().await.status, 401, "nor its parent's parent");
        let dead = narrow(&world, "una", "item_preview", &[]).await;
        assert_eq!(told(&dead), "400 invalid_grant: The subject token is invalid");
    });
}

#[test]
fn the_clients_own_credentials_are_checked_where_they_are_given() {
    on_both_engines(async |world: World| {
        let with = |id, secret| [("client_id", id), ("client_secret", secret)];
        assert_eq!(told(&narrow(&world, "una", "item_preview", &with("full", "secret")).await), "200");
        let wrong = narrow(&world, "una", "item_preview", &with("full", "wrong")).await;
        assert_eq!(told(&wrong), "400 invalid_client: The client credentials are invalid");
        let other = narrow(&world, "una", "item_preview", &with("plain", "secret")).await;
        assert_eq!(told(&other), "400 invalid_grant: The subject token is invalid");
        let link = narrow(&world, "una", "item_preview", &[("box_shared_link", "https://app.box.com/s/x")]).await;
        assert_eq!(told(&link), "400 invalid_request: The box_shared_link parameter names no shared link");
    });
}
