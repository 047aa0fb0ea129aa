//! What is printed: tables and sentences for eyes, JSON for scripts. Colours are left out where nobody sees them.
mod apps;
pub mod events;
mod explain;
mod file_requests;
pub mod items;
pub mod people;
mod report;
mod started;
pub mod sync;
mod table;
mod users;

pub use report::report;
pub use started::{Started, started};
pub use table::{Cell, Table};

use anstream::{eprintln, println};
use anstyle::{AnsiColor, Style};
use boxwood_api::apps::AppConfig;
use boxwood_server::admin::{Answer, Refused};
use serde::Serialize;
use std::path::Path;
use table::Facts;

pub const PLAIN: Style = Style::new();
pub const BOLD: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const GOOD: Style = AnsiColor::Green.on_default();
pub const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
pub const BAD: Style = AnsiColor::Red.on_default();
pub const TYPED: Style = AnsiColor::Cyan.on_default();

/// How wide a sentence may be.
const WIDTH: usize = 84;

pub fn answer(answer: &Answer, json: bool) {
    if json {
        // The tag is the socket's business; a script knows what it has asked for.
        let tagged = serde_json::to_value(answer).unwrap_or_default();
        return line(&tagged.get("value"));
    }
    match answer {
        Answer::Users(page) => users::page(page),
        Answer::User(view) => users::one(view),
        Answer::Deleted(user) => println!("{GOOD}Deleted{GOOD:#} user {} ({})", user.id, clean(&user.name)),
        Answer::Password(new) => users::password(new),
        Answer::Enterprises(all) => users::enterprises(all),
        Answer::Enterprise(one) => users::enterprise(one),
        Answer::NewEnterprise(made) => {
            let (name, id) = (clean(&made.name), made.id.to_string());
            println!("{GOOD}Made{GOOD:#} enterprise {BOLD}{name}{BOLD:#} ({id})\n");
            Facts::new()
                .fact("admin", &format!("{} (user {})", made.admin_login, made.admin_id))
                .styled("password", &made.one_time_password, BOLD)
                .fact("domains", &made.domains.join(", "))
                .print();
            println!("\n{DIM}The password works once and is shown only now.{DIM:#}");
        }
        Answer::Apps(all) => apps::list(all),
        Answer::App(app) => apps::one(app),
        Answer::NewApp(made) => apps::made(made),
        Answer::KeyAdded(key) => {
            println!(
                "{GOOD}Added{GOOD:#} key {BOLD}{}{BOLD:#} to app {} ({})",
                key.key_id,
                key.app_id,
                clean(&key.app)
            );
            println!("{DIM}Assertions name it as their kid.{DIM:#}");
        }
        Answer::KeyRemoved(key) => {
            println!("{GOOD}Removed{GOOD:#} key {} from app {} ({})", key.key_id, key.app_id, clean(&key.app));
        }
        Answer::Config(config) => std::print!("{}", config.text()),
        Answer::Token(token) => {
            println!("{BOLD}{}{BOLD:#}\n", token.access_token);
            println!(
                "{DIM}For {} as {} ({}), for {} minutes; shown only now.{DIM:#}",
                clean(&token.app),
                token.login,
                token.user_id,
                token.expires_in / 60
            );
        }
        Answer::FileRequest(made) => file_requests::made(made),
        Answer::FileRequests(all) => file_requests::list(all),
        Answer::Collected(collected) => {
            println!("{GOOD}Collected{GOOD:#} contents: {}, objects: {}", collected.contents, collected.objects);
        }
        Answer::Explanation(explanation) => explain::show(explanation),
        Answer::Report(checks) => report(checks),
    }
}

/// That the settings file has been written.
pub fn written(path: &Path, config: &AppConfig, json: bool) {
    let (client_id, key_id) = (&config.app.client_id, &config.app.auth.kid);
    if json {
        return line(&serde_json::json!({ "file": path, "client_id": client_id, "key_id": key_id }));
    }
    println!("{GOOD}Wrote{GOOD:#} {BOLD}{}{BOLD:#}", path.display());
    let key = if key_id.is_empty() { "without a private key".to_owned() } else { format!("with key {key_id}") };
    println!(
        "{DIM}The settings file of app {client_id}, {key}. Nothing of its secrets is kept here: it cannot be had again.{DIM:#}"
    );
}

/// One line of JSON.
pub fn line(value: &impl Serialize) {
    println!("{}", serde_json::to_string(value).unwrap_or_default());
}

/// To the standard error, so that what is piped on stays clean.
pub fn refused(refused: &Refused, json: bool) {
    if json {
        return eprintln!("{}", serde_json::json!({ "error": refused }));
    }
    let bad = BAD.bold();
    eprintln!("{bad}error:{bad:#} {}", hanging(&clean(&refused.message), 7));
    if let Some(hint) = &refused.hint {
        eprintln!("       {TYPED}{}{TYPED:#}", hanging(&clean(hint), 7));
    }
}

/// What is no reason to stop.
pub fn warning(message: &str) {
    eprintln!("{DOUBTFUL}warning:{DOUBTFUL:#} {}", hanging(&clean(message), 9));
}

/// Without what a terminal would take for a command: names are anybody's texts.
pub fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() && letter != '\n' { '\u{fffd}' } else { letter }).collect()
}

/// Broken between words, with every line but the first set in.
fn hanging(text: &str, indent: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH - indent => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join(&format!("\n{:indent$}", ""))
}

/// Bytes, in the largest unit that leaves a number to read.
pub fn bytes(count: i64) -> String {
    const UNITS: [&str; 5] = ["B", "KB", "MB", "GB", "TB"];
    let (mut size, mut unit) = (count as f64, 0);
    while size >= 1024.0 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    if size.fract() == 0.0 { format!("{size:.0} {name}") } else { format!("{size:.1} {name}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_broken_between_words() {
        let text = "word ".repeat(30);
        let lines: Vec<_> = hanging(text.trim(), 4).lines().map(str::to_owned).collect();
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert!(lines[1].starts_with("    word"));
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{7}"), "a\u{fffd}[31mb\u{fffd}");
    }

    #[test]
    fn sizes_are_readable() {
        let shown: Vec<_> = [0, 1023, 1536, 10_737_418_240].into_iter().map(bytes).collect();
        assert_eq!(shown, ["0 B", "1023 B", "1.5 KB", "10 GB"]);
    }
}
