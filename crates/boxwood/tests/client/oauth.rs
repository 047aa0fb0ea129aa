//! Logging in as oneself, with somebody who plays the browser.
use super::world::{World, ok, refused};
use boxwood::testing;
use reqwest::{Client, Response, redirect::Policy};
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Read as _},
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    process::{Child, Stdio},
    time::Duration,
};

const LOGIN: &str = "una@acme.example";
const PASSWORD: &str = "correct horse battery";

/// A port that was free a moment ago.
fn port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A server with an app that users log in to, and the address that leads back here.
async fn world() -> (World, String) {
    let redirect = format!("http://127.0.0.1:{}/", port());
    let seed = format!(
        "enterprises:\n  - name: Acme\n    admin: {{name: Ada, login: ada@acme.example}}\n    users:\n      - {{name: Una, login: {LOGIN}, password: {PASSWORD}}}\n    \
         apps:\n      - {{name: CLI, auth: [oauth2], client_id: cli, client_secret: hush, redirect_uris: ['{redirect}']}}\n"
    );
    let server = testing::seeded(&seed).await.unwrap();
    (World { server, home: tempfile::tempdir().unwrap() }, redirect)
}

/// The command, and the address that it says to open.
fn begun(world: &World, redirect: &str) -> (Child, String) {
    let secret = world.file("secret", b"hush");
    let url = world.server.base_url();
    let arguments = ["login", "--url", url, "--client-id", "cli", "--client-secret-file", &secret, "--oauth"];
    let mut command = world.command(&[&arguments[..], &["--redirect-uri", redirect, "--json"]].concat());
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let told = BufReader::new(child.stderr.as_mut().unwrap()).lines().map_while(Result::ok);
    let url = told.into_iter().find(|line| line.starts_with("http")).unwrap();
    (child, url)
}

/// Ends the command: its exit status, and what it has said.
fn ended(mut child: Child) -> (i32, String) {
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (child.wait().unwrap().code().unwrap(), said)
}

/// A browser with its cookies, which follows nobody by itself.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
    origin: String,
}

impl Browser {
    fn new(world: &World) -> Browser {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Browser { client, cookies: BTreeMap::new(), origin: world.server.base_url().to_owned() }
    }

    /// Where the answer leads, and the page.
    async fn asked(&mut self, request: reqwest::RequestBuilder) -> (String, String) {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request =
            request.header("cookie", cookies).header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let answer: Response = request.send().await.unwrap();
        for set in answer.headers().get_all("set-cookie") {
            let pair = set.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location").map_or("", |to| to.to_str().unwrap()).to_owned();
        (location, answer.text().await.unwrap())
    }

    async fn get(&mut self, url: &str) -> (String, String) {
        let url = if url.starts_with('/') { format!("{}{url}", self.origin) } else { url.to_owned() };
        self.asked(self.client.get(url)).await
    }

    /// Sends the form of a page, with what is hidden in it and what somebody fills in.
    async fn submit(&mut self, page: &str, fields: &[(&str, &str)]) -> (String, String) {
        let value = |text: &str, name: &str| {
            let rest = text.split_once(&format!("{name}=\""))?.1;
            Some(rest.split('"').next()?.replace("&#38;", "&").replace("&amp;", "&"))
        };
        let form = page.split("<form").nth(1).unwrap().split("</form>").next().unwrap();
        let hidden = form.split("<input").filter(|input| input.contains("type=\"hidden\""));
        let mut all: Vec<(String, String)> =
            hidden.map(|input| (value(input, " name").unwrap(), value(input, " value").unwrap())).collect();
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let body = serde_urlencoded::to_string(all).unwrap();
        let url = format!("{}{}", self.origin, value(form, " action").unwrap());
        let request = self.client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
        self.asked(request).await
    }

    /// Signs in where the address leads, and answers the question there: where that leads.
    async fn answer(&mut self, url: &str, button: &str) -> String {
        let (to, _) = self.get(url).await;
        let (_, page) = self.get(&to).await;
        let (to, said) = self.submit(&page, &[("login", LOGIN), ("password", PASSWORD)]).await;
        assert!(to.starts_with("/api/oauth2/authorize"), "{to} {said}");
        let (_, page) = self.get(&to).await;
        assert!(page.contains("Grant access to Box"), "{page}");
        self.submit(&page, &[(button, "1")]).await.0
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_user_logs_in_by_a_browser_and_stays_so() {
    let (world, redirect) = world().await;
    let (child, url) = begun(&world, &redirect);
    let mut browser = Browser::new(&world);
    let back = browser.answer(&url, "consent_accept").await;
    assert!(back.starts_with(&redirect), "{back}");
    // Somebody else's answer is not taken, and the right one is waited for.
    let (_, page) = browser.get(&format!("{redirect}?code=stolen&state=guessed")).await;
    assert!(page.contains("not what boxwood login waits for"), "{page}");
    let (_, page) = browser.get(&back).await;
    assert!(page.contains("You are logged in"), "{page}");
    assert_eq!(ended(child), (0, String::new()));
    assert_eq!(world.json(&["whoami"]).await["login"], LOGIN);
    for entry in std::fs::read_dir(world.path("boxwood/tokens")).unwrap() {
        let mode = entry.unwrap().metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "the tokens are their owner's alone");
    }
    // The token ends, and several commands at once want another.
    world.server.advance(Duration::from_secs(3700)).await.unwrap();
    let commands: Vec<Child> = (0..4)
        .map(|_| {
            world
                .command(&["whoami"])
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    for command in commands {
        assert_eq!(tokio::task::spawn_blocking(|| ended(command)).await.unwrap(), (0, String::new()));
    }
    assert_eq!(world.json(&["whoami"]).await["login"], LOGIN);
    ok(&world.run(&["logout"]).await);
    assert_eq!(std::fs::read_dir(world.path("boxwood/tokens")).unwrap().count(), 0, "nothing of it stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_denies_access_is_not_logged_in() {
    let (world, redirect) = world().await;
    let (child, url) = begun(&world, &redirect);
    let mut browser = Browser::new(&world);
    let back = browser.answer(&url, "consent_reject").await;
    let (_, page) = browser.get(&back).await;
    assert!(page.contains("You are not logged in"), "{page}");
    let (code, said) = ended(child);
    assert!(code == 1 && said.contains("access_denied") && said.contains("boxwood login --oauth"), "{code} {said}");
    let (code, said) = refused(&world.run(&["whoami"]).await);
    assert!(code == 3 && said.contains("logged in nowhere"), "{code} {said}");
}
