//! Which ID tokens are believed.
use super::{UNA, events, refused, sign_in, with_provider};
use boxwood_testing::{NOW, OpenIdProvider, Signed, World, on_both_engines};
use serde_json::{Value, json};
use std::time::Duration;

/// With these claims in the place of the right ones, each by itself.
async fn untrusted(world: &World, provider: &OpenIdProvider, name: &str, values: &[Value]) {
    for value in values {
        provider.says(|script| {
            script.claims.insert(name.to_owned(), value.clone());
        });
        let refused = refused(world, provider).await;
        assert_eq!(refused, (502, "The answer of Acme ID cannot be trusted".to_owned()), "{name}: {value}");
    }
    provider.says(|script| drop(script.claims.remove(name)));
}

#[test]
fn a_token_of_another_sign_in_issuer_or_client_is_not_believed() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        untrusted(&world, &provider, "nonce", &[json!("another"), json!(""), Value::Null]).await;
        let slash = format!("{}/", provider.issuer);
        untrusted(&world, &provider, "iss", &[json!("https://login.example.com"), json!(slash)]).await;
        let two = json!(["boxwood", "another"]);
        untrusted(&world, &provider, "aud", &[json!("another"), json!([]), json!(["another"]), two]).await;
        untrusted(&world, &provider, "azp", &[json!("another")]).await;
        untrusted(&world, &provider, "sub", &[json!(""), json!("x".repeat(256))]).await;
        assert_eq!(events(&world, UNA.1).await, [""; 0]);
        provider.says(|script| {
            script.claims.insert("azp".to_owned(), json!("boxwood"));
        });
        assert_eq!(sign_in(&mut world.browser(), &provider).await.location, "/account");
    });
}

#[test]
fn a_token_of_another_time_is_not_believed() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        let now = NOW / 1_000_000;
        untrusted(&world, &provider, "exp", &[json!(now), json!(now - 1), json!(0)]).await;
        untrusted(&world, &provider, "iat", &[json!(now - 601), json!(now + 601)]).await;
        provider.says(|script| {
            script.claims.insert("exp".to_owned(), json!(now + 1));
        });
        assert_eq!(sign_in(&mut world.browser(), &provider).await.location, "/account");
    });
}

#[test]
fn a_token_that_the_provider_has_not_signed_is_not_believed() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        for signed in [Signed::Forged, Signed::None, Signed::Shared] {
            provider.says(|script| script.signed = signed);
            let answer = refused(&world, &provider).await;
            assert_eq!(answer, (502, "The answer of Acme ID cannot be trusted".to_owned()));
        }
        assert_eq!(events(&world, UNA.1).await, [""; 0]);
    });
}

#[test]
fn new_keys_are_asked_for_but_not_for_every_token() {
    on_both_engines(async |world| {
        let (world, provider) = with_provider(world).await;
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        provider.says(|script| script.rolled = true);
        assert_eq!(refused(&world, &provider).await.0, 502, "the keys were asked for in this very minute");
        assert_eq!(provider.asked("keys"), 1);
        world.advance(Duration::from_secs(60));
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        assert_eq!((provider.asked("keys"), provider.asked("description")), (2, 1));
        provider.says(|script| script.rolled = false);
        for _ in 0..3 {
            assert_eq!(refused(&world, &provider).await.0, 502);
        }
        assert_eq!(provider.asked("keys"), 2);
        world.advance(Duration::from_secs(3600));
        assert_eq!(sign_in(&mut world.browser(), &provider).await.status, 303);
        assert_eq!(provider.asked("description"), 2, "what it says of itself holds for an hour");
    });
}
