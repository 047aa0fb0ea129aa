//! Calls through the whole server but the sockets, for `valgrind --tool=callgrind`: instructions for one call are the
//! same on every machine and under any load.
use super::Outcome;
use axum::body::Body;
use boxwood_server::{App, Config};
use futures_util::future::join_all;
use http::{Request, request::Builder};
use http_body_util::BodyExt;
use serde_json::json;
use std::{
    io::{self, Write},
    sync::Arc,
};

/// `/users/me` as others, and what the record of it costs: every caller and every subject in turn, in an order without a
/// pattern, and hardly a pair twice.
pub fn reads(place: &str, users: &str, cache: &str, calls: &str) -> Outcome {
    let (half, calls): (u64, u64) = (users.parse::<u64>()? / 2, calls.parse()?);
    let request = |n: u64| {
        let (caller, subject) = (n * 7919 % half + 1, (n * 104_729 + n / half * 31) % half + half + 1);
        let request = by(Request::get("/2.0/users/me"), caller).header("As-User", subject);
        request.body(Body::empty())
    };
    run(place, cache, 200, 1, (0..calls).map(request))
}

/// New folders, from so many clients at a time.
pub fn folders(place: &str, users: &str, clients: &str, calls: &str) -> Outcome {
    let (half, calls): (u64, u64) = (users.parse::<u64>()? / 2, calls.parse()?);
    let half = half.min(100);
    let request = |n: u64| {
        let request = by(Request::post("/2.0/folders"), n % half + 1).header("Content-Type", "application/json");
        request.body(Body::from(format!(r#"{{"name":"folder {n}","parent":{{"id":"0"}}}}"#)))
    };
    run(place, "100000000", 201, clients.parse()?, (0..calls).map(request))
}

/// New files of 4 KiB, no two of which are the same, from so many clients at a time.
pub fn uploads(place: &str, users: &str, clients: &str, calls: &str) -> Outcome {
    let (half, calls): (u64, u64) = (users.parse::<u64>()? / 2, calls.parse()?);
    let half = half.min(100);
    let request = |n: u64| file(n % half + 1, n, 4 << 10);
    run(place, "100000000", 201, clients.parse()?, (0..calls).map(request))
}

/// A file of 1 KiB, by its address, from so many clients at a time.
pub fn downloads(place: &str, clients: &str, calls: &str) -> Outcome {
    let rig = Rig::open(place, "100000000")?;
    let id = rig.id(file(1, 0, 1 << 10)?)?;
    let asked = by(Request::get(format!("/2.0/files/{id}/content")), 1).body(Body::empty())?;
    let answer = rig.runtime.block_on(rig.app.handle(asked));
    let address = answer.headers().get("location").ok_or("no address")?.to_str()?.to_owned();
    let request = |_| Request::get(&address).header("Host", "127.0.0.1:8080").body(Body::empty());
    rig.run(200, clients.parse()?, (0..calls.parse::<u64>()?).map(request))
}

/// A folder that lies so deep in one that was shared with the caller, who was given so many in all.
pub fn access(place: &str, depth: &str, given: &str, calls: &str) -> Outcome {
    let rig = Rig::open(place, "100000000")?;
    let make = |path: &str, body: serde_json::Value| {
        let request = by(Request::post(format!("/2.0{path}")), 1).header("Content-Type", "application/json");
        rig.id(request.body(Body::from(body.to_string()))?)
    };
    let share = |folder: &str| {
        let to = json!({ "type": "user", "id": "2" });
        let body = json!({ "item": { "type": "folder", "id": folder }, "accessible_by": to, "role": "viewer" });
        make("/collaborations", body)
    };
    let folder = |name: &str, parent: &str| make("/folders", json!({ "name": name, "parent": { "id": parent } }));
    let top = folder("shared", "0")?;
    share(&top)?;
    for n in 1..given.parse::<u32>()? {
        share(&folder(&format!("given {n}"), "0")?)?;
    }
    let mut bottom = top;
    for _ in 0..depth.parse::<u32>()? {
        bottom = folder("below", &bottom)?;
    }
    let request = |_| by(Request::get(format!("/2.0/folders/{bottom}?fields=id")), 2).body(Body::empty());
    rig.run(200, 1, (0..calls.parse::<u64>()?).map(request))
}

/// A form, as clients send it.
fn file(caller: u64, n: u64, size: usize) -> http::Result<Request<Body>> {
    let head = |name: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"");
    let said = format!(r#"{{"name":"file {n}","parent":{{"id":"0"}}}}"#);
    let content = format!("{n:016} {}", "x".repeat(size - 17));
    let body = format!(
        "{}\r\n\r\n{said}\r\n{}; filename=\"f\"\r\n\r\n{content}\r\n--b--\r\n",
        head("attributes"),
        head("file")
    );
    let request = by(Request::post("/api/2.0/files/content"), caller);
    request.header("Content-Type", "multipart/form-data; boundary=b").body(Body::from(body))
}

/// Logins by the assertions of a file (`rig sign`), from so many clients at a time.
pub fn logins(place: &str, file: &str, clients: &str, calls: &str) -> Outcome {
    const GRANT: &str = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=full\
        &client_secret=secret&assertion=";
    let assertions = std::fs::read_to_string(file)?;
    let request = |assertion: &str| {
        let request = Request::post("/oauth2/token").header("Host", "127.0.0.1:8080");
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        request.body(Body::from(format!("{GRANT}{assertion}")))
    };
    run(place, "100000000", 200, clients.parse()?, assertions.lines().take(calls.parse()?).map(request))
}

fn by(request: Builder, caller: u64) -> Builder {
    request.header("Host", "127.0.0.1:8080").header("Authorization", format!("Bearer token-{caller:026}"))
}

fn run(
    place: &str,
    cache: &str,
    status: u16,
    clients: usize,
    requests: impl Iterator<Item = http::Result<Request<Body>>>,
) -> Outcome {
    Rig::open(place, cache)?.run(status, clients, requests)
}

struct Rig {
    app: Arc<App>,
    runtime: tokio::runtime::Runtime,
}

impl Rig {
    fn open(place: &str, cache: &str) -> Result<Rig, Box<dyn std::error::Error>> {
        let mut config = Config::new(place);
        config.store.cache = cache.parse()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Rig { app: App::open(&config)?, runtime })
    }

    /// The id of what a call makes.
    fn id(&self, request: Request<Body>) -> Result<String, Box<dyn std::error::Error>> {
        let answer = self.runtime.block_on(self.app.handle(request));
        let body = self.runtime.block_on(answer.into_body().collect())?.to_bytes();
        let body: serde_json::Value = serde_json::from_slice(&body)?;
        let id = body.pointer("/entries/0/id").or_else(|| body.get("id")).and_then(serde_json::Value::as_str);
        id.map(str::to_owned).ok_or_else(|| body.to_string().into())
    }

    fn run(&self, status: u16, clients: usize, requests: impl Iterator<Item = http::Result<Request<Body>>>) -> Outcome {
        let mut requests = requests.peekable();
        self.runtime.block_on(async {
            while requests.peek().is_some() {
                let together: http::Result<Vec<_>> = requests.by_ref().take(clients).collect();
                // Boxed: to move them about is no part of a call.
                let answers = together?.into_iter().map(|request| Box::pin(ask(self.app.clone(), request, status)));
                join_all(answers).await.into_iter().collect::<Outcome>()?;
            }
            Ok::<_, Box<dyn std::error::Error>>(())
        })?;
        self.runtime.block_on(self.app.flush()).map_err(|error| error.to_string().into())
    }
}

async fn ask(app: Arc<App>, request: Request<Body>, status: u16) -> Outcome {
    let (head, body) = app.handle(request).await.into_parts();
    let body = body.collect().await?.to_bytes();
    if head.status != status {
        writeln!(io::stderr(), "{}: {}", head.status, String::from_utf8_lossy(&body))?;
    }
    Ok(())
}
