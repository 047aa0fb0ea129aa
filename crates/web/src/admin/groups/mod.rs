//! The groups of the enterprise: found, made, changed and deleted, with who is in them, by the operations that clients call.
mod change;
mod members;
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
    resources::groups::directory::{self, Found, Listed},
    wire::GroupId,
};
use boxwood_store::{Read, Tx};

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/groups", get(list))
        .route("/admin/groups/new", get(one::new).post(change::create))
        .route("/admin/groups/{id}", get(one::show).post(change::save))
        .route("/admin/groups/{id}/delete", post(change::delete))
        .route("/admin/groups/{id}/members", get(members::show).post(members::add))
        .route("/admin/groups/{id}/members/{membership}", post(members::change))
        .route("/admin/groups/{id}/collaborations", get(members::collaborations))
}

const PATH: &str = "/admin/groups";
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "admin/groups/groups.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    enterprise: String,
    total: i64,
    search: String,
    rows: Vec<Row>,
    /// Where the list begins again, and where it goes on.
    first: Option<String>,
    next: Option<String>,
}

struct Row {
    id: GroupId,
    name: String,
    description: String,
    initials: String,
    members: String,
    provenance: String,
    created: String,
}

impl Row {
    fn of(group: Listed) -> Self {
        Row {
            id: group.id,
            initials: initials(&group.name),
            members: texts::number(group.members),
            created: texts::day(group.created_at),
            name: group.name,
            description: group.description,
            provenance: group.provenance,
        }
    }
}

/// The same list from another place on.
fn address(asked: &Form, after: &str) -> String {
    let pairs = [("q", asked.text("q")), ("after", after)].into_iter();
    let pairs: Vec<_> = pairs.filter(|(_, value)| !value.is_empty()).collect();
    serde_urlencoded::to_string(pairs).map_or(PATH.to_owned(), |query| format!("{PATH}?{query}"))
}

async fn list(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let asked = query(asked);
    let (search, after) = (asked.text("q").trim().to_owned(), asked.text("after").to_owned());
    let (begins, from) = (search.clone(), after.clone());
    let load = move |tx: &mut Tx<Read>, who: &Caller| -> Result<(Found, i64), Error> {
        let found = directory::groups(tx, who, &begins, &from, PAGE)?;
        Ok((found, directory::total(tx, who)?))
    };
    let (found, total) = look(&web, &me, load).await?;
    let mut page = Page {
        assets: Assets,
        shell: Shell::new(&me, "Groups", Area::Admin, PATH),
        enterprise: me.enterprise.clone(),
        total,
        search,
        rows: found.groups.into_iter().map(Row::of).collect(),
        first: (!after.is_empty()).then(|| address(&asked, "")),
        next: found.next.map(|next| address(&asked, &next)),
    };
    page.shell.said = (asked.text("said") == "deleted").then(|| "The group is deleted.".to_owned());
    Ok(page::show(&page))
}
