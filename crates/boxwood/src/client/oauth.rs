//! Logging in as oneself: at the server's page in a browser, which leads back to this machine (OAuth 2.0 with PKCE).
use super::{
    profiles::{Means, Profile},
    told::told,
    who::{client_of, urls_of},
};
use boxwood_sdk::{
    Random,
    auth::{OAuthApp, Pkce},
};
use boxwood_server::admin::Refused;
use std::{
    io,
    io::{IsTerminal as _, stderr},
    process::{Command, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    time::timeout,
};

/// Where the page leads back to, if nobody says.
pub const REDIRECT: &str = "http://127.0.0.1:53682/";
/// How long somebody has to log in.
const PATIENCE: Duration = Duration::from_secs(600);
/// How long a browser has to say what it wants.
const MOMENT: Duration = Duration::from_secs(10);

/// Has the user log in, and keeps their tokens where the profile says.
///
/// # Errors
/// Where they do not, or nobody can listen there.
pub async fn log_in(profile: &Profile) -> Result<(), Refused> {
    let Means::OAuth { client_id, redirect_uri, .. } = &profile.login else { return Ok(()) };
    let (address, path) = place(redirect_uri)?;
    let listener = TcpListener::bind(&address).await.map_err(|error| {
        Refused::new(format!("Nobody can listen at {address}: {error}"))
            .hint("Name another port with --redirect-uri, which the app's configuration has as well")
    })?;
    let random = Random::system();
    let state = random.hex(32).map_err(|_| Refused::failed("The system has no randomness to give."))?;
    let pkce = Pkce::new(&random).map_err(told)?;
    let (client_secret, redirect) = (None, Some(redirect_uri.clone()));
    let app = OAuthApp { client_id: client_id.clone(), client_secret, redirect_uri: redirect };
    let url = app.authorize_url(&urls_of(profile), &state, Some(&pkce));
    anstream::eprintln!("Log in with a browser at\n\n{url}\n");
    if stderr().is_terminal() {
        open(&url);
    }
    let code = timeout(PATIENCE, wait(&listener, &path, &state)).await.map_err(|_| {
        Refused::new("Nobody has logged in for ten minutes.").hint("Begin again: boxwood login --oauth")
    })??;
    client_of(profile)?.log_in(&code, Some(&pkce)).await.map_err(told)
}

/// The address that is listened at, and the path there.
fn place(redirect: &str) -> Result<(String, String), Refused> {
    let rest = redirect.strip_prefix("http://").unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_here = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|known| host.rsplit_once(':').is_some_and(|(name, _)| name == *known));
    if !is_here {
        return Err(Refused::new(format!("'{redirect}' does not lead back to this machine."))
            .hint(format!("It is as {REDIRECT}: http, this machine and a port")));
    }
    Ok((host.to_owned(), format!("/{path}")))
}

/// A browser, if there is one: the address is printed as well.
fn open(url: &str) {
    let opener = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let _ = Command::new(opener).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}

/// The code that somebody comes back with.
async fn wait(listener: &TcpListener, path: &str, state: &str) -> Result<String, Refused> {
    loop {
        let failed = |error: io::Error| Refused::failed(format!("Nobody can come back: {error}"));
        let (mut stream, _) = listener.accept().await.map_err(failed)?;
        // Whoever says nothing, or something else, is not waited for.
        let Ok(Ok(asked)) = timeout(MOMENT, target(&mut stream)).await else { continue };
        let (came, query) = asked.split_once('?').unwrap_or((&asked, ""));
        let said = |name: &str| query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name);
        let said = |name: &str| said(name).map(|(_, value)| value.to_owned()).unwrap_or_default();
        if came != path || said("state") != state {
            answer(&mut stream, "404 Not Found", "This is not what boxwood login waits for.").await;
            continue;
        }
        let (code, error) = (said("code"), said("error"));
        if !code.is_empty() && code.chars().all(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(letter)) {
            answer(&mut stream, "200 OK", "You are logged in. This page can be closed.").await;
            return Ok(code);
        }
        answer(&mut stream, "200 OK", "You are not logged in. This page can be closed.").await;
        let why = if error.is_empty() { "no code".to_owned() } else { error };
        return Err(Refused::new(format!("The server lets nobody in: {why}."))
            .hint("Log in again, and grant access: boxwood login --oauth"));
    }
}

/// What is asked for: `/?code=…`.
async fn target(stream: &mut TcpStream) -> io::Result<String> {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next_line().await?.unwrap_or_default();
    // The rest is read as well, for a browser may take an early end for a failure.
    while lines.next_line().await?.is_some_and(|line| !line.is_empty()) {}
    Ok(first.split(' ').nth(1).unwrap_or_default().to_owned())
}

/// What a browser shows; that it shows nothing is no reason to fail.
async fn answer(stream: &mut TcpStream, status: &str, text: &str) {
    let head = "Content-Type: text/plain; charset=utf-8\r\nConnection: close\r\nCache-Control: no-store";
    let whole = format!("HTTP/1.1 {status}\r\n{head}\r\nContent-Length: {}\r\n\r\n{text}", text.len());
    let _ = stream.write_all(whole.as_bytes()).await;
    let _ = stream.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_way_back_is_on_this_machine() {
        assert_eq!(place("http://127.0.0.1:53682/").unwrap(), ("127.0.0.1:53682".to_owned(), "/".to_owned()));
        assert_eq!(place("http://localhost:1/a/b").unwrap(), ("localhost:1".to_owned(), "/a/b".to_owned()));
        for wrong in ["https://127.0.0.1:1/", "http://x.example:1/", "http://127.0.0.1/", "http://localhost.example:1/"]
        {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }
}
