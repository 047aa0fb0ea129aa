//! Apps.
use super::{
    BAD, BOLD, DIM, DOUBTFUL, GOOD, PLAIN, TYPED, clean,
    table::{Cell, Facts, Table, heading},
};
use anstream::println;
use anstyle::Style;
use boxwood_api::Settings;
use boxwood_server::admin::{AppView, AuthorizationView, NewAppView, SettingsView};

pub fn list(all: &[AppView]) {
    if all.is_empty() {
        return println!("{DIM}No apps. boxwood app create NAME makes one.{DIM:#}");
    }
    let mut table = Table::new(&["ID", "NAME", "CLIENT ID", "AUTH", "ACCESS", "ENTERPRISE", "STATE"]);
    for app in all {
        let home = app.authorizations.iter().find(|given| given.enterprise_id == app.enterprise_id);
        let (text, style) = state(app, home);
        table.row(vec![
            Cell::new(app.id.to_string()),
            Cell::new(&app.name),
            Cell::new(&app.client_id).styled(DIM),
            Cell::new(app.auth.join(", ")),
            Cell::new(&app.settings.access),
            Cell::new(app.enterprise_id.to_string()),
            Cell::new(text).styled(style),
        ]);
    }
    table.print();
}

pub fn one(app: &AppView) {
    heading(&app.name);
    let facts = Facts::new()
        .fact("id", &app.id.to_string())
        .fact("client id", &app.client_id)
        .fact("auth", &app.auth.join(", "))
        .fact("enterprise", &app.enterprise_id.to_string());
    let owner = app.owner_id.map_or_else(|| "nobody".to_owned(), |owner| format!("user {owner}"));
    let mut facts = settings(facts.fact("owner", &owner), &app.settings);
    for (name, text) in [("description", &app.description), ("contact email", &app.contact_email)] {
        if !text.is_empty() {
            facts = facts.fact(name, text);
        }
    }
    if !app.redirect_uris.is_empty() {
        facts = facts.fact("redirect URIs", &app.redirect_uris.join(" "));
    }
    if !app.cors_origins.is_empty() {
        facts = facts.fact("CORS origins", &app.cors_origins.join(" "));
    }
    let keys: Vec<_> = app.keys.iter().map(|key| format!("{} ({})", key.id, key.created_at)).collect();
    facts.fact("keys", if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }.as_str()).print();
    if app.authorizations.is_empty() && app.server_app {
        println!(
            "\n{DOUBTFUL}Not authorized{DOUBTFUL:#}: it gets no token yet. {TYPED}boxwood app authorize {}{TYPED:#}",
            app.id
        );
    }
    app.authorizations.iter().for_each(|given| authorization(app, given));
}

fn authorization(app: &AppView, given: &AuthorizationView) {
    let (text, style) = state(app, Some(given));
    println!("\n{BOLD}In enterprise {}{BOLD:#}: {style}{text}{style:#}", given.enterprise_id);
    let mut facts = if given.outdated { settings(Facts::new(), &given.settings) } else { Facts::new() };
    if let (Some(id), Some(login)) = (given.service_account_id, &given.service_account_login) {
        facts = facts.fact("service account", &format!("user {id}, {login}"));
    }
    let by = given.authorized_by.map_or_else(String::new, |by| format!("user {by}, "));
    facts = facts.fact("authorized", &format!("{by}{}", given.authorized_at));
    if !given.outdated {
        return facts.print();
    }
    facts.styled("since then", &differences(&given.settings, &app.settings), DOUBTFUL).print();
    println!("\n{DIM}Its new settings count after{DIM:#} {TYPED}boxwood app reauthorize {}{TYPED:#}", app.id);
}

pub fn made(made: &NewAppView) {
    let app = &made.app;
    println!("{GOOD}Made{GOOD:#} app {BOLD}{}{BOLD:#} ({})\n", clean(&app.name), app.id);
    Facts::new().fact("client id", &app.client_id).styled("client secret", &made.client_secret, BOLD).print();
    println!("\n{DIM}The secret is shown only now.{DIM:#}");
    if app.server_app && app.authorizations.is_empty() {
        println!("An admin must let it in: {TYPED}boxwood app authorize {}{TYPED:#}", app.id);
    }
    if app.auth.iter().any(|auth| auth == "jwt") {
        println!(
            "Its key and settings file: {TYPED}boxwood app keypair {} --secret SECRET --output FILE{TYPED:#}",
            app.id
        );
    }
}

fn settings(facts: Facts, settings: &SettingsView) -> Facts {
    let access = if settings.access == "enterprise" { "App + Enterprise Access" } else { "App Access Only" };
    let on = |on: bool| if on { "on" } else { "off" };
    let scopes = match settings.scopes.len() {
        0 => "none".to_owned(),
        count if count == Settings::SCOPES.names().count() => "all".to_owned(),
        _ => settings.scopes.join(" "),
    };
    facts
        .fact("access", access)
        .fact("as-user", on(settings.as_user))
        .fact("user tokens", on(settings.user_tokens))
        .fact("scopes", &scopes)
}

fn state(app: &AppView, given: Option<&AuthorizationView>) -> (&'static str, Style) {
    match given {
        Some(given) if !given.enabled => ("disabled", BAD),
        Some(given) if given.outdated => ("authorized, to be reauthorized", DOUBTFUL),
        Some(_) if app.server_app => ("authorized", GOOD),
        Some(_) => ("enabled", GOOD),
        None if app.server_app => ("not authorized", DOUBTFUL),
        None => ("enabled", PLAIN),
    }
}

/// What a reauthorization would add and take away.
fn differences(given: &SettingsView, console: &SettingsView) -> String {
    let mut changes = Vec::new();
    if given.access != console.access {
        changes.push(format!("access {}", console.access));
    }
    for (name, before, now) in
        [("as-user", given.as_user, console.as_user), ("user tokens", given.user_tokens, console.user_tokens)]
    {
        if before != now {
            changes.push(format!("{name} {}", if now { "on" } else { "off" }));
        }
    }
    changes
        .extend(console.scopes.iter().filter(|scope| !given.scopes.contains(scope)).map(|scope| format!("+{scope}")));
    changes
        .extend(given.scopes.iter().filter(|scope| !console.scopes.contains(scope)).map(|scope| format!("-{scope}")));
    changes.join(", ")
}
