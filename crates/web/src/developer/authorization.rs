//! What an admin has let a server app do, beside what its configuration asks for; and whether an app that signs users in
//! is switched on.
use super::{
    head::{Head, Tab},
    id, look, said,
    words::authorizable,
};
use crate::{
    Web,
    page::{self, Answer, Assets, Shell},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    apps::{self, Details, Standing},
    sign_in::WebSession,
    wire::AppId,
};

#[derive(Template)]
#[template(path = "developer/authorization.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    head: Head,
    is_given: bool,
    is_disabled: bool,
    /// Of the settings: in force, and saved.
    versions: (i64, i64),
    /// What differs first.
    lines: Vec<Line>,
}

struct Line {
    label: &'static str,
    in_force: bool,
    saved: bool,
}

fn page(me: &SignedIn, details: &Details) -> Page {
    let head = Head::of(me, details, Tab::Authorization);
    let (saved, given) = (details.app.settings, details.in_force.as_ref());
    let force = given.map(|given| given.settings).unwrap_or_default();
    let line = |(setting, label)| Line { label, in_force: force.has(setting), saved: saved.has(setting) };
    let mut lines: Vec<_> = authorizable().map(line).filter(|line| line.in_force || line.saved).collect();
    lines.sort_by_key(|line| line.in_force == line.saved);
    Page {
        assets: Assets,
        shell: head.shell(me),
        head,
        is_given: given.is_some(),
        versions: (given.map_or(0, |given| given.version), details.app.version),
        is_disabled: details.standing == Standing::Disabled,
        lines,
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(app): Path<String>,
    RawQuery(query): RawQuery,
    me: SignedIn,
) -> Answer {
    let app = id(&app)?;
    let details = look(&web, &me, move |tx, who| apps::details(tx, who, app)).await?;
    let mut page = page(&me, &details);
    page.shell.said = said(query);
    Ok(page::show(&page))
}

pub(super) async fn ask(State(web): State<Web>, Path(app): Path<String>, Posted { me, .. }: Posted) -> Answer {
    let (app, request) = (id(&app)?, web.request()?);
    let write =
        move |tx: &mut _, session: &WebSession| apps::ask_review(tx, &session.caller(AppId::default(), request), app);
    web.write("web.app_review", &me, write).await?;
    Ok(page::redirect(&format!("/developer/apps/{app}/authorization?said=asked")))
}
