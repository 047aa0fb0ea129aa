//! Guides: how to do a thing from its beginning to its end. Each is a file beside this one.
use super::{
    Reader,
    markdown::{self, Document},
};
use crate::{
    Web,
    page::{self, Answer, Assets, Failure, Shell},
};
use askama::Template;
use axum::extract::{Path, State};
use boxwood_api::identity::Refusal;

pub(crate) struct Guide {
    /// Its place below /docs/guides.
    pub slug: &'static str,
    /// What it is about, in a line.
    pub about: &'static str,
    pub document: Document,
}

/// In the order in which they are read. The first of each is its place, the last its text.
const GUIDES: &[(&str, &str, &str)] = &[
    ("sdks", "Box's SDKs for five languages, told where this server is.", include_str!("sdks.md")),
    ("authentication", "Which way to get a token suits what you build.", include_str!("authentication.md")),
    ("oauth2", "A person lets your app in, and the code is nobody else's.", include_str!("oauth2.md")),
    ("user-types", "Admins, managed users, app users and service accounts.", include_str!("user-types.md")),
    ("as-user", "One header, and a call runs with another user's rights.", include_str!("as-user.md")),
    ("downscoping", "A token for a browser that can do less.", include_str!("downscoping.md")),
    ("ci", "A server of its own for each run of your tests.", include_str!("ci.md")),
];

/// All of them, as this server shows them: their examples name its address.
pub(crate) fn all(base: &str) -> Vec<Guide> {
    let made = |(slug, about, text): &(&'static str, &'static str, &str)| {
        let text = text.replace("{BASE}", base).replace("{REFUSALS}", &refusals());
        Guide { slug, about, document: markdown::document(&text) }
    };
    GUIDES.iter().map(made).collect()
}

impl Guide {
    pub fn path(&self) -> String {
        format!("/docs/guides/{}", self.slug)
    }
}

/// The order of the decision (contract: identity §5.1).
const REFUSALS: &[Refusal] = &[
    Refusal::UnknownToken,
    Refusal::AppDisabled,
    Refusal::ActorInactive,
    Refusal::FeatureOff,
    Refusal::ActorIsNoAdmin,
    Refusal::ActorLacksPermission,
    Refusal::NoSuchTarget,
    Refusal::TargetIsActor,
    Refusal::TargetIsServiceAccount,
    Refusal::TargetIsAdmin,
    Refusal::AppAccessOnly,
    Refusal::OtherAppsUser,
    Refusal::TargetInactive,
    Refusal::ScopeMissing,
    Refusal::RightMissing,
];

/// A table in the words that `boxwood explain` has.
fn refusals() -> String {
    let mut table = "| Status | Body | Why | What changes it |\n|---|---|---|---|\n".to_owned();
    for refusal in REFUSALS {
        let error = refusal.error();
        let body = if error.body("").is_some() { "JSON" } else { "none" };
        let row = [&error.status().to_string(), body, refusal.reason(), refusal.remedy()].join(" | ");
        table.push_str(&format!("| {row} |\n"));
    }
    table
}

#[derive(Template)]
#[template(path = "docs/guide.html")]
struct Page<'a> {
    assets: Assets,
    shell: Shell,
    guide: &'a Guide,
    previous: Option<&'a Guide>,
    next: Option<&'a Guide>,
}

pub(crate) async fn show(State(web): State<Web>, Path(slug): Path<String>, reader: Reader) -> Answer {
    let guides = web.docs.guides();
    let at = guides.iter().position(|guide| guide.slug == slug).ok_or_else(Failure::not_found)?;
    let guide = guides.get(at).ok_or_else(Failure::not_found)?;
    let page = Page {
        assets: Assets,
        shell: super::shell(&web, &reader, &guide.document.title, &guide.path()),
        guide,
        previous: at.checked_sub(1).and_then(|at| guides.get(at)),
        next: guides.get(at + 1),
    };
    Ok(page::show(&page))
}

#[derive(Template)]
#[template(path = "docs/start.html")]
struct Start<'a> {
    assets: Assets,
    shell: Shell,
    guides: &'a [Guide],
    resources: Vec<(&'a str, usize)>,
}

/// Where the documentation begins.
pub(crate) async fn start(State(web): State<Web>, reader: Reader) -> Answer {
    let resources = web.docs.manual().resources();
    let page = Start {
        assets: Assets,
        shell: super::shell(&web, &reader, "Documentation", "/docs"),
        guides: web.docs.guides(),
        resources: resources.into_iter().map(|(name, operations)| (name, operations.len())).collect(),
    };
    Ok(page::show(&page))
}
