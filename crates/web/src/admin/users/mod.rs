//! The people of the enterprise: found, added, changed and deleted, by the operations that clients call.
mod add;
mod change;
mod fields;
mod one;
#[cfg(test)]
mod tests;

use super::{look, operations, query};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Area, Assets, Shell, initials, texts},
    visitor::SignedIn,
};
use askama::Template;
use axum::{
    Router,
    extract::{RawQuery, State},
    routing::{get, post},
};
use boxwood_api::{
    Caller, Error,
    resources::users::{
        Kind, Listed, Role, Status,
        directory::{self, Filter, Found},
    },
    wire::UserId,
};
use boxwood_store::{Read, Tx};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/users", get(list))
        .route("/admin/users/new", get(add::show).post(add::create))
        .route("/admin/users/{id}", get(one::show).post(change::save))
        .route("/admin/users/{id}/status", post(change::status))
        .route("/admin/users/{id}/permissions", post(change::permissions))
        .route("/admin/users/{id}/aliases", post(change::add_alias))
        .route("/admin/users/{id}/aliases/remove", post(change::remove_alias))
        .route("/admin/users/{id}/password", post(change::password))
        .route("/admin/users/{id}/end-sessions", post(change::end_sessions))
        .route("/admin/users/{id}/factor", post(change::turn_off_factor))
        .route("/admin/users/{id}/identity", post(change::unlink))
        .route("/admin/users/{id}/roll-out", post(change::roll_out))
        .route("/admin/users/{id}/transfer", post(change::transfer))
        .route("/admin/users/{id}/delete", post(change::delete))
}

const PATH: &str = "/admin/users";
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "admin/users/users.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    enterprise: String,
    total: String,
    search: String,
    selects: Vec<Select>,
    is_filtered: bool,
    rows: Vec<Row>,
    more: bool,
    /// Where the list begins again, and where it goes on.
    first: Option<String>,
    next: Option<String>,
}

/// A filter with its choices: value, text, whether it is chosen.
struct Select {
    name: &'static str,
    label: &'static str,
    options: Vec<(&'static str, &'static str, bool)>,
}

struct Row {
    id: UserId,
    name: String,
    login: String,
    initials: String,
    kind: String,
    role: &'static str,
    tone: &'static str,
    status: &'static str,
    space: String,
    created: String,
}

fn tone(status: Status) -> &'static str {
    match status {
        Status::Active => "ok",
        Status::Inactive => "bad",
        Status::CannotDeleteEdit | Status::CannotDeleteEditUpload => "warn",
    }
}

fn status_name(status: Status) -> &'static str {
    fields::STATUSES.iter().find(|(known, _)| *known == status).map_or("", |(_, name)| name)
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Managed => "Managed user",
        Kind::AppUser => "App user",
        Kind::Service => "Service account",
        Kind::Deleted => "Deleted",
    }
}

impl Row {
    fn of(row: Listed) -> Self {
        let app = row.app_name.as_ref().map(|app| format!(" of {app}")).unwrap_or_default();
        Row {
            id: row.id,
            login: row.shown_login(),
            initials: initials(&row.name),
            kind: format!("{}{app}", kind_name(row.kind)),
            role: role_name(row.role),
            tone: tone(row.status),
            status: status_name(row.status),
            space: fields::space(row.space_used),
            created: texts::day(row.created_at),
            name: row.name,
        }
    }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Coadmin => "Co-admin",
        Role::User => "User",
    }
}

const KINDS: [(Kind, &str); 3] =
    [(Kind::Managed, "Managed users"), (Kind::AppUser, "App users"), (Kind::Service, "Service accounts")];
const ROLES: [(Role, &str); 3] = [(Role::User, "Users"), (Role::Coadmin, "Co-admins"), (Role::Admin, "Admin")];

fn selects(filter: &Filter) -> Vec<Select> {
    let any = |chosen: bool| ("", "Any", chosen);
    let mut selects = [("status", "Status"), ("role", "Role"), ("kind", "Kind")].map(|(name, label)| Select {
        name,
        label,
        options: Vec::new(),
    });
    let [status, role, kind] = &mut selects;
    status.options.push(any(filter.status.is_none()));
    status.options.extend(fields::STATUSES.map(|(one, name)| (one.text(), name, filter.status == Some(one))));
    role.options.push(any(filter.role.is_none()));
    role.options.extend(ROLES.map(|(one, name)| (one.text(), name, filter.role == Some(one))));
    kind.options.push(any(filter.kind.is_none()));
    kind.options.extend(KINDS.map(|(one, name)| (one.text(), name, filter.kind == Some(one))));
    selects.into()
}

fn filter(asked: &Form) -> Filter {
    Filter {
        begins: asked.text("q").trim().to_owned(),
        kind: Kind::of(asked.text("kind")).filter(|kind| *kind != Kind::Deleted),
        role: Role::of(asked.text("role")),
        status: Status::of(asked.text("status")),
    }
}

/// The same list from another place on.
fn address(asked: &Form, after: Option<UserId>) -> String {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let kept = ["q", "status", "role", "kind"].map(|name| (name, asked.text(name))).into_iter();
    let pairs: Vec<_> = kept.chain([("after", after.as_str())]).filter(|(_, value)| !value.is_empty()).collect();
    serde_urlencoded::to_string(pairs).map_or(PATH.to_owned(), |query| format!("{PATH}?{query}"))
}

async fn list(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let asked = query(asked);
    let (filter, after) = (filter(&asked), asked.text("after").parse().unwrap_or_default());
    let wanted = filter.clone();
    let load = move |tx: &mut Tx<Read>, who: &Caller| -> Result<(Found, i64), Error> {
        let found = directory::people(tx, who, &wanted, after, PAGE)?;
        Ok((found, directory::total(tx, who)?))
    };
    let (found, total) = look(&web, &me, load).await?;
    let mut page = Page {
        assets: Assets,
        shell: Shell::new(&me, "Users", Area::Admin, PATH),
        enterprise: me.enterprise.clone(),
        total: texts::number(total),
        selects: selects(&filter),
        is_filtered: !filter.begins.is_empty()
            || filter.kind.is_some()
            || filter.role.is_some()
            || filter.status.is_some(),
        search: filter.begins,
        rows: found.users.into_iter().map(Row::of).collect(),
        more: found.more,
        first: (after != UserId::default()).then(|| address(&asked, None)),
        next: found.next.map(|next| address(&asked, Some(next))),
    };
    page.shell.said = match asked.text("said") {
        "deleted" => Some("The user is deleted.".to_owned()),
        "rolled-out" => Some("The user is out of the enterprise, and keeps their account.".to_owned()),
        _ => None,
    };
    Ok(page::show(&page))
}
