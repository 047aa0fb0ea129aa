//! What Java's and .NET's clients need on the wire beyond Python's and Node's, which `cargo xtask clients` runs
//! (contract: clients §2, §4). What only a body of bytes shows (uploads) stands with its operation.

use boxwood_testing::{Ask, Reply, Signer, World, on_both_engines};
use serde_json::{Value, json};

const TEXT: &str = "text/plain; charset=utf-8";
const FORM: &str = "application/x-www-form-urlencoded";

async fn folder(world: &World, by: &str, name: &str) -> Reply {
    world.post("/folders", json!({ "name": name, "parent": { "id": "0" } })).by(by).send().await
}

#[test]
fn a_collection_may_end_in_a_slash() {
    on_both_engines(async |world: World| {
        let made = json!({ "name": "of .NET", "parent": { "id": "0" } });
        let made = world.post("/folders/", made).by("ada").send().await;
        assert_eq!((made.status, made.body["name"].as_str()), (201, Some("of .NET")));
        for path in [
            "/users/?offset=0&limit=100",
            "/users/?user_type=",
            "/folders/0/items/?limit=100&usemarker=true",
            "/folders/0/",
            "/users/me/",
        ] {
            assert_eq!(world.get(path).by("ada").send().await.status, 200, "{path}");
        }
    });
}

#[test]
fn json_is_read_whatever_it_is_called() {
    on_both_engines(async |world: World| {
        for (n, media) in [TEXT, FORM, "application/json; charset=utf-8", "application/vnd.api+json", "", "nonsense"]
            .into_iter()
            .enumerate()
        {
            let body = json!({ "name": n.to_string(), "parent": { "id": "0" } });
            let made = world.post("/folders", body).by("ada").header("Content-Type", media).send().await;
            assert_eq!((made.status, made.body["name"].as_str()), (201, Some(n.to_string().as_str())), "{media}");
        }
        let body = json!({ "name": "unnamed", "parent": { "id": "0" } });
        assert_eq!(world.post("/folders", body).by("ada").send().await.status, 201, "no media type at all");
    });
}

#[test]
fn a_call_without_a_body_may_say_what_it_would_be() {
    on_both_engines(async |world: World| {
        for media in [FORM, TEXT, "application/json; charset=utf-8"] {
            let id = folder(&world, "ada", media.split('/').next().unwrap_or_default()).await.body["id"].clone();
            let path = format!("/folders/{}", id.as_str().unwrap_or_default());
            let typed = |ask: Ask| ask.by("ada").header("Content-Type", media).header("Content-Length", "0").send();
            assert_eq!(typed(world.get(&path)).await.status, 200, "{media}");
            assert_eq!(typed(world.delete(&path)).await.status, 204, "{media}");
            assert_eq!(typed(world.get(&path)).await.status, 404, "{media}");
        }
    });
}

#[test]
fn a_token_may_be_followed_by_its_device() {
    on_both_engines(async |world: World| {
        let me = |value| world.get("/users/me").header("Authorization", value).send();
        for value in ["Bearer una&device_id=1&device_name=pc", "Bearer una&device_id=", "bearer una", "Bearer  una "] {
            let reply = me(value).await;
            assert_eq!((reply.status, reply.body["id"].as_str()), (200, Some("3")), "{value}");
        }
        // What follows is never part of a token.
        assert_eq!(me("Bearer un&a").await.status, 401);
    });
}

#[test]
fn booleans_come_in_any_spelling() {
    on_both_engines(async |world: World| {
        for (yes, no) in [("True", "False"), ("true", "false"), ("TRUE", "FALSE")] {
            let path = format!("/folders/0/items?usemarker={yes}&limit=1");
            let page = world.get(&path).by("ada").send().await;
            assert_eq!((page.status, page.body.get("total_count")), (200, None), "{path}");
            let outer = folder(&world, "ada", yes).await.body;
            let id = outer["id"].as_str().unwrap_or_default();
            let inner = json!({ "name": "inner", "parent": { "id": id } });
            assert_eq!(world.post("/folders", inner).by("ada").send().await.status, 201);
            let kept = world.delete(&format!("/folders/{id}?recursive={no}")).by("ada").send().await;
            assert_eq!(kept.outcome(), "400 folder_not_empty", "{no}");
            let gone = world.delete(&format!("/folders/{id}?recursive={yes}")).by("ada").send().await;
            assert_eq!(gone.status, 204, "{yes}");
        }
        for path in ["/folders/0/items?usemarker=False", "/folders/0/items?usemarker="] {
            assert_eq!(world.get(path).by("ada").send().await.body["total_count"], 0, "{path}");
        }
    });
}

