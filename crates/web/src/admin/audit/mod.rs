//! The record: who acted as whom, when, through which app, on what, and what came of it (contract: identity §5.2).
mod chart;
mod export;
#[cfg(test)]
mod tests;

use super::{look, query};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Area, Assets, Shell, initials, texts, texts::Moment},
    visitor::SignedIn,
};
use askama::Template;
use axum::{
    Router,
    extract::{RawQuery, State},
    routing::get,
};
use boxwood_api::{
    About, Caller, Error,
    apps::manager,
    audit::search::{self, Entry, Filter, Name},
    resources,
    wire::{AppId, Time},
};
use boxwood_store::{Read, Tx};
use chart::Chart;
use std::{collections::HashMap, sync::LazyLock};

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/admin/audit", get(list)).route("/admin/audit.csv", get(export::csv))
}

const PATH: &str = "/admin/audit";
const PAGE: usize = 50;

/// What is asked for, as it is typed.
const FIELDS: [&str; 7] = ["actor", "user", "app", "operation", "outcome", "from", "to"];

#[derive(Template)]
#[template(path = "admin/audit/audit.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    chart: Chart,
    asked: Form,
    /// Why nobody is found: of the actor, of the user.
    unknown: (Option<String>, Option<String>),
    apps: Vec<(String, String, bool)>,
    outcomes: Vec<(&'static str, &'static str, bool)>,
    is_filtered: bool,
    rows: Vec<Row>,
    csv: String,
    first: Option<String>,
    next: Option<String>,
    /// How far back was looked, where nothing more was found.
    until: Option<Moment>,
}

struct Row {
    at: Moment,
    actor: Option<Name>,
    user: Option<Name>,
    initials: (String, String),
    app: String,
    operation: String,
    operation_id: String,
    tone: &'static str,
    outcome: String,
    explain: Option<String>,
}

/// What operations are called on the page.
static OPERATIONS: LazyLock<HashMap<&'static str, About>> = LazyLock::new(|| {
    let all = resources::all().into_iter().flat_map(|resource| resource.endpoints);
    all.map(|endpoint| (endpoint.about.id, endpoint.about)).collect()
});

/// What the server's own pages do.
const OF_PAGES: &[(&str, &str)] = &[
    ("web.act", "Started acting"),
    ("web.stop_acting", "Stopped acting"),
    ("web.sign_out", "Signed out"),
    ("web.confirm", "Confirmed a password"),
    ("web.password", "Changed the password"),
    ("web.factor", "Changed the second factor"),
    ("web.end_session", "Ended a session"),
    ("web.end_sessions", "Ended all other sessions"),
    ("web.take_back", "Took an app's access back"),
    ("web.authorize", "Answered an app that asked for access"),
    ("web.explorer", "Opened the API explorer"),
    ("web.app_create", "Made an app"),
    ("web.app_change", "Changed an app"),
    ("web.app_collaborators", "Changed who may change an app"),
    ("web.app_delete", "Deleted an app"),
    ("web.app_key", "Changed an app's keys"),
    ("web.app_review", "Asked for an app's review"),
    ("web.app_secret", "Reset an app's secret"),
    ("web.app_settings_file", "Made an app's settings file"),
    ("web.developer_token", "Made or revoked a developer token"),
    ("web.decide_app", "Decided about an app"),
    ("web.edit_enterprise", "Changed the enterprise"),
    ("web.set_permissions", "Set permissions"),
    ("web.add_user", "Added a user"),
    ("web.reset_password", "Reset a password"),
    ("web.reset_factor", "Turned a second factor off"),
    ("web.unlink_identity", "Unlinked an identity"),
    ("web.view", "Looked at pages"),
    ("web.view_account", "Looked at the account"),
    ("web.view_collaborations", "Looked at who collaborates"),
    ("web.view_admin", "Looked at the admin console"),
    ("web.view_developer", "Looked at the developer console"),
    ("web.view_docs", "Looked at the documentation"),
];

pub(super) fn operation(id: &str) -> String {
    if let Some(about) = OPERATIONS.get(id) {
        return format!("{} {}", about.method.name(), about.path);
    }
    let of_pages = OF_PAGES.iter().find(|(known, _)| *known == id).map(|(_, text)| (*text).to_owned());
    of_pages.unwrap_or_else(|| id.to_owned())
}

fn app(entry: &Entry) -> String {
    match () {
        () if entry.app_id == AppId::default() => "Pages".to_owned(),
        () if entry.app.is_empty() => format!("App {}", entry.app_id),
        () => entry.app.clone(),
    }
}

/// The login of a service account says nothing that its name does not.
fn shown(name: Option<Name>) -> Option<Name> {
    name.map(|name| match name.login.starts_with("AutomationUser_") {
        true => Name { login: "Service account".to_owned(), ..name },
        false => name,
    })
}

