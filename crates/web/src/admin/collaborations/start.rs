//! Where to begin: with a user, or with a folder or a file.
use super::{PATH, look, query};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Shell, initials},
    visitor::SignedIn,
};
use askama::Template;
use axum::extract::{RawQuery, State};
use boxwood_api::{
    Caller, access,
    resources::users::{
        Listed,
        directory::{self, Filter},
    },
    wire::UserId,
};
use boxwood_store::{Read, Tx};

/// Of those who are found.
const SHOWN: i64 = 25;

#[derive(Template)]
#[template(path = "admin/collaborations/start.html")]
pub(super) struct Page {
    assets: Assets,
    shell: Shell,
    search: String,
    rows: Vec<Row>,
    more: bool,
    item: String,
    item_error: Option<&'static str>,
}

struct Row {
    id: UserId,
    name: String,
    login: String,
    initials: String,
}

impl Row {
    fn of(user: Listed) -> Self {
        Row { id: user.id, login: user.shown_login(), initials: initials(&user.name), name: user.name }
    }
}

impl Page {
    pub fn new(me: &SignedIn) -> Self {
        Page {
            assets: Assets,
            shell: Shell::new(me, "Collaborations", Area::Admin, PATH),
            search: String::new(),
            rows: Vec::new(),
            more: false,
            item: String::new(),
            item_error: None,
        }
    }

    /// With what was typed for an item, and what is wrong with it.
    pub fn without_item(me: &SignedIn, item: &str, why: &'static str) -> Self {
        Page { item: item.to_owned(), item_error: Some(why), ..Page::new(me) }
    }
}

pub(super) async fn show(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let search = query(asked).text("q").trim().to_owned();
    let filter = Filter { begins: search.clone(), ..Filter::default() };
    let load = move |tx: &mut Tx<Read>, who: &Caller| {
        access::user_manager(who)?;
        let found =
            if filter.begins.is_empty() { None } else { Some(directory::people(tx, who, &filter, UserId(0), SHOWN)?) };
        Ok(found)
    };
    let found = look(&web, &me, load).await?;
    let more = found.as_ref().is_some_and(|found| found.more);
    let rows = found.into_iter().flat_map(|found| found.users).map(Row::of).collect();
    Ok(page::show(&Page { search, rows, more, ..Page::new(&me) }))
}
