//! One's own account: who one is here, the password, where one is signed in.
mod agent;
mod connected;
mod factor;
mod provider;
mod security;
#[cfg(test)]
mod tests;

use crate::{
    Web,
    page::{self, Answer, Area, Assets, Shell},
    visitor::SignedIn,
};
use askama::Template;
use axum::{Router, routing};

pub(crate) fn routes() -> Router<Web> {
    Router::new()
        .route("/account", routing::get(profile))
        .route("/account/apps", routing::get(connected::show))
        .route("/account/apps/remove", routing::post(connected::remove))
        .route("/account/security", routing::get(security::show))
        .route("/account/factor", routing::get(factor::show))
        .route("/account/factor/begin", routing::post(factor::begin))
        .route("/account/factor/on", routing::post(factor::turn_on))
        .route("/account/factor/off", routing::post(factor::turn_off))
        .route("/account/factor/recovery", routing::post(factor::renew))
        .route("/account/password", routing::post(security::change_password))
        .route("/account/provider/unlink", routing::post(provider::unlink))
        .route("/account/sessions/end", routing::post(security::end_one))
        .route("/account/sessions/end-others", routing::post(security::end_others))
}

#[derive(Template)]
#[template(path = "account/profile.html")]
struct Profile<'a> {
    assets: Assets,
    shell: Shell,
    id: String,
    name: &'a str,
    login: &'a str,
    enterprise: &'a str,
    enterprise_id: String,
    role: &'static str,
}

async fn profile(me: SignedIn) -> Answer {
    let user = me.user();
    let page = Profile {
        assets: Assets,
        shell: Shell::new(&me, "Profile", Area::Account, "/account"),
        id: user.id.to_string(),
        name: &me.name,
        login: &me.login,
        enterprise: &me.enterprise,
        enterprise_id: user.enterprise_id.map(|id| id.to_string()).unwrap_or_default(),
        role: page::role(user),
    };
    Ok(page::show(&page))
}
