//! Authorization codes, refresh tokens and revocation.
use super::{name, token, told};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use boxwood_testing::{Reply, World, on_both_engines};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::time::Duration;

const NO_CODE: &str = "400 invalid_grant: Auth code doesn't exist or is invalid for the client";
const NO_REFRESH: &str = "400 invalid_grant: Invalid refresh token";

async fn redeem(world: &World, app: &str, more: &[(&str, &str)]) -> Reply {
    let fields = [("grant_type", "authorization_code"), ("client_id", app), ("client_secret", "secret")];
    token(world, &[&fields, more].concat()).await
}

async fn refresh(world: &World, with: &str) -> Reply {
    let fields = [
        ("grant_type", "refresh_token"),
        ("client_id", "user-auth"),
        ("client_secret", "secret"),
        ("refresh_token", with),
    ];
    token(world, &fields).await
}

async fn revoke(world: &World, app: &str, field: &str, what: &str) -> Reply {
    let fields = [("client_id", app), ("client_secret", "secret"), (field, what)];
    world.form("/oauth2/revoke", &fields).send().await
}

fn text<'a>(reply: &'a Reply, field: &str) -> &'a str {
    reply.body[field].as_str().unwrap_or_default()
}

async fn logged_in(world: &World) -> Reply {
    world.code("code", 3, None, None).await;
    redeem(world, "user-auth", &[("code", "code")]).await
}

#[test]
fn row_04_code_used_twice() {
    on_both_engines(async |world: World| {
        let reply = logged_in(&world).await;
        assert_eq!((told(&reply).as_str(), name(&world, &reply).await.as_str()), ("200", "una"));
        assert_eq!((text(&reply, "access_token").len(), text(&reply, "refresh_token").len()), (32, 64));
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "code")]).await), NO_CODE);
        world.code("other", 3, None, None).await;
        let foreign = redeem(&world, "full", &[("code", "other")]).await;
        assert_eq!(told(&foreign), "400 unauthorized_client: The grant type is unauthorized for this client_id");
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "unknown")]).await), NO_CODE);
        let missing = "400 invalid_request: Missing parameter: \"code\" is required";
        assert_eq!(told(&redeem(&world, "user-auth", &[]).await), missing);
    });
}

#[test]
fn a_disabled_app_gets_no_tokens_until_it_is_enabled_again() {
    on_both_engines(async |world: World| {
        let first = logged_in(&world).await;
        world.code("later", 3, None, None).await;
        world.enable(5, false).await;
        let closed = "400 unauthorized_client: This app is not authorized by the enterprise admin";
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "later")]).await), closed);
        assert_eq!(told(&refresh(&world, text(&first, "refresh_token")).await), closed);
        world.enable(5, true).await;
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "later")]).await), "200", "nothing was used up");
        assert_eq!(told(&refresh(&world, text(&first, "refresh_token")).await), "200");
    });
}

#[test]
fn row_05_code_redeemed_after_31_seconds() {
    on_both_engines(async |world: World| {
        world.code("early", 3, None, None).await;
        world.advance(Duration::from_secs(29));
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "early")]).await), "200");
        world.code("late", 3, None, None).await;
        world.advance(Duration::from_secs(31));
        let expired = "400 invalid_grant: The authorization code has expired";
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "late")]).await), expired);
    });
}

#[test]
fn a_code_from_before_the_sessions_were_ended_brings_none_back() {
    on_both_engines(async |world: World| {
        world.code("before", 3, None, None).await;
        world.advance(Duration::from_secs(1));
        let both = json!({ "user_ids": ["3"], "user_logins": ["una@example.com"] });
        assert_eq!(world.post("/users/terminate_sessions", both).by("ada").send().await.status, 202);
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "before")]).await), NO_CODE);
        world.advance(Duration::from_secs(1));
        world.code("after", 3, None, None).await;
        assert_eq!(told(&redeem(&world, "user-auth", &[("code", "after")]).await), "200");
    });
}

#[test]
fn a_redirect_uri_that_was_given_is_given_again() {
    on_both_engines(async |world: World| {
        world.code("code", 3, Some("https://app.example/cb"), None).await;
        let other = redeem(&world, "user-auth", &[("code", "code"), ("redirect_uri", "https://evil.example/")]).await;
        assert_eq!(told(&other), NO_CODE);
        let same = [("code", "code"), ("redirect_uri", "https://app.example/cb")];
        assert_eq!(told(&redeem(&world, "user-auth", &same).await), "200");
    });
}

