//! Who is in a folder or a file, and by which folder each of them is.
use super::{PAGE, PATH, Pages, Row, Seen, Table, query, rows::At, see, start};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell},
    visitor::SignedIn,
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    access,
    resources::collaborations::overview::{self, OfItem, Someone},
    wire::ItemId,
};
use http::StatusCode;

const NONE: &str = "There is no such folder or file, or none that you can look at: its owner has to be you, or somebody whose account you may log in to.";

#[derive(Template)]
#[template(path = "admin/collaborations/item.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    id: ItemId,
    item: At,
    above: Vec<At>,
    owner: Option<Someone>,
    table: Table,
}

/// From the form to the page.
pub(super) async fn find(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    super::look(&web, &me, |_, who| access::user_manager(who).map(|_| ())).await?;
    let typed = query(asked).text("id").trim().to_owned();
    match typed.parse::<ItemId>() {
        Ok(id) => Ok(page::redirect(&format!("{PATH}/items/{id}"))),
        Err(()) => {
            let page = start::Page::without_item(&me, &typed, "Enter the digits at the end of its address.");
            Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(item): Path<String>,
    RawQuery(asked): RawQuery,
    me: SignedIn,
) -> Answer {
    let id: ItemId = item.parse().map_err(|()| Failure::not_found())?;
    let asked = query(asked);
    let after = asked.text("after").parse().unwrap_or_default();
    let parties = move |tx: &mut _| Ok(overview::owner(tx, id)?.into_iter().collect());
    let seen = see(&web, &me, parties, move |tx, who| overview::of_item(tx, who, id, after, PAGE)).await;
    let found = match seen {
        Ok(Seen::As(_, found)) => found,
        Ok(Seen::Refused(..)) => return missing(&me, id),
        Err(Failure::Error(error)) if error.status() == 404 => return missing(&me, id),
        Err(other) => return Err(other),
    };
    let OfItem { place, owner, above, found } = found;
    let pages = Pages::of(&format!("{PATH}/items/{id}"), "", after, found.next);
    let rows = found.shared.into_iter().map(Row::of).collect();
    let mut page = Page {
        assets: Assets,
        shell: Shell::new(&me, format!("Who is in {}", place.name), Area::Admin, PATH),
        id,
        item: At::of(&place),
        above: above.iter().map(At::of).collect(),
        owner,
        table: Table::of_people(rows, pages, "Given on"),
    };
    page.shell.said = (asked.text("said") == "removed").then(|| "The collaboration has ended.".to_owned());
    Ok(page::show(&page))
}

fn missing(me: &SignedIn, id: ItemId) -> Answer {
    Ok(page::show_as(StatusCode::NOT_FOUND, &start::Page::without_item(me, &id.to_string(), NONE)))
}
