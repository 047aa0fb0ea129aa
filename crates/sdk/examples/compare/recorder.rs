//! A server that writes down what it is asked, and answers as little as a client can do with.
use serde_json::{Value, json};
use std::future::Future;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    pin, select,
};

/// A request, as it came.
#[derive(Debug)]
pub struct Request {
    pub method: String,
    /// With its query.
    pub target: String,
    /// Names in small letters, in the order of their names.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }
}

pub struct Recorder {
    listener: TcpListener,
    url: String,
}

impl Recorder {
    pub async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        Recorder { listener, url }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it is asked until that is done.
    pub async fn while_doing<E>(&self, work: impl Future<Output = Result<(), E>>) -> Result<Vec<Request>, E> {
        let mut asked = Vec::new();
        pin!(work);
        loop {
            select! {
                done = &mut work => return done.map(|()| asked),
                accepted = self.listener.accept() => asked.extend(self.answer(accepted.unwrap().0, work.as_mut()).await?),
            }
        }
    }

    /// One request, while whoever makes it goes on. None for a connection on which nothing was asked.
    async fn answer<E>(
        &self,
        stream: TcpStream,
        mut work: std::pin::Pin<&mut impl Future<Output = Result<(), E>>>,
    ) -> Result<Option<Request>, E> {
        let mut stream = BufReader::new(stream);
        let exchange = async {
            let request = read(&mut stream).await?;
            let (status, body) = self.said(&request);
            let text = if status == "204 No Content" { String::new() } else { body.to_string() };
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
                text.len()
            );
            stream.write_all(format!("{head}{text}").as_bytes()).await.ok()?;
            stream.shutdown().await.ok()?;
            Some(request)
        };
        pin!(exchange);
        select! {
            biased;
            request = &mut exchange => Ok(request),
            // It cannot be done before it has its answer.
            done = &mut work => done.map(|()| None),
        }
    }

    fn said(&self, request: &Request) -> (&'static str, Value) {
        let path = request.path().trim_start_matches("/api").trim_start_matches("/2.0/");
        let parts: Vec<&str> = path.split('/').collect();
        let item = |kind: &str| json!({ "type": kind, "id": "1" });
        let list = || json!({ "total_count": 0, "entries": [], "limit": 100, "offset": 0 });
        if request.method == "DELETE" {
            return ("204 No Content", Value::Null);
        }
        let session = || {
            let at = format!("{}/api/2.0/files/upload_sessions/{SESSION}", self.url);
            let ends = json!({ "upload_part": at, "commit": format!("{at}/commit"), "abort": at,
                "list_parts": format!("{at}/parts"), "status": at, "log_event": at });
            json!({ "type": "upload_session", "id": SESSION, "part_size": 8_388_608, "total_parts": 3,
                "num_parts_processed": 0, "session_endpoints": ends, "session_expires_at": "2030-01-01T00:00:00Z" })
        };
        let body = match parts.as_slice() {
            ["", "oauth2", "token"] => {
                json!({ "access_token": "token", "expires_in": 3600, "token_type": "bearer", "restricted_to": [] })
            }
            ["files", "content"] if request.method == "OPTIONS" => {
                json!({ "upload_url": self.url, "upload_token": null })
            }
            ["files", "content"] | ["files", _, "content"] | ["files", "upload_sessions", _, "commit"] => {
                json!({ "total_count": 1, "entries": [item("file")] })
            }
            ["files", "upload_sessions"] => session(),
            ["files", "upload_sessions", _] => {
                json!({ "part": { "part_id": "BFDF5379", "offset": 0, "size": 4, "sha1": "00" } })
            }
            ["zip_downloads"] => json!({ "download_url": self.url, "status_url": self.url,
                "expires_at": "2030-01-01T00:00:00Z", "name_conflicts": [] }),
            ["files", _, "versions", "current"] => item("file_version"),
            ["search"] => {
                json!({ "type": "search_results_items", "total_count": 0, "entries": [], "limit": 30, "offset": 0 })
            }
            ["users" | "groups"] if request.method == "GET" => list(),
            [_, _, "items" | "versions" | "memberships"] => list(),
            ["shared_items"] => item("folder"),
            [kind, ..] => item(kind.trim_end_matches('s')),
            [] => Value::Null,
        };
        (if request.method == "POST" { "201 Created" } else { "200 OK" }, body)
    }
}

/// A session that both ask about.
pub const SESSION: &str = "F971964745A5CD0C001BBE4E58196BFD";

async fn read(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut first = String::new();
    stream.read_line(&mut first).await.ok()?;
    let mut words = first.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.push((name.to_lowercase(), value.trim().to_owned()));
    }
    headers.sort();
    let mut request = Request { method, target, headers, body: Vec::new() };
    if request.header("transfer-encoding").eq_ignore_ascii_case("chunked") {
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).await.ok()?;
            let size = usize::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; size + 2];
            stream.read_exact(&mut chunk).await.ok()?;
            chunk.truncate(size);
            request.body.extend(chunk);
            if size == 0 {
                break;
            }
        }
    } else {
        request.body = vec![0; request.header("content-length").parse().unwrap_or_default()];
        stream.read_exact(&mut request.body).await.ok()?;
    }
    Some(request)
}