#[test]
fn fields_may_be_escaped() {
    on_both_engines(async |world: World| {
        let wanted = world.get("/users/me?fields=role,status").by("ada").send().await.body;
        assert_eq!(
            (&wanted["role"], &wanted["status"], wanted.get("phone")),
            (&json!("admin"), &json!("active"), None)
        );
        for fields in ["role%2Cstatus", "role%2cstatus", "role,%20status", "role%2C+status", "%72ole,status"] {
            let reply = world.get(&format!("/users/me?fields={fields}")).by("ada").send().await;
            assert_eq!(reply.body, wanted, "{fields}");
        }
    });
}

/// Java's client dies of a null there instead of throwing its exception; .NET's loses the body of a 403 that has a
/// challenge.
#[test]
fn errors_hold_no_null_and_only_401_and_empty_403_challenge() {
    on_both_engines(async |world: World| {
        folder(&world, "ada", "twice").await;
        let item = json!({ "name": "twice", "parent": { "id": "0" } });
        let asked = [
            world.get("/users/me"),
            world.get("/users/me").by("nobody"),
            world.get("/users/me").by("ina"),
            world.get("/users/me").by("ada, app disabled"),
            world.get("/users").by("una"),
            world.get("/users").by("ada without scopes"),
            world.get("/users/me").by("una").as_user(4),
            world.get("/users/me").by("ada").as_user("abc"),
            world.get("/users/me").by("ada").as_user(5),
            world.get("/folders/99").by("ada"),
            world.get("/nothing").by("ada"),
            world.ask("PATCH", "/users/me", Value::Null).by("ada"),
            world.get("/users?limit=x").by("ada"),
            world.get("/users?offset=10001").by("ada"),
            world.post("/folders", item).by("ada"),
            world.post("/folders", json!({})).by("ada"),
            world.post("/folders", json!([])).by("ada"),
            world.form("/oauth2/token", &[]),
            world.form("/oauth2/token", &[("grant_type", "refresh_token"), ("client_id", "full")]),
            world.form("/oauth2/revoke", &[]),
        ];
        for ask in asked {
            let reply = ask.send().await;
            assert!(reply.status >= 400, "{reply:?}");
            let challenged = reply.headers.contains_key("WWW-Authenticate");
            assert_eq!(challenged, reply.status == 401 || (reply.status == 403 && reply.body.is_null()), "{reply:?}");
            for key in ["code", "message", "request_id", "help_url", "error", "error_description", "type", "status"] {
                assert_ne!(reply.body.get(key), Some(&Value::Null), "{reply:?}");
            }
            let named = reply.body.get("error").or(reply.body.get("request_id"));
            assert!(reply.body.is_null() || named.is_some_and(Value::is_string), "{reply:?}");
        }
    });
}

#[test]
fn pages_by_offset_hold_their_numbers_and_pages_by_marker_end() {
    on_both_engines(async |world: World| {
        for name in ["a", "b", "c"] {
            assert_eq!(folder(&world, "ada", name).await.status, 201);
        }
        for path in ["/users?offset=1&limit=2", "/folders/0/items?offset=1&limit=2", "/folders/0/items?limit=2"] {
            let page = world.get(path).by("ada").send().await.body;
            assert!(page["offset"].is_u64() && page["total_count"].is_u64() && page["limit"].is_u64(), "{page}");
            assert_eq!(page["entries"].as_array().map(Vec::len), Some(2), "{path}");
        }
        for path in ["/users?usemarker=true&limit=2", "/folders/0/items?usemarker=true&limit=2"] {
            let (mut marker, mut seen) = (String::new(), Vec::new());
            // One client never stops at a marker that is there but empty.
            loop {
                let page = world.get(&format!("{path}&marker={marker}")).by("ada").send().await.body;
                let entries = page["entries"].as_array().cloned().unwrap_or_default();
                assert!(!entries.is_empty(), "an empty page ends a walk for some: {page}");
                seen.extend(entries.into_iter().map(|entry| entry["id"].clone()));
                match page.get("next_marker").filter(|next| !next.is_null()) {
                    Some(next) => marker = next.as_str().unwrap_or_default().to_owned(),
                    None => break,
                }
                assert!(!marker.is_empty() && seen.len() < 100, "{page}");
            }
            let all = world.get(path.split('?').next().unwrap_or_default()).by("ada").send().await.body;
            assert_eq!(all["total_count"], seen.len(), "{path}");
        }
    });
}

