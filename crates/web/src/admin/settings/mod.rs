//! The enterprise: its name, the domains that are its own, and its facts.
#[cfg(test)]
mod tests;

use super::{change, look, query};
use crate::{
    Web,
    page::{self, Answer, Area, Assets, Failure, Shell, texts, texts::Moment},
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::{
    Router,
    extract::{RawQuery, State},
    routing::{get, post},
};
use boxwood_api::{
    Caller,
    enterprises::{self, EnterpriseChange, EnterpriseRow},
    resources::users::Permissions,
};
use boxwood_store::{Tx, Write};
use http::StatusCode;

pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/admin/settings", get(show).post(rename))
        .route("/admin/settings/domains", post(add_domain))
        .route("/admin/settings/domains/remove", post(remove_domain))
}

const PATH: &str = "/admin/settings";

#[derive(Template)]
#[template(path = "admin/settings/settings.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    csrf: String,
    /// Whether the visitor may change it; the functions behind the forms ask again.
    edits: bool,
    of: EnterpriseRow,
    name: String,
    domain: String,
    created: Moment,
    users: String,
    apps: String,
    /// What is wrong: with the name, with the domain.
    wrong: (Option<String>, Option<String>),
}

fn page(me: &SignedIn, of: EnterpriseRow) -> Page {
    Page {
        assets: Assets,
        shell: Shell::new(me, "Settings", Area::Admin, PATH),
        csrf: me.csrf.clone(),
        edits: me.user().has(Permissions::EDIT_SETTINGS),
        name: of.name.clone(),
        domain: String::new(),
        created: Moment(of.created_at),
        users: texts::number(of.users),
        apps: texts::number(of.apps),
        wrong: (None, None),
        of,
    }
}

async fn loaded(web: &Web, me: &SignedIn) -> Result<EnterpriseRow, Failure> {
    look(web, me, enterprises::own).await
}

fn said(word: &str) -> Option<String> {
    let said = match word {
        "renamed" => "The enterprise is renamed.",
        "added" => "The domain is added.",
        "removed" => "The domain is removed. Addresses that were given in it stay.",
        _ => return None,
    };
    Some(said.to_owned())
}

async fn show(State(web): State<Web>, RawQuery(asked): RawQuery, me: SignedIn) -> Answer {
    let mut page = page(&me, loaded(&web, &me).await?);
    page.shell.said = said(query(asked).text("said"));
    Ok(page::show(&page))
}

async fn rename(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    let name = form.text("name").to_owned();
    let asked = EnterpriseChange { name: Some(name.clone()), ..EnterpriseChange::default() };
    let done = change(&web, "web.edit_enterprise", &me, move |tx, who| enterprises::change(tx, who, &asked)).await;
    match done {
        Ok(()) => Ok(page::redirect("/admin/settings?said=renamed")),
        Err(error) if error.status() == 400 => {
            let wrong = (Some("Enter a name of 1 to 100 characters.".to_owned()), None);
            let page = Page { name, wrong, ..page(&me, loaded(&web, &me).await?) };
            Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

async fn add_domain(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    let domain = form.text("domain").trim().to_owned();
    let asked = domain.clone();
    let add = move |tx: &mut Tx<Write>, who: &Caller| {
        let mut domains = enterprises::own(tx, who)?.domains.0;
        domains.push(asked.clone());
        enterprises::change(tx, who, &EnterpriseChange { domains: Some(domains), ..EnterpriseChange::default() })
    };
    match change(&web, "web.edit_enterprise", &me, add).await {
        Ok(()) => Ok(page::redirect("/admin/settings?said=added")),
        Err(error) if error.status() == 400 => {
            let wrong = (None, Some("Enter a domain, such as example.com.".to_owned()));
            let page = Page { domain, wrong, ..page(&me, loaded(&web, &me).await?) };
            Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove_domain(State(web): State<Web>, Posted { me, form }: Posted) -> Answer {
    let domain = form.text("domain").to_owned();
    let remove = move |tx: &mut Tx<Write>, who: &Caller| {
        let mut domains = enterprises::own(tx, who)?.domains.0;
        domains.retain(|known| *known != domain);
        enterprises::change(tx, who, &EnterpriseChange { domains: Some(domains), ..EnterpriseChange::default() })
    };
    change(&web, "web.edit_enterprise", &me, remove).await?;
    Ok(page::redirect("/admin/settings?said=removed"))
}
