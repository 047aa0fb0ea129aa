//! `boxwood doctor`: looks around the data directory, and has the store looked into.
use crate::{
    cli::{Common, Serve},
    config::Settings,
    place,
    serve::{self, NO_PUBLIC_URL},
    show, verbs,
};
use boxwood_server::{
    admin::{Answer, Check, Command, Doctor, Refused, Verdict, socket},
    provision::CONFIG_FILE,
};
use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::Path,
    process::ExitCode,
};

const DAY: i64 = 86_400;

pub fn run(common: &Common, asked: Doctor) -> Result<ExitCode, Refused> {
    let mut checks = Vec::new();
    let settings = match Serve::of_environment().and_then(|serve| Settings::of(common, &serve)) {
        Ok(settings) => settings,
        Err(refused) => {
            checks.push(Check::bad("configuration", refused.message, refused.hint.unwrap_or_default()));
            return Ok(tell(&checks, common.json));
        }
    };
    checks.push(configuration(&settings));
    checks.push(directory(&settings.data));
    checks.extend(private_file("app settings", &settings.data.join(CONFIG_FILE)));
    checks.extend(certificate(&settings));
    let running = if socket::is_served(&settings.data) { "runs, and was asked" } else { "none runs on this data" };
    checks.push(Check::good("server", running));
    match verbs::carry_out(&settings, &Command::Doctor(asked)) {
        Ok(Answer::Report(found)) => checks.extend(found),
        Ok(_) => checks.push(Check::bad("store", "the server gave another answer", "Restart the server.")),
        Err(refused) => checks.push(Check::bad("store", refused.message, refused.hint.unwrap_or_default())),
    }
    Ok(tell(&checks, common.json))
}

fn tell(checks: &[Check], json: bool) -> ExitCode {
    if json {
        show::line(&checks);
    } else {
        show::report(checks);
    }
    ExitCode::from(u8::from(checks.iter().any(|check| check.verdict == Verdict::Bad)))
}

fn configuration(settings: &Settings) -> Check {
    match settings.exposes_nothing() {
        Ok(()) if settings.behind_proxy && settings.public_url.is_none() => {
            Check::doubtful("configuration", NO_PUBLIC_URL, "--public-url https://box.example.com")
        }
        Ok(()) => {
            let rows = if settings.database.is_some() { "PostgreSQL" } else { "a file" };
            Check::good("configuration", format!("these settings: {}, rows in {rows}", verbs::base(settings)))
        }
        Err(refused) => Check::bad("configuration", refused.message, refused.hint.unwrap_or_default()),
    }
}

fn directory(path: &Path) -> Check {
    let shown = path.display();
    let Ok(found) = fs::metadata(path) else {
        return Check::bad(
            "data directory",
            format!("{shown} is not there"),
            "Start a server once, or name it: --data DIR",
        );
    };
    let own = fs::metadata("/proc/self").map(|own| own.uid()).unwrap_or(found.uid());
    match found.permissions().mode() & 0o777 {
        _ if found.uid() != own && own != 0 => {
            Check::bad("data directory", format!("{shown} belongs to another user"), format!("chown -R {own} {shown}"))
        }
        mode if mode & 0o077 != 0 => {
            let message = format!("{shown} is open to other users (mode {mode:o})");
            Check::bad("data directory", message, format!("chmod 700 {shown}"))
        }
        _ => Check::good("data directory", format!("{shown}, for its owner alone")),
    }
}

/// None where there is no such file, which is no fault.
fn private_file(name: &str, path: &Path) -> Option<Check> {
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    let shown = path.display();
    Some(match mode & 0o077 {
        0 => Check::good(name, format!("{shown}, for its owner alone")),
        _ => Check::bad(name, format!("{shown} is open to other users (mode {mode:o})"), format!("chmod 600 {shown}")),
    })
}

/// The first line of a certificate of ours tells its end.
fn certificate(settings: &Settings) -> Option<Check> {
    let directory = place::tls(&settings.data);
    if let Some(open) =
        private_file("certificate", &directory.join("server.key")).filter(|key| key.verdict != Verdict::Good)
    {
        return Some(open);
    }
    let text = fs::read_to_string(directory.join("server.pem")).ok()?;
    let until =
        text.lines().next().and_then(|line| line.rsplit_once("Until: ")).and_then(|(_, end)| end.parse::<i64>().ok());
    let now = (serve::config(settings, &settings.data, false).store.clock)() / 1_000_000;
    Some(match until.map(|until| (until - now) / DAY) {
        None => Check::good("certificate", "one of your own; its end is yours to watch"),
        Some(..=0) => Check::doubtful("certificate", "it has expired", "The next start with --tls renews it."),
        Some(days @ ..=30) => {
            Check::doubtful("certificate", format!("it expires in {days} days"), "A start with --tls renews it.")
        }
        Some(days) => Check::good("certificate", format!("good for {days} days")),
    })
}
