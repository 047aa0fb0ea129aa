//! What the first start makes, and what can be done with it.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper that fails has failed the test")]

use boxwood_api::Random;
use boxwood_server::provision::{Welcome, provision};
use boxwood_testing::{World, on_both_engines_empty};
use serde_json::json;
use std::path::Path;

async fn first_start(world: &World, directory: &Path) -> Option<Welcome> {
    let made = provision(world.app().db(), &Random::system(), directory).await;
    made.unwrap_or_else(|refused| panic!("{refused}"))
}

async fn token(world: &World, welcome: &Welcome) -> String {
    let fields = [
        ("grant_type", "client_credentials"),
        ("client_id", &welcome.client_id),
        ("client_secret", &welcome.client_secret),
        ("box_subject_type", "enterprise"),
        ("box_subject_id", &welcome.enterprise_id.to_string()),
    ];
    world.form("/oauth2/token", &fields).send().await.body["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn the_first_enterprise_gives_addresses_in_its_own_domain() {
    on_both_engines_empty(async |world: World| {
        let directory = tempfile::tempdir().unwrap();
        let welcome = first_start(&world, directory.path()).await.unwrap();
        let token = token(&world, &welcome).await;
        let aliases = format!("/users/{}/email_aliases", welcome.user_id);
        let (_, domain) = welcome.admin_login.split_once('@').unwrap();
        for (email, outcome) in
            [(format!("sample@{domain}"), "201 -"), ("sample@elsewhere.example".to_owned(), "400 invalid_parameter")]
        {
            let made = world.post(&aliases, json!({ "email": email })).by(&token).send().await;
            assert_eq!(made.outcome(), outcome, "{email}");
        }
        assert!(first_start(&world, directory.path()).await.is_none(), "once only");
    });
}
