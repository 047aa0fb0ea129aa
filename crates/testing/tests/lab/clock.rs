//! What waits for time, and does not wait for it here.
use crate::{in_a_laboratory, text};
use boxwood_testing::{Reply, Signer, World};
use serde_json::{Value, json};

const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

async fn clock(world: &World, set: Value) -> Reply {
    let reply = world.in_lab("PUT", "/worlds/main/clock", set).send().await;
    assert_eq!(reply.status, 200, "{reply:?}");
    reply
}

async fn token(world: &World, fields: &[(&str, &str)]) -> Reply {
    world.form("/oauth2/token", fields).send().await
}

async fn rows(world: &World, sql: &'static str) -> i64 {
    let count = move |tx: &mut boxwood_store::Tx<boxwood_store::Read>| tx.one::<(i64,)>(sql, ());
    world.app().db().read(boxwood_store::Cost::Point, count).await.unwrap().0
}

#[test]
fn it_is_read_held_moved_and_let_go() {
    in_a_laboratory(async |world| {
        let shown = world.in_lab("GET", "/worlds/main/clock", Value::Null).send().await;
        assert_eq!((text(&shown, "now").as_str(), &shown.body["held"]), ("2025-06-15T15:06:40+00:00", &json!(false)));
        let held = clock(&world, json!({ "at": "2030-01-01T00:00:00Z" })).await;
        assert_eq!((text(&held, "now").as_str(), &held.body["held"]), ("2030-01-01T00:00:00+00:00", &json!(true)));
        let moved = clock(&world, json!({ "advance": "1.5h" })).await;
        assert_eq!(text(&moved, "now"), "2030-01-01T01:30:00+00:00");
        let answer = world.get("/users/me").by("ada").send().await;
        assert_eq!(answer.headers["date"], "Tue, 01 Jan 2030 01:30:00 GMT");
        let skewed = clock(&world, json!({ "skew": -60 })).await;
        assert_eq!((&skewed.body["ahead"], &skewed.body["held"]), (&json!(-60.0), &json!(false)));
        for set in [json!({ "at": "soon" }), json!({ "advance": "a while" }), json!({}), json!({ "at": 5 })] {
            assert_eq!(world.in_lab("PUT", "/worlds/main/clock", set.clone()).send().await.status, 400, "{set}");
        }
        let early = world.in_lab("PUT", "/worlds/main/clock", json!({ "advance": "-5000w" })).send().await;
        assert!(early.status == 400 && text(&early, "message").contains("before 1970"), "{early:?}");
    });
}

#[test]
fn forks_have_the_time_of_what_they_are_from_and_go_on_alone() {
    in_a_laboratory(async |world| {
        clock(&world, json!({ "at": "2025-06-15T15:20:00Z" })).await;
        world.in_lab("POST", "/worlds", json!({ "name": "one" })).send().await;
        clock(&world, json!({ "advance": "1d" })).await;
        let one = world.in_lab("GET", "/worlds/one/clock", Value::Null).send().await;
        assert_eq!(text(&one, "now"), "2025-06-15T15:20:00+00:00");
        let made = json!({ "name": "a", "parent": { "id": "0" } });
        let made = world.post("/folders", made).by("ada").header("X-Boxwood-World", "one").send().await;
        assert_eq!(text(&made, "created_at").split(':').nth(1), Some("20"), "{made:?}");
        world.in_lab("PUT", "/worlds/one/clock", json!({ "advance": "90d" })).send().await;
        world.in_lab("POST", "/worlds/one/reset", Value::Null).send().await;
        let one = world.in_lab("GET", "/worlds/one/clock", Value::Null).send().await;
        assert_eq!(text(&one, "now"), "2025-06-15T15:20:00+00:00", "its time is put back with it");
    });
}

#[test]
fn access_tokens_expire_and_refresh_tokens_after_60_days() {
    in_a_laboratory(async |world| {
        let app = [("client_id", "user-auth"), ("client_secret", "secret")];
        const TOKENS: &str = "SELECT count(*) FROM tokens";
        let before = rows(&world, TOKENS).await;
        world.code("code", 3, None, None).await;
        let pair = token(&world, &[&app[..], &[("grant_type", "authorization_code"), ("code", "code")]].concat()).await;
        let (access, refresh) = (text(&pair, "access_token"), text(&pair, "refresh_token"));
        assert_eq!(world.get("/users/me").by(&access).send().await.status, 200);
        clock(&world, json!({ "advance": "61m" })).await;
        assert_eq!(world.get("/users/me").by(&access).send().await.status, 401);
        let fields = |refresh: &str| {
            let refresh = refresh.to_owned();
            async move |world: &World| {
                let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
                token(world, &[&app[..], &grant].concat()).await
            }
        };
        clock(&world, json!({ "advance": "59d" })).await;
        let renewed = fields(&refresh)(&world).await;
        assert_eq!(renewed.status, 200, "{renewed:?}");
        clock(&world, json!({ "advance": "61d" })).await;
        let late = fields(&text(&renewed, "refresh_token"))(&world).await;
        assert_eq!((late.status, text(&late, "error_description").as_str()), (400, "Refresh token has expired"));
        assert!(rows(&world, TOKENS).await < before, "what is long over was deleted");
    });
}

