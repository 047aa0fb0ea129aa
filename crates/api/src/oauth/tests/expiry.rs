//! What has expired, and is deleted when nobody will ask for it any more.
use super::{JWT, name, token, told};
use crate::{Error, oauth::delete_expired};
use boxwood_store::{Tx, Write};
use boxwood_testing::{Reply, Signer, World, on_both_engines};
use serde_json::json;
use std::time::Duration;

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

/// The tokens of the test's company were not issued, and would be in the way.
async fn without_tokens(world: &World) {
    const ALL: &str = "DELETE FROM tokens";
    world.app().db().write("testing.without_tokens", |tx| tx.exec(ALL, ())).await.unwrap();
}

/// How many rows go in one round of the job.
async fn dropped(world: &World) -> u64 {
    let all =
        |tx: &mut Tx<Write>| (0..=u8::MAX).try_fold(0, |sum, slice| Ok::<_, Error>(sum + delete_expired(tx, slice)?));
    world.app().db().write("testing.expire", all).await.unwrap()
}

async fn log_in(world: &World, key: &Signer, jti: &str) -> Reply {
    let assertion = key.sign(&json!({ "alg": "RS256", "kid": "k1" }), &world.claims(jti));
    let fields = [("grant_type", JWT), ("client_id", "full"), ("client_secret", "secret"), ("assertion", &assertion)];
    token(world, &fields).await
}

#[test]
fn a_used_assertion_is_kept_until_it_expires_and_its_token_for_a_day_more() {
    let key = Signer::generate();
    on_both_engines(async |world: World| {
        world.add_key(1, "k1", &key).await;
        without_tokens(&world).await;
        log_in(&world, &key, "first").await;
        assert_eq!(dropped(&world).await, 0);
        world.advance(Duration::from_secs(31));
        assert_eq!(dropped(&world).await, 1, "the assertion");
        world.advance(Duration::from_secs(DAY + HOUR - 32));
        let second = log_in(&world, &key, "second").await;
        assert_eq!(dropped(&world).await, 0);
        world.advance(Duration::from_secs(2));
        assert_eq!(dropped(&world).await, 1, "the first token");
        assert_eq!(name(&world, &second).await, "robot");
    });
}

#[test]
fn a_refresh_token_is_kept_for_as_long_again_as_it_lives() {
    on_both_engines(async |world: World| {
        let app = [("client_id", "user-auth"), ("client_secret", "secret")];
        without_tokens(&world).await;
        world.code("code", 3, None, None).await;
        let fields = [&app[..], &[("grant_type", "authorization_code"), ("code", "code")]].concat();
        let pair = token(&world, &fields).await;
        let refresh = pair.body["refresh_token"].as_str().unwrap();
        world.advance(Duration::from_secs(120 * DAY - 1));
        assert_eq!(dropped(&world).await, 1, "the access token");
        let fields = [&app[..], &[("grant_type", "refresh_token"), ("refresh_token", refresh)]].concat();
        assert_eq!(told(&token(&world, &fields).await), "400 invalid_grant: Refresh token has expired");
        world.advance(Duration::from_secs(2));
        assert_eq!(dropped(&world).await, 1);
        assert_eq!(told(&token(&world, &fields).await), "400 invalid_grant: Invalid refresh token");
    });
}