#[test]
fn dates_are_whole_seconds_with_the_whole_hours_of_an_offset() {
    on_both_engines(async |world: World| {
        let id = folder(&world, "una", "dated").await.body["id"].clone();
        let folder = world.get(&format!("/folders/{}", id.as_str().unwrap_or_default())).by("una").send().await.body;
        let user = world.get("/users/me").by("una").send().await.body;
        let mut dates = Vec::new();
        for (object, field) in
            [(&user, "created_at"), (&user, "modified_at"), (&folder, "created_at"), (&folder, "modified_at")]
        {
            dates.push(object[field].as_str().unwrap_or_default());
        }
        for date in dates {
            // 2012-12-12T10:53:43-08:00
            let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
            assert!(["0000-00-00T00:00:00+00:00", "0000-00-00T00:00:00-00:00"].contains(&shape.as_str()), "{date}");
            assert!(date.ends_with(":00"), "{date}");
        }
    });
}

#[test]
fn everybody_may_ask_for_themselves_by_id() {
    on_both_engines(async |world: World| {
        for (token, as_user, id) in
            [("robot", None, "6"), ("robot", Some(3), "3"), ("una", None, "3"), ("appu1", None, "7")]
        {
            let ask = |path: &str| match as_user {
                Some(user) => world.get(path).by(token).as_user(user).send(),
                None => world.get(path).by(token).send(),
            };
            let (me, itself) = (ask("/users/me").await, ask(&format!("/users/{id}")).await);
            assert_eq!((itself.status, &itself.body), (200, &me.body), "{token} as {as_user:?}");
            assert_eq!(me.body["id"], id);
        }
    });
}

/// The `jti` of .NET is base64 of 64 bytes; Java sends the grant type unescaped.
#[test]
fn assertions_as_dotnet_and_java_send_them() {
    on_both_engines(async |world: World| {
        let key = Signer::generate();
        world.add_key(1, "key1", &key).await;
        let mut claims = world.claims("");
        claims["jti"] = json!(format!("{}==", "aB+/".repeat(21) + "cD"));
        let assertion = key.sign(&json!({ "alg": "RS256", "typ": "JWT", "kid": "key1" }), &claims);
        let form = format!(
            "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&client_id=full&client_secret=secret&assertion={assertion}"
        );
        let issued = world.form_text("/oauth2/token/", &form).send().await;
        assert_eq!(issued.status, 200, "{issued:?}");
        assert!(issued.body["expires_in"].is_u64() && issued.body["access_token"].is_string());
        assert_eq!(issued.body.get("refresh_token"), None);
        let again = world.form_text("/oauth2/token", &form).send().await;
        assert_eq!(again.outcome(), "400 invalid_grant", "the jti was used");
    });
}

/// .NET's session asks so after a 401, whatever kind of token it has, and logs out with a token under another name.
#[test]
fn what_is_no_refresh_token_is_refused_and_any_token_can_be_revoked() {
    on_both_engines(async |world: World| {
        let fields = [("client_id", "full"), ("client_secret", "secret")];
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", "una")];
        let refused = world.form("/oauth2/token", &[refresh.as_slice(), &fields].concat()).send().await;
        assert_eq!(refused.outcome(), "400 invalid_grant");
        let revoke = [[("refresh_token", "una")].as_slice(), &fields].concat();
        assert_eq!(world.form("/oauth2/revoke", &revoke).send().await.status, 200);
        assert_eq!(world.get("/users/me").by("una").send().await.status, 401);
    });
}
