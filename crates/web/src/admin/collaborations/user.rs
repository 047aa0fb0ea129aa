//! Where a user collaborates: what they were given, and who is in what they own.
use super::{PAGE, PATH, Pages, Row, Seen, Table, acting, operations, query, see};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell},
    visitor::SignedIn,
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    Caller, Error,
    resources::{
        collaborations::overview::{self, Found, Someone},
        users::Permissions,
    },
    wire::UserId,
};
use boxwood_store::{Read, Tx};
use http::StatusCode;
use serde_json::Value;

#[derive(Template)]
#[template(path = "admin/collaborations/user.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    user: Someone,
    /// Which of the two lists it is.
    is_owned: bool,
    is_external: bool,
    /// Whether they own more than was looked at.
    is_cut: bool,
    table: Table,
    groups: Vec<Group>,
}

/// One that the user is in.
struct Group {
    id: String,
    name: String,
}

struct Loaded {
    user: Someone,
    found: Found,
    is_cut: bool,
    groups: Vec<Group>,
}

/// Groups are a matter of their own: who looks may be shown them or not, by their own rights.
fn groups(tx: &mut Tx<Read>, who: &Caller) -> Result<Vec<Group>, Error> {
    if !who.actor().has(Permissions::MANAGE_GROUPS) {
        return Ok(Vec::new());
    }
    let call = operations::call(&[who.user().id.to_string()], None, &Value::Null);
    let found = operations::read(tx, who, "get_users_id_memberships", &call)?;
    let entries = found.get("entries").and_then(Value::as_array).into_iter().flatten();
    let text = |of: &Value, name: &str| of.pointer(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(entries.map(|one| Group { id: text(one, "/group/id"), name: text(one, "/group/name") }).collect())
}

fn load(tx: &mut Tx<Read>, who: &Caller, owned: bool, external: bool, after: i64) -> Result<Loaded, Error> {
    let id = who.user().id;
    let user = overview::named(tx, id)?.ok_or_else(|| Error::not_found("user", id))?;
    let (found, is_cut) = if owned {
        overview::in_owned(tx, who, external, after, PAGE)?
    } else {
        (overview::given(tx, who, after, PAGE)?, false)
    };
    let groups = if owned || after > 0 { Vec::new() } else { groups(tx, who)? };
    Ok(Loaded { user, found, is_cut, groups })
}

fn said(word: &str) -> Option<String> {
    (word == "removed").then(|| "The collaboration has ended. What only it gave is out of reach at once.".to_owned())
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(user): Path<String>,
    RawQuery(asked): RawQuery,
    me: SignedIn,
) -> Answer {
    let id: UserId = user.parse().map_err(|()| Failure::not_found())?;
    let asked = query(asked);
    let (owned, external) = (asked.text("tab") == "owned", asked.has("external"));
    let after = asked.text("after").parse().unwrap_or_default();
    let seen =
        see(&web, &me, move |_| Ok(vec![id]), move |tx, who| load(tx, who, owned, external && owned, after)).await?;
    let Loaded { user, found, is_cut, groups } = match seen {
        Seen::As(_, loaded) => loaded,
        Seen::Refused(refusal) => {
            let (title, why) = ("You cannot look at where this user collaborates", acting::why(refusal));
            return Err(Failure::said(StatusCode::FORBIDDEN, title, why));
        }
    };
    let kept = match (owned, external) {
        (true, true) => "tab=owned&external=on",
        (true, false) => "tab=owned",
        _ => "",
    };
    let pages = Pages::of(&format!("{PATH}/users/{id}"), kept, after, found.next);
    let mut rows: Vec<Row> = found.shared.into_iter().map(Row::of).collect();
    if !owned {
        // They themselves can leave, whoever the owner is.
        rows.iter_mut().for_each(|row| row.opens = true);
    }
    let table = if owned { Table::of_people(rows, pages, "Folder or file") } else { Table::of_items(rows, pages) };
    let mut page = Page {
        assets: Assets,
        shell: Shell::new(&me, format!("Where {} collaborates", user.name), Area::Admin, PATH),
        user,
        is_owned: owned,
        is_external: external,
        is_cut,
        table,
        groups,
    };
    page.shell.said = said(asked.text("said"));
    Ok(page::show(&page))
}