#[test]
fn row_06_refresh_token_reused() {
    on_both_engines(async |world: World| {
        let first = logged_in(&world).await;
        let second = refresh(&world, text(&first, "refresh_token")).await;
        assert_eq!((told(&second).as_str(), name(&world, &second).await.as_str()), ("200", "una"));
        assert_ne!(text(&first, "refresh_token"), text(&second, "refresh_token"));
        assert_eq!(told(&refresh(&world, text(&first, "refresh_token")).await), NO_REFRESH);
        assert_eq!(told(&refresh(&world, text(&second, "refresh_token")).await), "200");
        assert_eq!(told(&refresh(&world, "unknown").await), NO_REFRESH);
        let absent = "400 invalid_request: No \"refresh_token\" parameter found";
        assert_eq!(told(&refresh(&world, "").await), absent);
        assert_eq!(name(&world, &first).await, "una", "the older access token lives its hour");
    });
}

#[test]
fn row_07_two_parallel_refreshes() {
    on_both_engines(async |world: World| {
        let first = logged_in(&world).await;
        let with = text(&first, "refresh_token");
        let (a, b) = tokio::join!(refresh(&world, with), refresh(&world, with));
        let mut both = [told(&a), told(&b)];
        both.sort();
        assert_eq!(both, ["200", NO_REFRESH]);
    });
}

#[test]
fn row_08_refresh_token_61_days_old() {
    on_both_engines(async |world: World| {
        let first = logged_in(&world).await;
        world.advance(Duration::from_secs(61 * 86_400));
        let old = refresh(&world, text(&first, "refresh_token")).await;
        assert_eq!(told(&old), "400 invalid_grant: Refresh token has expired");
    });
}

#[test]
fn row_25_revoking_a_refresh_token_ends_its_access_token() {
    on_both_engines(async |world: World| {
        let pair = logged_in(&world).await;
        let revoked = revoke(&world, "user-auth", "token", text(&pair, "refresh_token")).await;
        assert_eq!((revoked.status, &revoked.body), (200, &json!({})));
        let me = world.get("/users/me").by(text(&pair, "access_token")).send().await;
        assert_eq!((me.status, &me.body), (401, &json!(null)));
        assert!(me.headers["www-authenticate"].to_str().unwrap().contains("invalid_token"));
        // And the other way round, by the name that one client uses.
        let pair = logged_in(&world).await;
        revoke(&world, "user-auth", "refresh_token", text(&pair, "access_token")).await;
        assert_eq!(told(&refresh(&world, text(&pair, "refresh_token")).await), NO_REFRESH);
        assert_eq!(name(&world, &pair).await, "401 -");
    });
}

#[test]
fn row_26_revoking_twice_or_what_is_unknown() {
    on_both_engines(async |world: World| {
        let pair = logged_in(&world).await;
        let token = text(&pair, "access_token");
        assert_eq!(revoke(&world, "full", "token", token).await.status, 200, "another app's token");
        assert_eq!(name(&world, &pair).await, "una", "and nothing happened to it");
        for _ in 0..2 {
            assert_eq!(revoke(&world, "user-auth", "token", token).await.status, 200);
        }
        assert_eq!(revoke(&world, "user-auth", "token", "").await.status, 200);
        let refused = revoke(&world, "nobody", "token", token).await;
        assert_eq!(told(&refused), "400 invalid_client: The client credentials are invalid");
    });
}

#[test]
fn row_35_pkce_verifier_wrong() {
    on_both_engines(async |world: World| {
        let verifier = "v".repeat(43);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        world.code("code", 3, None, Some(challenge)).await;
        for wrong in ["", "short", &"w".repeat(43), &"v".repeat(129)] {
            let reply = redeem(&world, "user-auth", &[("code", "code"), ("code_verifier", wrong)]).await;
            assert_eq!(told(&reply), "400 invalid_grant: The code verifier is invalid");
        }
        let right = redeem(&world, "user-auth", &[("code", "code"), ("code_verifier", &verifier)]).await;
        assert_eq!(told(&right), "200");
    });
}

#[test]
fn an_inactive_user_gets_no_token() {
    on_both_engines(async |world: World| {
        let pair = logged_in(&world).await;
        world.put("/users/3", json!({ "status": "inactive" })).by("ada").send().await;
        let refused = refresh(&world, text(&pair, "refresh_token")).await;
        assert_eq!(told(&refused), "400 invalid_grant: User has been deactivated");
        world.put("/users/3", json!({ "status": "active" })).by("ada").send().await;
        assert_eq!(told(&refresh(&world, text(&pair, "refresh_token")).await), "200", "nothing was used up");
    });
}
