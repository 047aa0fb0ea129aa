//! Why a call was refused, step by step, and the setting that would change the answer.
#[cfg(test)]
mod tests;

use super::{audit, look, query};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Shell, texts::Moment},
    visitor::SignedIn,
};
use askama::Template;
use axum::{
    Router,
    extract::{RawQuery, State},
    routing::get,
};
use boxwood_api::{
    Settings,
    audit::{Explained, Step, explained},
    wire::RequestId,
};
use http::StatusCode;

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/admin/explain", get(show))
}

#[derive(Template)]
#[template(path = "admin/explain/ask.html")]
struct Ask {
    assets: Assets,
    shell: Shell,
    request: String,
    unknown: bool,
}

#[derive(Template)]
#[template(path = "admin/explain/explain.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    of: Explained,
    reason: String,
    operation: String,
    at: Moment,
    steps: Vec<Told>,
    fix: Fix,
}

/// A step as the page tells it.
struct Told {
    name: &'static str,
    asks: &'static str,
    tone: &'static str,
    icon: &'static str,
    outcome: &'static str,
    found: String,
}

/// What would change the answer, and where that is set.
struct Fix {
    text: String,
    links: Vec<(&'static str, String)>,
}

const STEPS: [(&str, &str, &str); 8] = [
    ("token", "Token", "Was an access token sent that was issued here and still lives?"),
    ("app", "App", "Is the app enabled and authorised in the enterprise?"),
    ("actor", "Actor", "Is the token's own user active?"),
    ("feature", "Feature", "May the app, as it was authorised, send As-User?"),
    ("role", "Role", "May the token's own user act as others?"),
    ("target", "Target", "Is the user in As-User one whom the actor may act as?"),
    ("scope", "Scope", "Has the token a scope that the operation asks for?"),
    ("rights", "Rights", "May the effective user do this?"),
];

impl Told {
    fn of(step: Step) -> Self {
        let (_, name, asks) = STEPS.into_iter().find(|(known, ..)| *known == step.step).unwrap_or(("", "Step", ""));
        let (tone, icon, outcome) = match step.outcome.as_str() {
            "passed" => ("ok", "check", "Pass"),
            "failed" => ("bad", "cross", "Refused here"),
            "not asked" => ("", "minus", "Not asked"),
            _ => ("", "minus", "Not reached"),
        };
        Told { name, asks, tone, icon, outcome, found: step.found }
    }
}

impl Fix {
    fn of(of: &Explained) -> Fix {
        let missing = match of.explanation.refusal.as_str() {
            "feature_off" => Some((Settings::AS_USER, "“Make API calls using the as-user header”")),
            "app_access_only" => Some((Settings::ENTERPRISE_ACCESS, "App + enterprise access")),
            _ => None,
        };
        let app = of.explanation.app_id.filter(|_| !of.app.is_empty());
        let review = app.map(|id| ("Review the app", format!("/admin/apps/{id}#review")));
        let configure = app.map(|id| ("Open its configuration", format!("/developer/apps/{id}/configuration")));
        let actor = of.actor.as_ref().map(|who| ("Open the actor", format!("/admin/users/{}", who.id)));
        let user = of.user.as_ref().map(|who| ("Open the user", format!("/admin/users/{}", who.id)));
        let fix = |text: &str, links: Vec<Option<(&'static str, String)>>| Fix {
            text: text.to_owned(),
            links: links.into_iter().flatten().collect(),
        };
        if let (Some((setting, name)), Some(managed)) = (missing, &of.managed) {
            let asks = managed.app.settings.has(setting) && !managed.in_force().has(setting);
            let text = if asks {
                format!(
                    "Re-authorise {}. It asks for {name} already; an admin has to accept it. Then the app needs a new token.",
                    of.app
                )
            } else {
                format!(
                    "Switch {name} on in the configuration of {}, have an admin re-authorise the app, and get a new token. A downscoped token never has it.",
                    of.app
                )
            };
            return Fix { text, links: (if asks { review } else { configure }).into_iter().collect() };
        }
        match of.explanation.refusal.as_str() {
            "app_disabled" => fix("An admin enables the app, or authorises it.", vec![review]),
            "actor_inactive" => fix("Set the status of the token's own user to active.", vec![actor]),
            "target_inactive" => fix("Set the status of the user in As-User to active.", vec![user]),
            "actor_lacks_permission" => fix(
                "Give the co-admin “Manage users” and “Log in to users' accounts”.",
                vec![actor.map(|(text, to)| (text, format!("{to}#permissions")))],
            ),
            "feature_off" | "scope_missing" | "app_access_only" => fix(
                "Add what is missing to the app, have an admin re-authorise it, and get a new token.",
                vec![configure, review],
            ),
            "expired_token" | "unknown_token" | "no_token" => fix("Get a new token from /oauth2/token.", vec![]),
            "actor_is_no_admin" => {
                fix("Use the app's service account, or the token of an admin or a co-admin.", vec![actor])
            }
            "no_such_target" => fix("Take the ID of a user of the enterprise. A login or a name is no ID.", vec![]),
            "target_is_actor" => fix("Leave the header out: the call is made as that user anyway.", vec![]),
            "target_is_service_account" => {
                fix("Leave the header out, and use the service account's own token.", vec![])
            }
            "target_is_admin" => fix("Act as a managed user or an app user. Admins sign in themselves.", vec![user]),
            "other_apps_user" => fix("Use the app that made this app user.", vec![user]),
            _ => fix("Give the effective user the right, or make the call as one who has it.", vec![user.or(actor)]),
        }
    }
}

/// A sentence as the rest of another.
fn within(sentence: &str) -> String {
    let mut letters = sentence.trim_end_matches('.').chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}

async fn show(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let text = query(asked).text("request").trim().to_owned();
    // A header's value is longer than an id, and begins with it.
    let request = RequestId::of(&text).filter(|id| id.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if request.is_some() {
        // A refusal of this very second waits in memory.
        web.recorder.flush(&web.db).await?;
    }
    let found = look(&web, &me, move |tx, who| match request {
        Some(request) => explained(tx, who, request),
        // The right is asked for all the same.
        None => explained(tx, who, RequestId::new(0)).map(|_| None),
    });
    let shell = Shell::new(&me, "Explain a call", Area::Admin, "/admin/explain");
    let Some(of) = found.await? else {
        let unknown = !text.is_empty();
        let status = if unknown { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return Ok(page::show_as(status, &Ask { assets: Assets, shell, request: text, unknown }));
    };
    let page = Page {
        assets: Assets,
        shell,
        reason: within(&of.explanation.reason),
        operation: audit::operation(&of.explanation.operation),
        at: Moment(of.explanation.at),
        steps: of.explanation.steps.iter().cloned().map(Told::of).collect(),
        fix: Fix::of(&of),
        of,
    };
    Ok(page::show(&page))
}
