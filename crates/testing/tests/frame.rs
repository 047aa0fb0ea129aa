//! What all operations have in common on the wire: paths, methods, versions, pages, limits.
use boxwood_api::{Error, wire::AppId};
use boxwood_store::{Tx, Write};
use boxwood_testing::{Reply, World, on_both_engines};
use insta::assert_json_snapshot;
use serde_json::{Value, json};
use std::time::Duration;

fn header<'a>(reply: &'a Reply, name: &str) -> &'a str {
    reply.headers.get(name).map_or("", |value| value.to_str().unwrap_or_default())
}

#[test]
fn row_36_a_call_without_a_token_gets_an_empty_401_and_a_challenge() {
    on_both_engines(async |world: World| {
        let reply = world.get("/users/me").send().await;
        assert_eq!((reply.status, &reply.body), (401, &Value::Null));
        assert_eq!(header(&reply, "www-authenticate"), r#"Bearer realm="Service""#);
        let unknown = world.get("/users/me").by("nobody").send().await;
        assert_eq!((unknown.status, &unknown.body), (401, &Value::Null));
        let challenge = header(&unknown, "www-authenticate");
        assert!(
            challenge.contains(r#"error="invalid_token", error_description="The access token provided is invalid.""#)
        );
    });
}

#[test]
fn content_row_80_an_expired_token_is_called_so_everywhere() {
    on_both_engines(async |world: World| {
        for path in ["/2.0/users/me", "/api/2.0/users/me", "/upload.box.com/api/2.0/users/me"] {
            let reply = world.at("GET", path).by("ada expired").send().await;
            assert_eq!((reply.status, &reply.body), (401, &Value::Null));
            let challenge = header(&reply, "www-authenticate");
            assert!(challenge.contains(r#"error="expired_token""#), "{challenge}");
        }
    });
}

#[test]
fn row_51_the_name_of_as_user_is_spelled_in_any_way() {
    on_both_engines(async |world: World| {
        for name in ["As-User", "as-user", "AS-USER"] {
            let reply = world.get("/users/me").by("ada").header(name, "3").send().await;
            assert_eq!(reply.body["name"], "una", "{name}");
        }
    });
}

#[test]
fn row_52_nothing_is_remembered_across_users() {
    on_both_engines(async |world: World| {
        let new = json!({ "name": "una's", "parent": { "id": "0" } });
        let folder = world.post("/folders", new).by("una").send().await.body;
        let path = format!("/folders/{}", folder["id"].as_str().unwrap());
        let etag = folder["etag"].as_str().unwrap();
        let unchanged = world.get(&path).by("una").header("If-None-Match", etag).send().await;
        assert_eq!((unchanged.status, &unchanged.body), (304, &Value::Null));
        // The same token, as somebody who may not see it: what its owner was shown, and its etag, are of no use.
        let other = world.get(&path).by("ada").as_user(4).header("If-None-Match", etag).send().await;
        assert_eq!(other.outcome(), "404 not_found");
        for id in [3, 4, 3] {
            let me = world.get("/users/me").by("ada").as_user(id).send().await;
            assert_eq!(
                (me.body["id"].as_str(), header(&me, "cache-control")),
                (Some(id.to_string().as_str()), "no-cache, no-store")
            );
        }
    });
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    on_both_engines(async |world: World| {
        let new = json!({ "name": "mine", "parent": { "id": "0" } });
        let folder = world.post("/folders", new).by("una").send().await.body;
        let path = format!("/folders/{}", folder["id"].as_str().unwrap());
        for (known, status) in [("0", 304), ("\"0\"", 304), ("W/\"0\"", 304), ("7, \"0\"", 304), ("1", 200), ("", 200)]
        {
            let reply = world.get(&path).by("una").header("If-None-Match", known).send().await;
            assert_eq!(reply.status, status, "{known}");
        }
        let user = world.get("/users/me").by("una").header("If-None-Match", "0").send().await;
        assert_eq!(user.status, 200, "users have no etag");
        let renamed = world.put(&path, json!({ "name": "mine" })).by("una").header("If-None-Match", "0").send().await;
        assert_ne!(renamed.status, 304, "only what is read can be known");
    });
}

#[test]
fn one_origin_serves_every_hosts_paths_with_or_without_a_slash() {
    on_both_engines(async |world: World| {
        for prefix in ["/2.0", "/api/2.0", "/upload.box.com/api/2.0"] {
            for path in ["/users/me", "/users/me/", "/users/", "/folders/0/"] {
                let reply = world.at("GET", &format!("{prefix}{path}?fields=name")).by("ada").send().await;
                assert_eq!(reply.status, 200, "{prefix}{path}");
            }
        }
    });
}

#[test]
fn row_74_unknown_paths_and_wrong_methods_are_told_in_json() {
    on_both_engines(async |world: World| {
        for path in ["/2.0/nothing", "/3.0/users/me", "/2.0", "/2.0/", "/users/me", "/oauth2", "/index.html"] {
            let reply = world.at("GET", path).by("ada").send().await;
            assert_eq!(
                (reply.outcome().as_str(), header(&reply, "content-type")),
                ("404 not_found", "application/json"),
                "{path}"
            );
        }
        for (method, path) in [
            ("PATCH", "/2.0/users/me"),
            ("OPTIONS", "/2.0/users/me"),
            ("GET", "/oauth2/token"),
            ("POST", "/openapi.json"),
            ("DELETE", "/healthz"),
        ] {
            let reply = world.at(method, path).by("ada").send().await;
            assert_eq!(reply.outcome(), "405 method_not_allowed", "{method} {path}");
        }
        let patch = world.at("PATCH", "/2.0/users").by("ada").send().await;
        assert_eq!(header(&patch, "allow"), "GET, POST");
        assert_json_snapshot!(patch.body, { ".request_id" => "[id]" }, @r#"
        {
          "code": "method_not_allowed",
          "help_url": "http://developers.box.com/docs/#errors",
          "message": "Method Not Allowed",
          "request_id": "[id]",
          "status": 405,
          "type": "error"
        }
        "#);
    });
}

#[test]
fn head_is_answered_like_get() {
    on_both_engines(async |world: World| {
        for (path, status) in [("/2.0/users/me", 200), ("/2.0/nothing", 404), ("/healthz", 200), ("/oauth2/token", 405)]
        {
            assert_eq!(world.at("HEAD", path).by("ada").send().await.status, status, "{path}");
        }
        assert_eq!(world.at("HEAD", "/2.0/users/me").send().await.status, 401);
    });
}

#[test]
fn every_answer_names_its_request_and_an_error_names_it_otherwise() {
    on_both_engines(async |world: World| {
        let refused = world.get("/users").by("una").send().await;
        let (header, body) = (header(&refused, "box-request-id"), refused.body["request_id"].as_str().unwrap());
        assert!((16..=24).contains(&body.len()) && header.starts_with(body) && header != body);
        assert!(body.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit()));
        for path in ["/2.0/users/me", "/2.0/nothing", "/nothing", "/healthz", "/oauth2/token"] {
            assert!(world.at("GET", path).by("ada").send().await.headers.contains_key("box-request-id"), "{path}");
        }
    });
}

#[test]
fn row_73_a_box_version_that_is_none_is_told_what_is_wrong_with_it() {
    on_both_engines(async |world: World| {
        for (version, message) in [
            ("2023.0", "Unsupported API version specified in 'box-version' header."),
            ("latest", "Unsupported API version specified in 'box-version' header."),
            ("", "Invalid (empty) API version specified in 'box-version' header."),
            ("a,b", "The 'box-version' header supports only one header value per request, do not use comas."),
            ("2024.0,2024.0", "The 'box-version' header supports only one header value per request, do not use comas."),
            ("2025.0", "Invalid API version specified in 'box-version' header. Supported API versions: [2024.0]."),
        ] {
            let reply = world.get("/users/me").by("ada").header("box-version", version).send().await;
            assert_eq!(reply.outcome(), "400 invalid_api_version", "{version}");
            assert_eq!(reply.body["message"], message);
            assert_eq!(reply.body["help_url"], "https://developer.box.com/reference/error-codes/invalid-api-version");
        }
        let twice = world.get("/users/me").by("ada").header("box-version", "2024.0").header("Box-Version", "2024.0");
        assert!(twice.send().await.body["message"].as_str().unwrap().contains("only one header value"));
        let fine = world.get("/users/me").by("ada").header("box-version", "2024.0").send().await;
        assert_eq!((fine.status, header(&fine, "box-version")), (200, ""), "echoed by later operations only");
    });
}

async fn list_origins(world: &World, client: &'static str, origins: Value) {
    const LIST: &str = "UPDATE apps SET cors_origins = $1 WHERE client_id = $2";
    let origins = origins.to_string();
    let list = move |tx: &mut Tx<Write>| {
        tx.forget(AppId(1).key());
        Ok::<_, Error>(tx.exec(LIST, (&origins, client))?)
    };
    assert_eq!(world.app().db().write("testing.origins", list).await.ok(), Some(1));
}

#[test]
fn row_72_a_page_needs_an_origin_that_the_app_lists() {
    const PAGE: &str = "https://app.example.com";
    on_both_engines(async |world: World| {
        let refused = world.get("/users/me").by("ada").header("Origin", PAGE).send().await;
        assert_json_snapshot!(refused.body, { ".request_id" => "[id]" }, @r#"
        {
          "code": "cors_origin_not_whitelisted",
          "context_info": {
            "origin": "https://app.example.com"
          },
          "help_url": "http://developers.box.com/docs/#errors",
          "message": "Access denied - Did you forget to safelist your origin in the CORS config of your app?",
          "request_id": "[id]",
          "status": 403,
          "type": "error"
        }
        "#);
        assert!(!refused.headers.contains_key("access-control-allow-origin"));
        list_origins(&world, "full", json!(["https://*.example.com", "http://localhost:3000"])).await;
        let allowed = world.get("/users/me").by("ada").header("Origin", PAGE).send().await;
        assert_eq!((allowed.status, header(&allowed, "access-control-allow-origin")), (200, PAGE));
        assert_eq!(header(&allowed, "vary"), "Origin");
        assert!(header(&allowed, "access-control-expose-headers").contains("Retry-After"));
        for foreign in ["https://example.com", "http://app.example.com", "http://localhost:3001", "null"] {
            let reply = world.get("/users/me").by("ada").header("Origin", foreign).send().await;
            assert_eq!(reply.outcome(), "403 cors_origin_not_whitelisted", "{foreign}");
            assert_eq!(reply.body["context_info"], json!({ "origin": foreign }));
        }
        let other_app = world.get("/users/me").by("ada, app without as-user").header("Origin", PAGE).send().await;
        assert_eq!(other_app.outcome(), "403 cors_origin_not_whitelisted");
        let none = world.get("/users/me").by("ada").send().await;
        assert_eq!((none.status, header(&none, "access-control-allow-origin")), (200, ""), "a program");
    });
}

#[test]
fn a_page_can_read_refusals_but_those_of_its_token() {
    on_both_engines(async |world: World| {
        list_origins(&world, "full", json!(["http://localhost:3000"])).await;
        for (token, path, status, readable) in [
            ("una", "/users", 403, true),
            ("ada without scopes", "/users", 403, true),
            ("una", "/folders/999", 404, true),
            ("ada expired", "/users/me", 401, false),
            ("nobody", "/users/me", 401, false),
        ] {
            let reply = world.get(path).by(token).header("Origin", "http://localhost:3000").send().await;
            let allowed = reply.headers.contains_key("access-control-allow-origin");
            assert_eq!((reply.status, allowed), (status, readable), "{token} {path}");
        }
        let write = world.post("/folders", json!({ "name": "n", "parent": { "id": "0" } })).by("una");
        let write = write.header("Origin", "http://localhost:3000").send().await;
        assert_eq!((write.status, header(&write, "access-control-allow-origin")), (201, "http://localhost:3000"));
        let foreign = world.post("/folders", json!({ "name": "m", "parent": { "id": "0" } })).by("una");
        assert_eq!(foreign.header("Origin", "http://evil.example").send().await.status, 403);
    });
}

#[test]
fn the_servers_own_pages_are_no_strangers() {
    on_both_engines(async |world: World| {
        let world = world.reopened(|config| config.public_url = Some("https://box.example.com/".to_owned())).unwrap();
        let own = world.get("/users/me").by("ada").header("Origin", "https://box.example.com").send().await;
        assert_eq!(own.status, 200);
        let other = world.get("/users/me").by("ada").header("Origin", "https://box.example.org").send().await;
        assert_eq!(other.status, 403);
    });
}

#[test]
fn a_preflight_is_told_by_two_headers_and_needs_no_token() {
    on_both_engines(async |world: World| {
        let asked = "authorization, content-md5, x-box-client-name";
        for path in ["/2.0/users/me", "/api/2.0/files/content", "/2.0/nothing"] {
            let reply = (world.at("OPTIONS", path).header("Origin", "https://a.example"))
                .header("Access-Control-Request-Method", "OPTIONS")
                .header("Access-Control-Request-Headers", asked)
                .send()
                .await;
            assert_eq!((reply.status, &reply.body), (204, &Value::Null), "{path}");
            assert_eq!(header(&reply, "access-control-allow-origin"), "https://a.example");
            assert_eq!(header(&reply, "access-control-allow-headers"), asked);
            assert!(header(&reply, "access-control-allow-methods").contains("OPTIONS"));
        }
        let origin_alone = world.at("OPTIONS", "/2.0/users/me").by("ada").header("Origin", "https://a.example");
        assert_eq!(origin_alone.send().await.outcome(), "405 method_not_allowed", "a call of the API");
    });
}

#[test]
fn row_71_who_calls_too_often_is_told_when_to_come_back() {
    on_both_engines(async |world: World| {
        let world = world.reopened(|config| config.rate_limit = Some(3)).unwrap();
        let me = async || world.get("/users/me").by("una").send().await;
        for _ in 0..3 {
            assert_eq!(me().await.status, 200);
        }
        let refused = me().await;
        assert_eq!(refused.outcome(), "429 rate_limit_exceeded");
        // The world's time is 40 s past a minute.
        assert_eq!(header(&refused, "retry-after"), "20");
        assert_eq!(world.get("/users/me").by("ada").as_user(3).send().await.status, 429, "it is the effective user's");
        assert_eq!(world.get("/users/me").by("ada").send().await.status, 200);
        let write = world.post("/folders", json!({ "name": "n", "parent": { "id": "0" } })).by("una");
        assert_eq!(write.send().await.status, 429);
        world.advance(Duration::from_secs(20));
        assert_eq!(me().await.status, 200);
    });
}

#[test]
fn a_body_has_its_limit() {
    on_both_engines(async |world: World| {
        let long = world.post("/folders", json!({ "name": "x".repeat(2 << 20), "parent": { "id": "0" } })).by("una");
        assert_eq!(long.send().await.outcome(), "413 request_entity_too_large");
        let path = format!("/2.0/users/me?fields={}", "x".repeat(20_000));
        assert_eq!(world.at("GET", &path).by("una").send().await.outcome(), "414 request_uri_too_long");
    });
}

#[test]
fn the_server_says_whether_it_is_there_and_can_work() {
    on_both_engines(async |world: World| {
        for path in ["/healthz", "/readyz"] {
            let reply = world.at("GET", path).send().await;
            assert_eq!((reply.status, &reply.body), (200, &json!({ "status": "ok" })), "{path}");
        }
    });
}

#[test]
fn a_server_whose_store_fails_is_there_and_not_ready() {
    const AWAY: &str = "ALTER TABLE migrations RENAME TO elsewhere";
    const BACK: &str = "ALTER TABLE elsewhere RENAME TO migrations";
    on_both_engines(async |world: World| {
        let db = world.app().db();
        let ready = async |expected: &str| {
            assert_eq!(world.at("GET", "/readyz").send().await.outcome(), expected);
            assert_eq!(world.at("GET", "/healthz").send().await.status, 200);
        };
        db.write("away", |tx| tx.exec(AWAY, ())).await.unwrap();
        ready("503 unavailable").await;
        db.write("back", |tx| tx.exec(BACK, ())).await.unwrap();
        ready("200 -").await;
        if let Some(database) = world.database() {
            assert!(database.accept(false));
            ready("503 unavailable").await;
            assert!(database.accept(true));
            ready("200 -").await;
        }
    });
}

/// `avatar_url` and `pic_urls` (contract: identity §6.1): the same operation at another address.
#[test]
fn a_picture_is_found_where_the_links_lead() {
    on_both_engines(async |world: World| {
        let picture = world.get("/users/3/avatar").by("una").send().await;
        for path in ["/api/avatar/small/3", "/api/avatar/large/3", "/api/avatar/preview/3", "/api/avatar/large/3/"] {
            let reply = world.at("GET", path).by("una").send().await;
            assert_eq!((reply.status, header(&reply, "content-type")), (200, "image/png"), "{path}");
            assert_eq!(reply.bytes, picture.bytes, "{path}");
            assert_eq!(world.at("GET", path).send().await.status, 401, "{path} without a token");
        }
        let other = world.at("GET", "/api/avatar/large/3").by("ada").as_user(4).send().await;
        assert_eq!(other.status, 200, "a colleague's");
        for (method, path, expected) in [
            ("GET", "/api/avatar/huge/3", "404 not_found"),
            ("GET", "/api/avatar/large", "404 not_found"),
            ("GET", "/api/avatar/large/3/4", "404 not_found"),
            ("GET", "/api/avatar/large/9999", "404 not_found"),
            ("GET", "/api/avatar/large/me", "405 method_not_allowed"),
            ("GET", "/api/avatar/large/%7Bid%7D", "405 method_not_allowed"),
            ("POST", "/api/avatar/large/3", "404 not_found"),
        ] {
            assert_eq!(world.at(method, path).by("ada").send().await.outcome(), expected, "{method} {path}");
        }
    });
}
