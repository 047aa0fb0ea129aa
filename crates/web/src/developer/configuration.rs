//! What an app may and from where it is used: saved here, in force where an admin says so.
use super::{
    head::{Head, Tab},
    id, look, said,
    words::{GROUPS, Scope, pill},
};
use crate::{
    Web,
    form::Form,
    page::{
        self, Answer, Assets, Shell, scopes,
        texts::{Moment, day},
    },
    visitor::{Posted, SignedIn},
};
use askama::Template;
use axum::extract::{Path, RawQuery, State};
use boxwood_api::{
    Settings,
    apps::{self, App, AppChange, AppKey, Details, Draft, Field, Standing},
    oauth::{self, DeveloperToken},
    sign_in::WebSession,
    wire::{AppId, Time},
};
use http::StatusCode;

#[derive(Template)]
#[template(path = "developer/configuration.html")]
struct Page {
    assets: Assets,
    shell: Shell,
    head: Head,
    csrf: String,
    client_id: String,
    is_jwt: bool,
    /// Whether what is shown is typed and not saved.
    is_typed: bool,
    saving: &'static str,
    uris: Vec<Address>,
    level: Choice,
    groups: Vec<(&'static str, Vec<Choice>)>,
    as_user: Choice,
    user_tokens: Choice,
    origins: String,
    origins_wrong: Vec<String>,
    keys: Vec<Key>,
    token: Option<Token>,
}

/// A redirect URI on its line, counted from 1.
struct Address {
    at: usize,
    text: String,
    wrong: Option<String>,
}

/// A box that is ticked or not.
#[derive(Clone, Copy)]
struct Choice {
    word: &'static str,
    label: &'static str,
    help: &'static str,
    is_on: bool,
    /// Whether the enterprise has authorised it otherwise.
    is_pending: bool,
}

struct Key {
    kid: String,
    bits: usize,
    added: Moment,
    /// To the day.
    used: Option<String>,
}

struct Token {
    name: String,
    is_mine: bool,
    until: Moment,
    minutes: i64,
}

/// What is loaded for the page.
struct Loaded {
    details: Details,
    keys: Vec<AppKey>,
    token: Option<DeveloperToken>,
    now: i64,
}

async fn load(web: &Web, me: &SignedIn, app: AppId) -> Result<Loaded, page::Failure> {
    look(web, me, move |tx, who| {
        let details = apps::details(tx, who, app)?;
        let (keys, token) = (apps::keys(tx, app)?, oauth::live_developer_token(tx, app)?);
        Ok(Loaded { details, keys, token, now: tx.now() })
    })
    .await
}

/// What a form says, or what is stored.
struct Shown {
    settings: Settings,
    uris: Vec<String>,
    origins: Vec<String>,
}

impl Shown {
    fn stored(app: &App) -> Self {
        Shown { settings: app.settings, uris: app.redirect_uris.0.clone(), origins: app.cors_origins.0.clone() }
    }

