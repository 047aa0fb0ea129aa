//! What an app is called and what it is for, its service account, and its end.
use super::{
    head::{Head, Tab},
    id, look, said,
    words::PURPOSES,
};
use crate::{
    Web,
    page::{self, Answer, Assets, Failure, Shell},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    apps::{
        self, AppChange, Details, Draft, Field, Purpose,
        collaborators::{self, Collaborator},
    },
    sign_in::WebSession,
    wire::{AppId, UserId},
};
use http::StatusCode;

#[derive(Template)]
#[template(path = "developer/general.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    head: Head,
    csrf: String,
    /// As they were typed, or as they are.
    name: String,
    description: String,
    contact_email: String,
    purpose: String,
    purposes: [(Purpose, &'static str); 4],
    /// Of name, description and contact email.
    wrong: [Option<String>; 3],
    account: Option<apps::ServiceAccount>,
    collaborators: Vec<Collaborator>,
    /// Whether who looks decides about them, and about the app's end.
    is_owners: bool,
    /// A login that was typed, and why it will not do.
    login: String,
    no_login: Option<String>,
    /// Why the app was not deleted.
    stays: Option<String>,
}

fn page(me: &SignedIn, details: Details) -> Page {
    let head = Head::of(me, &details, Tab::General);
    let app = details.app;
    Page {
        assets: Assets,
        shell: head.shell(me),
        head,
        csrf: me.csrf.clone(),
        name: app.name,
        description: app.description,
        contact_email: app.contact_email,
        purpose: app.purpose.map(Purpose::text).unwrap_or_default().to_owned(),
        purposes: PURPOSES,
        wrong: Default::default(),
        account: details.service_account,
        collaborators: details.collaborators,
        is_owners: details.is_owners,
        login: String::new(),
        no_login: None,
        stays: None,
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(app): Path<String>,
    RawQuery(query): RawQuery,
    me: SignedIn,
) -> Answer {
    let app = id(&app)?;
    let mut page = page(&me, look(&web, &me, move |tx, who| apps::details(tx, who, app)).await?);
    page.shell.said = said(query);
    Ok(page::show(&page))
}

pub(super) async fn save(State(web): State<Web>, Path(app): Path<String>, Posted { me, form }: Posted) -> Answer {
    let app = id(&app)?;
    let draft = Draft {
        name: form.text("name"),
        description: form.text("description"),
        contact_email: form.text("contact_email"),
        ..Draft::default()
    };
    let faults = apps::faults(draft);
    if !faults.is_empty() {
        let at = |field| faults.iter().find(|(known, _)| *known == field).map(|(_, why)| why.clone());
        let page = Page {
            wrong: [at(Field::Name), at(Field::Description), at(Field::ContactEmail)],
            name: draft.name.to_owned(),
            description: draft.description.to_owned(),
            contact_email: draft.contact_email.to_owned(),
            purpose: form.text("purpose").to_owned(),
            ..page(&me, look(&web, &me, move |tx, who| apps::details(tx, who, app)).await?)
        };
        return Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let change = AppChange {
        name: Some(draft.name.to_owned()),
        description: Some(draft.description.to_owned()),
        contact_email: Some(draft.contact_email.to_owned()),
        purpose: Purpose::of(form.text("purpose")),
        ..AppChange::default()
    };
    let request = web.request()?;
    let write = move |tx: &mut _, session: &WebSession| {
        apps::change(tx, &session.caller(AppId::default(), request), app, &change)
    };
    web.write("web.app_change", &me, write).await?;
    Ok(page::redirect(&format!("/developer/apps/{app}?said=saved")))
}

pub(super) async fn add_collaborator(
    State(web): State<Web>,
    Path(app): Path<String>,
    Posted { me, form }: Posted,
) -> Answer {
    let (app, request, login) = (id(&app)?, web.request()?, form.text("login").trim().to_owned());
    let asked = login.clone();
    let add = move |tx: &mut _, session: &WebSession| {
        collaborators::add(tx, &session.caller(AppId::default(), request), app, &asked)
    };
    match web.write("web.app_collaborators", &me, add).await {
        Ok(()) => Ok(page::redirect(&format!("/developer/apps/{app}?said=collaborator"))),
        Err(error) if error.status() == 400 => {
            let details = look(&web, &me, move |tx, who| apps::details(tx, who, app)).await?;
            let page = Page { login, no_login: Some(error.message().to_owned()), ..page(&me, details) };
            Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure::from(error)),
    }
}

pub(super) async fn remove_collaborator(
    State(web): State<Web>,
    Path(app): Path<String>,
    Posted { me, form }: Posted,
) -> Answer {
    let (app, request) = (id(&app)?, web.request()?);
    let user: UserId = form.text("user").parse().map_err(|()| Failure::not_found())?;
    let remove = move |tx: &mut _, session: &WebSession| {
        collaborators::remove(tx, &session.caller(AppId::default(), request), app, user)
    };
    web.write("web.app_collaborators", &me, remove).await?;
    Ok(page::redirect(&format!("/developer/apps/{app}?said=collaborator-removed")))
}

pub(super) async fn delete(State(web): State<Web>, Path(app): Path<String>, Posted { me, .. }: Posted) -> Answer {
    let (app, request) = (id(&app)?, web.request()?);
    let delete =
        move |tx: &mut _, session: &WebSession| apps::delete(tx, &session.caller(AppId::default(), request), app);
    match web.write("web.app_delete", &me, delete).await {
        Ok(()) => Ok(page::redirect("/developer/apps?said=deleted")),
        Err(error) if error.status() == 400 => {
            let details = look(&web, &me, move |tx, who| apps::details(tx, who, app)).await?;
            let page = Page { stays: Some(error.message().to_owned()), ..page(&me, details) };
            Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(Failure::from(error)),
    }
}