#[test]
fn an_assertion_counts_by_the_worlds_time_which_the_answer_tells() {
    let key = Signer::generate();
    in_a_laboratory(async |world| {
        world.add_key(1, "k1", &key).await;
        let log_in = async |jti: &str, exp: i64| {
            let mut claims = world.claims(jti);
            claims["exp"] = json!(exp);
            let assertion = key.sign(&json!({ "alg": "RS256", "kid": "k1" }), &claims);
            let fields =
                [("grant_type", JWT), ("client_id", "full"), ("client_secret", "secret"), ("assertion", &assertion)];
            token(&world, &fields).await
        };
        // The client's clock is the machine's.
        let machine = world.now() / 1_000_000;
        assert_eq!(log_in("first", machine + 30).await.status, 200);
        clock(&world, json!({ "skew": "2h" })).await;
        let refused = log_in("second", machine + 30).await;
        assert_eq!(refused.status, 400);
        assert!(text(&refused, "error_description").contains("exp"), "{refused:?}");
        assert_eq!(refused.headers["date"], "Sun, 15 Jun 2025 17:06:40 GMT");
        assert_eq!(log_in("third", machine + 7230).await.status, 200, "as the client signs that has read the date");
    });
}

#[test]
fn an_assertion_that_is_good_for_too_long_is_refused_by_a_server_that_is_behind() {
    let key = Signer::generate();
    in_a_laboratory(async |world| {
        world.add_key(1, "k1", &key).await;
        let log_in = async |jti: &str, at: i64| {
            let mut claims = world.claims(jti);
            (claims["iat"], claims["exp"]) = (json!(at), json!(at + 45));
            let assertion = key.sign(&json!({ "alg": "RS256", "kid": "k1" }), &claims);
            let fields =
                [("grant_type", JWT), ("client_id", "full"), ("client_secret", "secret"), ("assertion", &assertion)];
            token(&world, &fields).await
        };
        let machine = world.now() / 1_000_000;
        for (skew, date, why) in [
            (
                "-2h",
                "Sun, 15 Jun 2025 13:06:40 GMT",
                "Please check the 'exp' claim. The 'exp' value exceeds the maximum value of 60 seconds beyond the issue time.",
            ),
            (
                "2h",
                "Sun, 15 Jun 2025 17:06:40 GMT",
                "Current date/time MUST be before the expiration date/time listed in the 'exp' claim",
            ),
        ] {
            clock(&world, json!({ "skew": skew })).await;
            let refused = log_in(&format!("refused{skew}"), machine).await;
            assert_eq!(
                (refused.status, text(&refused, "error").as_str()),
                (400, "invalid_grant"),
                "{skew}: {refused:?}"
            );
            assert_eq!(text(&refused, "error_description"), why);
            assert_eq!(refused.headers["date"], date, "what a client sets itself right by");
            let ahead =
                world.in_lab("GET", "/worlds/main/clock", Value::Null).send().await.body["ahead"].as_f64().unwrap();
            assert_eq!(log_in(&format!("again{skew}"), machine + ahead as i64).await.status, 200);
        }
    });
}

#[test]
fn links_expire() {
    in_a_laboratory(async |world| {
        let made = world.post("/folders", json!({ "name": "a", "parent": { "id": "0" } })).by("ada").send().await;
        let path = format!("/folders/{}", text(&made, "id"));
        let link = json!({ "shared_link": { "access": "open", "unshared_at": "2025-07-01T00:00:00Z" } });
        let linked = world.put(&format!("{path}?fields=shared_link"), link).by("ada").send().await;
        let url = linked.body["shared_link"]["url"].as_str().unwrap_or_else(|| panic!("{linked:?}")).to_owned();
        let open = async || {
            // Its token is as old as the clock says.
            let fields = [
                ("grant_type", "client_credentials"),
                ("client_id", "full"),
                ("client_secret", "secret"),
                ("box_subject_type", "user"),
                ("box_subject_id", "3"),
            ];
            let una = text(&token(&world, &fields).await, "access_token");
            let header = format!("shared_link={url}");
            world.get("/shared_items").by(&una).header("BoxApi", &header).send().await.status
        };
        assert_eq!(open().await, 200);
        clock(&world, json!({ "advance": "30d" })).await;
        assert_eq!(open().await, 404);
    });
}

#[test]
fn upload_sessions_are_over_after_a_week() {
    in_a_laboratory(async |world| {
        let begin = json!({ "folder_id": "0", "file_size": 30_000_000, "file_name": "large.bin" });
        let begin = begin.to_string().into_bytes();
        let ask = world.at("POST", "/api/2.0/files/upload_sessions").by("ada");
        let begun = ask.bytes("application/json", begin).send().await;
        assert_eq!(begun.status, 201, "{begun:?}");
        let path = format!("/api/2.0/files/upload_sessions/{}", text(&begun, "id"));
        assert_eq!(world.at("GET", &path).by("ada").send().await.status, 200);
        clock(&world, json!({ "advance": "8d" })).await;
        assert!(world.at("GET", &path).by("ada").send().await.status >= 400);
        clock(&world, json!({ "advance": "8d" })).await;
        assert_eq!(rows(&world, "SELECT count(*) FROM upload_sessions").await, 0, "it was taken apart");
    });
}