    /// What a form does not show stays as it was.
    fn typed(form: &Form, app: &App) -> Self {
        let lines = |text: &str| {
            let parts = text.split([',', '\n']).map(|line| line.trim().to_owned());
            parts.filter(|line| !line.is_empty()).collect()
        };
        let scopes: Settings = form.all("scope").filter_map(Settings::named).collect();
        let on = |name, setting| if form.has(name) { setting } else { Settings::NONE };
        let level = if form.text("level") == "enterprise" { Settings::ENTERPRISE_ACCESS } else { Settings::NONE };
        let features = on("as_user", Settings::AS_USER) | on("user_tokens", Settings::USER_TOKENS);
        let chosen = (scopes & Settings::SCOPES) | features | level;
        let offered = offered(app);
        let uris = if app.is_server_app() {
            app.redirect_uris.0.clone()
        } else {
            form.all("uri").map(|uri| uri.trim().to_owned()).collect()
        };
        Shown { settings: (app.settings & !offered) | (chosen & offered), uris, origins: lines(form.text("origins")) }
    }
}

/// What the form of such an app has (contract: identity §3.2, §3.3).
fn offered(app: &App) -> Settings {
    let server = Settings::ENTERPRISE_ACCESS | Settings::USER_TOKENS | Settings::MANAGE_APP_USERS;
    let all = Settings::SCOPES | Settings::AS_USER;
    if app.is_server_app() { all | server } else { all & !server }
}

fn page(me: &SignedIn, loaded: Loaded, shown: &Shown, faults: &[(Field, String)]) -> Page {
    let Loaded { details, keys, token, now } = loaded;
    let head = Head::of(me, &details, Tab::Configuration);
    let app = &details.app;
    let in_force = details.in_force.as_ref().filter(|_| app.is_server_app()).map(|given| given.settings);
    let offered = offered(app);
    let choice = |setting: Settings, word, label, help| Choice {
        word,
        label,
        help,
        is_on: shown.settings.has(setting),
        is_pending: in_force.is_some_and(|force| force.has(setting) != app.settings.has(setting)),
    };
    let of_scope = |scope: &Scope| choice(scope.setting, scope.name(), scopes::label(scope.setting), scope.help);
    let of_group = |scopes: &[Scope]| scopes.iter().filter(|scope| offered.has(scope.setting)).map(of_scope).collect();
    let uri = |(at, text): (usize, &String)| Address {
        at: at + 1,
        text: text.clone(),
        wrong: faults.iter().find(|(field, _)| *field == Field::RedirectUri(at)).map(|(_, why)| why.clone()),
    };
    let origin = |(field, why): &(Field, String)| match field {
        Field::Origin(at) => Some(format!("{}: {why}", shown.origins.get(*at).map_or("", |origin| origin))),
        _ => None,
    };
    Page {
        assets: Assets,
        shell: head.shell(me),
        csrf: me.csrf.clone(),
        client_id: app.client_id.clone(),
        is_jwt: app.settings.has(Settings::JWT),
        is_typed: false,
        saving: match () {
            () if !app.is_server_app() => "What you save counts at once.",
            () if in_force.is_none() => "An admin authorises what you save.",
            () => "What you change here needs re-authorisation. CORS domains count at once.",
        },
        uris: shown.uris.iter().enumerate().map(uri).collect(),
        level: choice(Settings::ENTERPRISE_ACCESS, "level", "", ""),
        groups: GROUPS.iter().map(|(title, scopes)| (*title, of_group(scopes))).collect(),
        as_user: choice(Settings::AS_USER, "as_user", "", ""),
        user_tokens: choice(Settings::USER_TOKENS, "user_tokens", "", ""),
        origins: shown.origins.join("\n"),
        origins_wrong: faults.iter().filter_map(origin).collect(),
        keys: keys.into_iter().map(Key::from).collect(),
        token: token.map(|token| Token::of(token, me, now)),
        head,
    }
}

impl From<AppKey> for Key {
    fn from(key: AppKey) -> Self {
        Key { bits: key.public_key.bits(), kid: key.kid, added: Moment(key.created_at), used: key.used_at.map(day) }
    }
}

impl Token {
    fn of(token: DeveloperToken, me: &SignedIn, now: i64) -> Self {
        let left = token.expires_at.micros() - now;
        let until = Moment(Time::at(token.expires_at.micros()));
        Token { is_mine: token.user_id == me.user().id, name: token.name, until, minutes: left / 60_000_000 }
    }
}

pub(super) async fn show(
    State(web): State<Web>,
    Path(app): Path<String>,
    RawQuery(query): RawQuery,
    me: SignedIn,
) -> Answer {
    let loaded = load(&web, &me, id(&app)?).await?;
    let (mut shown, standing) = (Shown::stored(&loaded.details.app), loaded.details.standing);
    if shown.uris.is_empty() {
        shown.uris.push(String::new());
    }
    let mut page = page(&me, loaded, &shown, &[]);
    page.shell.said = said(query).map(|said| match standing {
        Standing::Outdated if said == "Saved." => format!("{said} {}.", pill(standing).text),
        _ => said,
    });
    Ok(page::show(&page))
}

pub(super) async fn save(State(web): State<Web>, Path(app): Path<String>, Posted { me, form }: Posted) -> Answer {
    let app = id(&app)?;
    let loaded = load(&web, &me, app).await?;
    let mut shown = Shown::typed(&form, &loaded.details.app);
    // Lines come and go without script: by the server, with all that was typed.
    if form.has("add") {
        shown.uris.push(String::new());
        return Ok(page::show(&Page { is_typed: true, ..page(&me, loaded, &shown, &[]) }));
    }
    if let Ok(line) = form.text("remove").parse::<usize>() {
        let kept = shown.uris.iter().enumerate().filter(|(at, _)| at + 1 != line);
        shown.uris = kept.map(|(_, uri)| uri.clone()).collect();
        return Ok(page::show(&Page { is_typed: true, ..page(&me, loaded, &shown, &[]) }));
    }
    shown.uris.retain(|uri| !uri.is_empty());
    let texts = Draft { name: "any", redirect_uris: &shown.uris, cors_origins: &shown.origins, ..Draft::default() };
    let faults = apps::faults(texts);
    if !faults.is_empty() {
        let page = Page { is_typed: true, ..page(&me, loaded, &shown, &faults) };
        return Ok(page::show_as(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let change = AppChange {
        settings: Some(shown.settings),
        redirect_uris: Some(shown.uris),
        cors_origins: Some(shown.origins),
        ..AppChange::default()
    };
    let request = web.request()?;
    let write = move |tx: &mut _, session: &WebSession| {
        apps::change(tx, &session.caller(AppId::default(), request), app, &change)
    };
    web.write("web.app_change", &me, write).await?;
    Ok(page::redirect(&format!("/developer/apps/{app}/configuration?said=saved")))
}