impl Row {
    fn of(entry: Entry) -> Self {
        let refused = entry.outcome >= 400;
        let times = if entry.count > 1 { format!(", {} times", texts::number(entry.count)) } else { String::new() };
        let letters = |name: &Option<Name>| name.as_ref().map(|name| initials(&name.name)).unwrap_or_default();
        Row {
            at: Moment(entry.at),
            initials: (letters(&entry.actor), letters(&entry.user)),
            app: app(&entry),
            operation: operation(&entry.operation),
            tone: if refused { "bad" } else { "ok" },
            outcome: format!("{} {}{times}", if refused { "Refused" } else { "Allowed" }, entry.outcome),
            explain: entry.is_explained.then(|| format!("/admin/explain?request={}", entry.request_id)),
            operation_id: entry.operation,
            actor: shown(entry.actor),
            user: shown(entry.user),
        }
    }
}

/// The beginning of a day in UTC, and none where the text is no date.
fn day(text: &str) -> Option<Time> {
    (text.len() == 10).then(|| Time::of(text)).flatten()
}

/// What to look for, and whom nobody knows. Nobody at all, where somebody is named whom nobody knows.
struct Wanted {
    filter: Filter,
    unknown: (Option<String>, Option<String>),
}

impl Wanted {
    fn is_nobody(&self) -> bool {
        self.unknown.0.is_some() || self.unknown.1.is_some()
    }
}

fn wanted(tx: &mut Tx<Read>, who: &Caller, asked: &Form) -> Result<Wanted, Error> {
    const DAY: i64 = 24 * search::HOUR;
    search::permitted(who)?;
    let mut somebody = |name: &str| {
        let text = asked.text(name).trim();
        let found = if text.is_empty() { None } else { search::somebody(tx, who, text)? };
        let unknown = (!text.is_empty() && found.is_none())
            .then(|| "Nobody here has this email or ID. Enter all of it.".to_owned());
        Ok::<_, Error>((found, unknown))
    };
    let ((actor, no_actor), (user, no_user)) = (somebody("actor")?, somebody("user")?);
    let filter = Filter {
        actor,
        user,
        app: asked.text("app").parse().ok(),
        operation: asked.text("operation").trim().to_owned(),
        refused: match asked.text("outcome") {
            "refused" => Some(true),
            "allowed" => Some(false),
            _ => None,
        },
        from: day(asked.text("from")),
        until: day(asked.text("to")).map(|to| Time::at(to.micros() + DAY - 1)),
    };
    Ok(Wanted { filter, unknown: (no_actor, no_user) })
}

/// The same list from another place on.
fn address(path: &str, asked: &Form, after: &str) -> String {
    let kept = FIELDS.map(|name| (name, asked.text(name))).into_iter().chain([("after", after)]);
    let pairs: Vec<_> = kept.filter(|(_, value)| !value.is_empty()).collect();
    match serde_urlencoded::to_string(pairs) {
        Ok(query) if !query.is_empty() => format!("{path}?{query}"),
        _ => path.to_owned(),
    }
}

async fn list(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let asked = query(asked);
    let form = asked.clone();
    let load = move |tx: &mut Tx<Read>, who: &Caller| {
        let wanted = wanted(tx, who, &form)?;
        let after = Some(form.text("after")).filter(|after| !after.is_empty());
        let nothing = search::Page { entries: Vec::new(), next: None, until: None };
        let found = if wanted.is_nobody() { nothing } else { search::page(tx, who, &wanted.filter, after, PAGE)? };
        let chart = Chart::load(tx, who, &wanted.filter)?;
        Ok((wanted, found, chart, manager::names(tx, who)?))
    };
    let (wanted, found, chart, apps) = look(&web, &me, load).await?;
    let chosen = asked.text("app");
    let mut apps: Vec<_> = apps.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    apps.insert(0, ("0".to_owned(), "Pages of this server".to_owned()));
    let outcome = asked.text("outcome");
    let outcomes = [("", "Any outcome"), ("allowed", "Allowed"), ("refused", "Refused")];
    let page = Page {
        assets: Assets,
        shell: Shell::new(&me, "Audit", Area::Admin, PATH),
        chart,
        unknown: wanted.unknown,
        apps: apps
            .into_iter()
            .map(|(id, name)| {
                let is = id == chosen;
                (id, name, is)
            })
            .collect(),
        outcomes: outcomes.map(|(value, text)| (value, text, value == outcome)).into(),
        is_filtered: FIELDS.iter().any(|name| !asked.text(name).is_empty()),
        rows: found.entries.into_iter().map(Row::of).collect(),
        csv: address("/admin/audit.csv", &asked, ""),
        first: asked.has("after").then(|| address(PATH, &asked, "")),
        next: found.next.map(|next| address(PATH, &asked, &next)),
        until: found.until.map(Moment),
        asked,
    };
    Ok(page::show(&page))
}
