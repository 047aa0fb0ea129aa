//! What an app asks for beside what it was given, setting by setting.
use super::{developer, status, words};
use crate::page::{
    scopes,
    texts::{self, Moment},
};
use boxwood_api::{
    Settings,
    apps::{Standing, manager::ManagedApp},
    wire::{AppId, UserId},
};

pub(super) struct Review {
    pub id: AppId,
    pub name: String,
    pub client_id: String,
    pub description: String,
    /// Who asks for an answer, and since when.
    pub asked: Option<(String, Moment)>,
    pub developer: String,
    pub home: String,
    pub grants: String,
    pub is_server_app: bool,
    pub tone: &'static str,
    pub status: &'static str,
    pub authorized_by: String,
    pub authorized_at: Option<Moment>,
    pub service_account: Option<UserId>,
    pub redirect_uris: Vec<String>,
    pub cors_origins: Vec<String>,
    pub rows: Vec<Line>,
    /// What is on the page, so that nothing else is agreed to.
    pub seen: i64,
    pub is_waiting: bool,
    pub is_disabled: bool,
    /// Whether it asks for other settings than those in force.
    pub differs: bool,
    /// What the wish would open that is closed now.
    pub widens: Vec<String>,
    pub changed: bool,
}

/// One setting.
pub(super) struct Line {
    pub name: &'static str,
    pub given: &'static str,
    pub asked: &'static str,
    pub changed: bool,
}

fn on(is_on: bool) -> &'static str {
    if is_on { "On" } else { "Off" }
}

/// Those that differ first; then those that are on anyway. What is off and stays off is not told.
fn lines(given: Settings, asked: Settings) -> Vec<Line> {
    let (before, after) = (words::access(given), words::access(asked));
    let mut lines = vec![Line { name: "Access level", given: before, asked: after, changed: before != after }];
    let switches = words::FEATURES.iter().copied().chain(scopes::labels());
    lines.extend(switches.filter(|(one, _)| given.has(*one) || asked.has(*one)).map(|(one, name)| {
        let (before, after) = (given.has(one), asked.has(one));
        Line { name, given: on(before), asked: on(after), changed: before != after }
    }));
    lines.sort_by_key(|line| !line.changed);
    lines
}

/// In sentences, what the wish would open.
fn widens(given: Settings, asked: Settings, reach: i64) -> Vec<String> {
    let gains = |one: Settings| asked.has(one) && !given.has(one);
    let mut all = Vec::new();
    if gains(Settings::AS_USER) && asked.has(Settings::ENTERPRISE_ACCESS) {
        let people = texts::number(reach);
        all.push(format!(
            "With As-User on, it can read and change content as any of your {people} managed users, but not as admins and co-admins."
        ));
    } else if gains(Settings::AS_USER) {
        all.push("With As-User on, it can act as the app users that it made.".to_owned());
    }
    if gains(Settings::USER_TOKENS) {
        all.push("It can get tokens of users without asking them.".to_owned());
    }
    if gains(Settings::ENTERPRISE_ACCESS) {
        all.push("It reaches managed users, not only the app users that it made.".to_owned());
    }
    if gains(Settings::MANAGE_USERS) {
        all.push("It can add, change and delete users.".to_owned());
    }
    if gains(Settings::ENTERPRISE_CONTENT) {
        all.push("It can read all content of the enterprise.".to_owned());
    }
    all
}

impl Review {
    pub fn of(of: &ManagedApp, reach: i64) -> Self {
        let (app, here) = (&of.app, &of.given);
        let (tone, status) = status(of);
        let (given, asked) = (of.in_force(), app.settings);
        let is_server_app = app.is_server_app();
        let is_waiting = of.standing() == Standing::NotAuthorized;
        Review {
            id: app.id,
            name: app.name.clone(),
            client_id: app.client_id.clone(),
            description: app.description.clone(),
            asked: here.asked_by.clone().zip(here.asked_at.map(Moment)),
            developer: developer(of),
            home: here.home.clone(),
            grants: words::grants(asked),
            is_server_app,
            tone,
            status,
            authorized_by: here.authorized_by.clone().unwrap_or_else(|| "The operator".to_owned()),
            authorized_at: here.authorized_at.filter(|_| is_server_app).map(Moment),
            service_account: here.service_account_id,
            redirect_uris: app.redirect_uris.0.clone(),
            cors_origins: app.cors_origins.0.clone(),
            rows: lines(given, asked),
            seen: asked.0,
            is_waiting,
            is_disabled: of.standing() == Standing::Disabled,
            differs: is_server_app && !is_waiting && given != asked,
            widens: if is_server_app { widens(given, asked, reach) } else { Vec::new() },
            changed: false,
        }
    }
}
