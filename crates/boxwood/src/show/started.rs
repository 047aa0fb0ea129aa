//! What a server says when it is ready.
use super::{BOLD, DIM, TYPED, table::Facts};
use anstream::println;
use boxwood_server::provision::Welcome;
use serde_json::{Value, json};
use std::path::PathBuf;

/// Where everything is.
pub struct Started {
    pub base_url: String,
    pub data: PathBuf,
    /// The certificate of the CA, for clients to trust.
    pub ca: Option<PathBuf>,
    /// The sample app's settings file, if it is there.
    pub config: Option<PathBuf>,
    /// What the laboratory is called with, if there is one.
    pub lab_token: Option<String>,
}

pub fn started(started: &Started, welcome: Option<&Welcome>, json: bool) {
    if json {
        return super::line(&value(started, welcome));
    }
    println!("{BOLD}Boxwood {}{BOLD:#} is ready at {BOLD}{}{BOLD:#}\n", env!("CARGO_PKG_VERSION"), started.base_url);
    let mut facts = Facts::new().fact("data", &started.data.display().to_string());
    if let Some(config) = welcome.map(|welcome| &welcome.config).or(started.config.as_ref()) {
        facts = facts.fact("app settings", &config.display().to_string());
    }
    if let Some(ca) = &started.ca {
        facts = facts.fact("CA to trust", &ca.display().to_string());
    }
    if let Some(welcome) = welcome {
        facts = facts.fact("admin", &welcome.admin_login).styled("password", &welcome.one_time_password, BOLD);
    }
    if let Some(token) = &started.lab_token {
        facts = facts.fact("laboratory", &format!("{}/_lab", started.base_url)).styled("its token", token, BOLD);
    }
    facts.print();
    if let Some(welcome) = welcome {
        println!(
            "\n{DIM}The password works once and is shown only now, as is the client secret below. Both commands{DIM:#}"
        );
        println!("{DIM}fetch a token with client credentials; the second acts as {}.{DIM:#}\n", welcome.user_login);
        for as_user in [false, true] {
            println!("{TYPED}{}{TYPED:#}\n", command(started, welcome, as_user, " \\\n    "));
        }
    }
}

/// A command that can be pasted into a shell: who the token's user is, or as whom it acts.
fn command(started: &Started, welcome: &Welcome, as_user: bool, space: &str) -> String {
    let (base, ca) = (&started.base_url, started.ca.as_ref());
    let curl = ca.map_or_else(|| "curl -s".to_owned(), |ca| format!("curl -s --cacert '{}'", ca.display()));
    let Welcome { client_id, client_secret, enterprise_id, user_id, .. } = welcome;
    // The answer ends without a line feed, which a terminal's next prompt would stick to.
    let feed = "-w '\\n'";
    let header = if as_user { format!("{space}-H 'As-User: {user_id}'") } else { String::new() };
    format!(
        "{curl} {feed} {base}/2.0/users/me{header}{space}-H \"Authorization: Bearer $({curl} {base}/oauth2/token{space}\
         -d grant_type=client_credentials -d box_subject_type=enterprise -d box_subject_id={enterprise_id}{space}\
         -d client_id={client_id} -d client_secret={client_secret}{space}\
         | sed 's/.*\"access_token\":\"\\([^\"]*\\).*/\\1/')\""
    )
}

fn value(started: &Started, welcome: Option<&Welcome>) -> Value {
    let config = welcome.map(|welcome| &welcome.config).or(started.config.as_ref());
    let mut value = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "base_url": started.base_url,
        "data": started.data,
        "config": config,
        "ca": started.ca,
        "provisioned": welcome.is_some(),
    });
    if let (Some(value), Some(token)) = (value.as_object_mut(), &started.lab_token) {
        value.insert("lab_token".to_owned(), json!(token));
    }
    if let (Some(value), Some(welcome)) = (value.as_object_mut(), welcome) {
        let admin = json!({ "login": welcome.admin_login, "one_time_password": welcome.one_time_password });
        let app =
            json!({ "name": welcome.app, "client_id": welcome.client_id, "client_secret": welcome.client_secret });
        let user = json!({ "id": welcome.user_id, "login": welcome.user_login });
        let commands = [false, true].map(|as_user| command(started, welcome, as_user, " "));
        let more = [
            ("enterprise_id", json!(welcome.enterprise_id)),
            ("admin", admin),
            ("app", app),
            ("user", user),
            ("commands", json!(commands)),
        ];
        value.extend(more.map(|(name, value)| (name.to_owned(), value)));
    }
    value
}
