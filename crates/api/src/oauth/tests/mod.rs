//! The token endpoint through the real router, on both engines; rows are those of the contract's identity §9.
mod codes;
mod credentials;
mod exchange;
mod expiry;
mod jwt;

use boxwood_testing::{Reply, World};

const JWT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// `400 error: description`, or `200`.
fn told(reply: &Reply) -> String {
    let text = |name: &str| reply.body[name].as_str().unwrap_or_default().to_owned();
    if reply.status == 200 {
        "200".to_owned()
    } else {
        format!("{} {}: {}", reply.status, text("error"), text("error_description"))
    }
}

async fn token(world: &World, fields: &[(&str, &str)]) -> Reply {
    world.form("/oauth2/token", fields).send().await
}

/// Whose the access token is, by name.
async fn name(world: &World, reply: &Reply) -> String {
    let token = reply.body["access_token"].as_str().unwrap_or_default();
    let me = world.get("/users/me").by(token).send().await;
    me.body["name"].as_str().map_or(me.outcome(), str::to_owned)
}
