//! The list of apps, with search, filters and pages.
use super::{
    look,
    words::{AUTHS, Pill, access, auth_short, pill},
};
use crate::{
    Web,
    form::Form,
    page::{self, Answer, Area, Assets, Shell, initials, texts},
    visitor::SignedIn,
};
use askama::Template;
use axum::extract::{RawQuery, State};
use boxwood_api::{
    Settings,
    apps::{self, Listed, Standing},
    audit,
};

const PATH: &str = "/developer/apps";
const ON_A_PAGE: usize = 25;

#[derive(Template)]
#[template(path = "developer/list.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    filters: Filters,
    rows: Vec<Row>,
    outdated: Vec<(String, String)>,
    /// Apps at all, and those that pass the filters.
    counts: (usize, usize),
    first: usize,
    previous: Option<String>,
    next: Option<String>,
}

struct Row {
    id: String,
    name: String,
    initials: String,
    client_id: String,
    auth: &'static str,
    access: &'static str,
    pill: Pill,
    is_asked: bool,
    owner: Option<String>,
    /// Calls in the last 24 hours.
    calls: String,
}

impl From<Listed> for Row {
    fn from(app: Listed) -> Self {
        Row {
            id: app.id.to_string(),
            initials: initials(&app.name),
            client_id: app.client_id,
            auth: auth_short(app.settings),
            access: access(app.settings),
            pill: pill(app.standing),
            is_asked: app.asked_at.is_some(),
            owner: app.owner,
            calls: String::new(),
            name: app.name,
        }
    }
}

/// What the address asks for; words that it cannot mean are as if absent.
#[derive(Default)]
struct Filters {
    q: String,
    auth: &'static str,
    status: &'static str,
    page: usize,
}

const STATUSES: [(&str, Standing); 5] = [
    ("authorised", Standing::Authorized),
    ("waiting", Standing::Outdated),
    ("none", Standing::NotAuthorized),
    ("disabled", Standing::Disabled),
    ("enabled", Standing::Enabled),
];

impl Filters {
    fn of(query: &Form) -> Self {
        let known = |word: &str, all: &[&'static str]| all.iter().find(|known| **known == word).copied();
        Filters {
            q: query.text("q").trim().to_owned(),
            auth: known(query.text("auth"), &["jwt", "ccg", "oauth2"]).unwrap_or_default(),
            status: known(query.text("status"), &STATUSES.map(|(word, _)| word)).unwrap_or_default(),
            page: query.text("page").parse().unwrap_or(1).max(1),
        }
    }

    fn are_set(&self) -> bool {
        !(self.q.is_empty() && self.auth.is_empty() && self.status.is_empty())
    }

    fn pass(&self, app: &Listed) -> bool {
        let asked = self.q.to_lowercase();
        let grants = AUTHS.iter().find(|auth| auth.word == self.auth).map_or(Settings::NONE, |auth| auth.grants);
        let standing = STATUSES.iter().find(|(word, _)| *word == self.status).map(|(_, standing)| *standing);
        (app.name.to_lowercase().contains(&asked) || app.client_id.contains(&asked))
            && app.settings.has(grants)
            && standing.is_none_or(|standing| app.standing == standing)
    }

    /// The address of another page of the same list.
    fn at(&self, page: usize) -> String {
        let page = page.to_string();
        let all = [("q", self.q.as_str()), ("auth", self.auth), ("status", self.status), ("page", &page)];
        let set: Vec<_> = all.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        format!("{PATH}?{}", serde_urlencoded::to_string(set).unwrap_or_default())
    }

    fn statuses(&self) -> Vec<(&'static str, &'static str, bool)> {
        STATUSES.map(|(word, standing)| (word, pill(standing).text, word == self.status)).to_vec()
    }

    fn auths(&self) -> Vec<(&'static str, &'static str, bool)> {
        let of_one = AUTHS.iter().filter(|auth| auth.word != "both");
        of_one.map(|auth| (auth.word, auth.short, auth.word == self.auth)).collect()
    }
}

pub(super) async fn show(State(web): State<Web>, RawQuery(query): RawQuery, me: SignedIn) -> Answer {
    let query = Form::parse(query.unwrap_or_default().as_bytes());
    let all = look(&web, &me, apps::editable_by).await?;
    let count = all.len();
    let outdated = all.iter().filter(|app| app.standing == Standing::Outdated);
    let outdated = outdated.map(|app| (app.id.to_string(), app.name.clone())).collect();
    let mut filters = Filters::of(&query);
    let passed: Vec<_> = all.into_iter().filter(|app| filters.pass(app)).collect();
    let pages = passed.len().div_ceil(ON_A_PAGE).max(1);
    filters.page = filters.page.min(pages);
    let (at, found) = (filters.page, passed.len());
    let mut shell = Shell::new(&me, "Apps", Area::Developer, PATH);
    shell.said = (query.text("said") == "deleted").then(|| "The app is deleted. Its tokens no longer work.".to_owned());
    let shown: Vec<_> = passed.into_iter().skip((at - 1) * ON_A_PAGE).take(ON_A_PAGE).collect();
    let ids: Vec<_> = shown.iter().map(|app| app.id).collect();
    // They are the visitor's to see: the list above is.
    let calls = web.scan(move |tx| ids.iter().map(|id| audit::calls_of_a_day(tx, *id)).collect::<Result<Vec<_>, _>>());
    let calls = calls.await?.into_iter().map(texts::number);
    let page = Page {
        assets: Assets,
        shell,
        rows: shown.into_iter().zip(calls).map(|(app, calls)| Row { calls, ..Row::from(app) }).collect(),
        outdated,
        counts: (count, found),
        first: (at - 1) * ON_A_PAGE,
        previous: (at > 1).then(|| filters.at(at - 1)),
        next: (at < pages).then(|| filters.at(at + 1)),
        filters,
    };
    Ok(page::show(&page))
}
