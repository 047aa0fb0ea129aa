//! One collaboration: looked at, given another role, ended.
use super::{
    PATH, Seen,
    operations::{self, Change},
    rows::{At, ROLES, Who, role},
    see, stand_in,
};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell, texts::Moment},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    Call, Error,
    access::CollaborationRole,
    audit,
    items::Kind,
    resources::collaborations::overview::{self, Opened, Someone},
    sign_in::WebSession,
    wire::{CollaborationId, UserId},
};
use boxwood_store::{Tx, Write};
use http::StatusCode;
use serde_json::{Value, json};

#[derive(Template)]
#[template(path = "admin/collaborations/one.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    id: CollaborationId,
    who: Who,
    is_external: bool,
    item: Option<At>,
    owner: Option<Someone>,
    role: &'static str,
    is_pending: bool,
    since: Moment,
    accepted: Option<Moment>,
    until: Option<Moment>,
    /// Those that can be given, if any can: value, text, whether it is in force.
    roles: Vec<(&'static str, &'static str, bool)>,
    may_end: bool,
    /// In whose name the visitor changes it; none: their own.
    stands_in: Option<String>,
    refused: Option<String>,
}

/// Who sees the collaboration, and what they see.
struct Looked {
    user: UserId,
    opened: Opened,
}

fn roles(opened: &Opened) -> Vec<(&'static str, &'static str, bool)> {
    let shared = &opened.shared;
    let is_file = shared.place.as_ref().is_some_and(|place| place.kind == Kind::File);
    // A file is for editors and viewers only.
    let fits =
        |role: CollaborationRole| !is_file || matches!(role, CollaborationRole::Editor | CollaborationRole::Viewer);
    let all = ROLES.into_iter().filter(|(role, _)| opened.may_change && fits(*role));
    all.map(|(role, name)| (role.text(), name, role == shared.role)).collect()
}

fn page(me: &SignedIn, looked: &Looked, refused: Option<String>) -> Page {
    let Looked { user, opened: of } = looked;
    let (shared, mut who) = (&of.shared, Who::of(&of.shared.to));
    let owner = shared.owner.as_ref().filter(|owner| owner.id == *user).map(|owner| owner.name.clone());
    let stands_in = (*user != me.user().id).then(|| owner.unwrap_or_else(|| who.name.clone()));
    if shared.is_external {
        who.to = String::new();
    }
    let mut item = shared.place.as_ref().map(At::of);
    if let Some(item) = item.as_mut().filter(|_| !shared.is_manageable) {
        item.to = String::new();
    }
    Page {
        assets: Assets,
        shell: Shell::new(me, "Collaboration", Area::Admin, PATH),
        csrf: me.csrf.clone(),
        id: shared.id,
        is_external: shared.is_external,
        item,
        owner: shared.owner.clone(),
        role: role(shared.role),
        is_pending: shared.is_pending,
        since: Moment(shared.created_at),
        accepted: shared.acknowledged_at.filter(|_| !shared.is_pending).map(Moment),
        until: shared.expires_at.map(Moment),
        roles: roles(of),
        may_end: of.may_end,
        stands_in,
        refused,
        who,
    }
}

async fn opened(web: &Web, me: &SignedIn, id: CollaborationId) -> Result<Looked, Failure> {
    let parties = move |tx: &mut _| overview::parties(tx, id);
    match see(web, me, parties, move |tx, who| overview::open(tx, who, id)).await? {
        Seen::As(user, opened) => Ok(Looked { user, opened }),
        Seen::Refused(..) => Err(Failure::not_found()),
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(id): Path<String>,
    RawQuery(asked): RawQuery,
    me: SignedIn,
) -> Answer {
    let id: CollaborationId = id.parse().map_err(|()| Failure::not_found())?;
    let looked = opened(&web, &me, id).await?;
    let mut page = page(&me, &looked, None);
    page.shell.said = (super::query(asked).text("said") == "changed").then(|| "The role is changed.".to_owned());
    Ok(page::show(&page))
}

/// Runs an operation with the rights of whom the visitor stands in for, on record with both names.
async fn operate(
    web: &Web,
    me: &SignedIn,
    id: CollaborationId,
    as_whom: UserId,
    operation: &'static str,
    call: Call,
) -> Result<(), Error> {
    let (work, request) = (Change::new(operation, &call)?, web.request()?);
    let change = move |tx: &mut Tx<Write>, session: &WebSession| {
        let parties = overview::parties(tx, id)?;
        // Who can be stood in for is settled again, inside of the transaction.
        let who = match stand_in(tx, session, &parties, request)? {
            Ok(who) => who,
            Err((_, refusal)) => return Err(refusal.error()),
        };
        work.run(tx, &who)?;
        audit::record_page(tx, &who, operation, StatusCode::OK.as_u16())
    };
    let done = web.write(operation, me, change).await;
    if let Err(error) = &done
        && as_whom != me.user().id
    {
        web.record_failure(me, as_whom, operation, request, error.status()).await?;
    }
    done
}

/// Another role, or none any more.
pub(super) async fn change(State(web): State<Web>, Path(id): Path<String>, Posted { me, form }: Posted) -> Answer {
    let id: CollaborationId = id.parse().map_err(|()| Failure::not_found())?;
    let looked = opened(&web, &me, id).await?;
    let params = [id.to_string()];
    let (operation, body, to) = match form.text("answer") {
        "role" => ("put_collaborations_id", json!({ "role": form.text("role") }), format!("{PATH}/{id}?said=changed")),
        "remove" => ("delete_collaborations_id", Value::Null, after_removal(&looked)),
        _ => return Err(Failure::not_found()),
    };
    // To give a thing away is more than a change of a role, and has no place here.
    if form.text("role") == CollaborationRole::Owner.text() {
        return Err(Failure::not_found());
    }
    match operate(&web, &me, id, looked.user, operation, operations::call(&params, None, &body)).await {
        Ok(()) => Ok(page::redirect(&to)),
        Err(error) => {
            let why = match error.status() {
                403 => "Whom you stand in for may not do this any more.".to_owned(),
                400 => format!("{}.", error.message().trim_end_matches('.')),
                _ => return Err(error.into()),
            };
            Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page(&me, &looked, Some(why))))
        }
    }
}

/// To the list that it has gone from.
fn after_removal(looked: &Looked) -> String {
    let Looked { user, opened: of } = looked;
    match of.shared.place.as_ref().filter(|_| of.shared.is_manageable) {
        Some(place) => format!("{PATH}/items/{}?said=removed", place.id),
        None => format!("{PATH}/users/{user}?said=removed"),
    }
}
