//! Who is in a group, and what it was given.
use super::{
    PAGE, PATH,
    change::operate,
    directory,
    one::{self, Head},
    operations, query,
};
use crate::{
    Web,
    admin::{
        collaborations::{Pages, Row as Shared, Table},
        look,
    },
    page::{self, Answer, Area, Assets, Failure, Shell, initials, texts},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    resources::{
        collaborations::overview,
        groups::{
            directory::{Member, Opened},
            members::MemberRole,
        },
    },
    wire::{MembershipId, UserId},
};
use http::StatusCode;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "admin/groups/members.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    head: Head,
    rows: Vec<Row>,
    pages: Pages,
    /// What was typed, and what is wrong with it.
    login: String,
    error: Option<&'static str>,
}

struct Row {
    id: MembershipId,
    user: UserId,
    name: String,
    login: String,
    initials: String,
    is_admin: bool,
    since: String,
}

impl Row {
    fn of(member: Member) -> Self {
        Row {
            id: member.id,
            user: member.user,
            initials: initials(&member.name),
            is_admin: member.role == MemberRole::Admin,
            since: texts::day(member.since),
            name: member.name,
            login: member.login,
        }
    }
}

fn path(group: &Opened) -> String {
    format!("{PATH}/{}/members", group.id)
}

async fn page(web: &Web, me: &SignedIn, group: &Opened, after: i64) -> Result<Page, Failure> {
    let id = group.id;
    let load = move |tx: &mut _, who: &_| directory::members(tx, who, id, MembershipId(after), PAGE);
    let (members, more) = look(web, me, load).await?;
    let next = members.last().filter(|_| more).map(|last| last.id.0);
    Ok(Page {
        assets: Assets,
        shell: Shell::new(me, format!("Members of {}", group.name), Area::Admin, PATH),
        csrf: me.csrf.clone(),
        head: Head::of(group, "members"),
        rows: members.into_iter().map(Row::of).collect(),
        pages: Pages::of(&path(group), "", after, next),
        login: String::new(),
        error: None,
    })
}

fn said(word: &str) -> Option<String> {
    let said = match word {
        "made" => "The group is made. Nobody is in it yet.",
        "added" => "The member is added, and has what the group was given.",
        "admin" => "The member is an admin of the group, and changes it and who is in it.",
        "member" => "The member is a plain member of the group.",
        "removed" => "The member is out of the group, and has lost what only the group gave them.",
        _ => return None,
    };
    Some(said.to_owned())
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(group): Path<String>,
    RawQuery(asked): RawQuery,
    me: SignedIn,
) -> Answer {
    let (group, asked) = (one::opened(&web, &me, &group).await?, query(asked));
    let mut page = page(&web, &me, &group, asked.text("after").parse().unwrap_or_default()).await?;
    page.shell.said = said(asked.text("said"));
    Ok(page::show(&page))
}

pub(super) async fn add(State(web): State<Web>, Path(group): Path<String>, Posted { me, form }: Posted) -> Answer {
    let group = one::opened(&web, &me, &group).await?;
    let (login, typed) = (form.text("login").trim().to_owned(), form.text("login").trim().to_owned());
    let role = if form.text("role") == "admin" { "admin" } else { "member" };
    let found = look(&web, &me, move |tx, who| directory::colleague(tx, who, &typed)).await?;
    let error = match found {
        None => "Nobody of the enterprise has this email address. Somebody has to be a user before they are a member.",
        Some(user) => {
            let body = json!({ "user": { "id": user }, "group": { "id": group.id }, "role": role });
            match operate(&web, &me, "post_group_memberships", operations::call(&[], None, &body)).await {
                Ok(_) => return Ok(page::redirect(&format!("{}?said=added", path(&group)))),
                Err(error) if error.status() == 409 => "They are in this group already.",
                Err(error) if error.status() == 403 => "Users of an app are put into groups by their app.",
                Err(error) => return Err(error.into()),
            }
        }
    };
    let page = Page { login, error: Some(error), ..page(&web, &me, &group, 0).await? };
    Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// Makes a member an admin of the group, or a plain member again, or takes them out.
pub(super) async fn change(
    State(web): State<Web>,
    Path((group, membership)): Path<(String, String)>,
    Posted { me, form }: Posted,
) -> Answer {
    let group = one::opened(&web, &me, &group).await?;
    let id: MembershipId = membership.parse().map_err(|()| Failure::not_found())?;
    let params = [id.to_string()];
    let said = match form.text("answer") {
        "remove" => {
            operate(&web, &me, "delete_group_memberships_id", operations::call(&params, None, &Value::Null)).await?;
            "removed"
        }
        role @ ("admin" | "member") => {
            let call = operations::call(&params, None, &json!({ "role": role }));
            operate(&web, &me, "put_group_memberships_id", call).await?;
            if role == "admin" { "admin" } else { "member" }
        }
        _ => return Err(Failure::not_found()),
    };
    Ok(page::redirect(&format!("{}?said={said}", path(&group))))
}

#[derive(Template)]
#[template(path = "admin/groups/collaborations.html")]
struct Given {
    assets: Assets,
    shell: Shell,
    head: Head,
    table: Table,
}

/// The folders and files that it collaborates in.
pub(super) async fn collaborations(
    State(web): State<Web>,
    Path(group): Path<String>,
    RawQuery(asked): RawQuery,
    me: SignedIn,
) -> Answer {
    let (group, asked) = (one::opened(&web, &me, &group).await?, query(asked));
    let (id, after) = (group.id, asked.text("after").parse().unwrap_or_default());
    let found = look(&web, &me, move |tx, who| overview::of_group(tx, who, id, after, PAGE)).await?;
    let pages = Pages::of(&format!("{PATH}/{id}/collaborations"), "", after, found.next);
    let page = Given {
        assets: Assets,
        shell: Shell::new(&me, format!("What {} was given", group.name), Area::Admin, PATH),
        head: Head::of(&group, "collaborations"),
        table: Table::of_items(found.shared.into_iter().map(Shared::of).collect(), pages),
    };
    Ok(page::show(&page))
}
