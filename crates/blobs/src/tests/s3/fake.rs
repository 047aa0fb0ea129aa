//! As much of S3 as this crate uses, over HTTP, with failures that tests plan.
use super::super::*;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, StreamBody, combinators::BoxBody};
use hyper::{
    body::{Frame, Incoming},
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};
use tokio::{net::TcpListener, task::JoinSet};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trouble {
    Refuses(u16),
    Hangs,
    Full,
    /// The connection ends in the middle of the answer's body.
    Cuts,
}

#[derive(Default)]
pub struct State {
    pub objects: BTreeMap<String, Bytes>,
    pub uploads: BTreeMap<String, BTreeMap<usize, Bytes>>,
    /// `PUT part`, `GET object` and so on, in their order.
    pub asked: Vec<&'static str>,
    /// What goes wrong with requests of this kind, and how often.
    pub trouble: Option<(&'static str, Trouble, usize)>,
    pub parts_at_once: usize,
    pub most_parts_at_once: usize,
}

pub struct Fake {
    pub state: Arc<Mutex<State>>,
    pub endpoint: String,
    _server: JoinSet<()>,
}

type Body = BoxBody<Bytes, std::io::Error>;
type Answer = Result<Response<Body>, std::io::Error>;

impl Fake {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let (mut server, shared) = (JoinSet::new(), state.clone());
        server.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                let state = shared.clone();
                let service = service_fn(move |request| answer(state.clone(), request));
                connections.spawn(async move {
                    let connection = hyper::server::conn::http1::Builder::new();
                    let _ = connection.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Fake { state, endpoint, _server: server }
    }

    /// How many uploads under way, and how many objects.
    pub fn held(&self) -> (usize, usize) {
        let state = self.state();
        (state.uploads.len(), state.objects.len())
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

struct Asked {
    key: String,
    query: BTreeMap<String, String>,
    range: Option<Range<usize>>,
    body: Bytes,
}

async fn answer(state: Arc<Mutex<State>>, request: Request<Incoming>) -> Answer {
    let (parts, body) = request.into_parts();
    let query = parts.uri.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty());
    let query = query.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let query: BTreeMap<_, _> = query
        .map(|(name, value)| (name.to_owned(), percent_encoding::percent_decode_str(value).decode_utf8_lossy().into()))
        .collect();
    let key = parts.uri.path().strip_prefix("/files").unwrap().trim_start_matches('/').to_owned();
    let range = parts.headers.get("range").map(|range| {
        let (start, end) = range.to_str().unwrap().strip_prefix("bytes=").unwrap().split_once('-').unwrap();
        start.parse().unwrap()..end.parse::<usize>().map_or(usize::MAX, |end| end.saturating_add(1))
    });
    let kind = match (&parts.method, key.is_empty()) {
        (&Method::PUT, _) if query.contains_key("uploadId") => "PUT part",
        (&Method::PUT, _) => "PUT object",
        (&Method::POST, _) if query.contains_key("uploads") => "POST upload",
        (&Method::POST, _) => "POST complete",
        (&Method::DELETE, _) if query.contains_key("uploadId") => "DELETE upload",
        (&Method::DELETE, _) => "DELETE object",
        (&Method::GET, true) => "GET list",
        (&Method::GET, false) => "GET object",
        (&Method::HEAD, _) => "HEAD object",
        other => panic!("{other:?}"),
    };
    let trouble = {
        let mut state = state.lock().unwrap();
        state.asked.push(kind);
        if kind == "PUT part" {
            state.parts_at_once += 1;
            state.most_parts_at_once = state.most_parts_at_once.max(state.parts_at_once);
        }
        let trouble = state.trouble.as_mut().filter(|(troubled, _, times)| *troubled == kind && *times > 0);
        trouble.map(|(_, trouble, times)| {
            *times -= 1;
            *trouble
        })
    };
    if trouble == Some(Trouble::Hangs) {
        std::future::pending::<()>().await;
    }
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes();
    let mut state = state.lock().unwrap();
    if kind == "PUT part" {
        state.parts_at_once -= 1;
    }
    match trouble {
        Some(Trouble::Refuses(status)) => said(status, "<Error><Code>Planned</Code></Error>".to_owned()),
        Some(Trouble::Full) => said(400, "<Error><Code>XMinioStorageFull</Code></Error>".to_owned()),
        trouble => state.carry_out(kind, Asked { key, query, range, body }, trouble.is_some()),
    }
}

impl State {
    fn carry_out(&mut self, kind: &str, asked: Asked, cut: bool) -> Answer {
        let Asked { key, query, range, body } = asked;
        let id = query.get("uploadId").cloned().unwrap_or_default();
        match kind {
            "PUT object" => {
                self.objects.insert(key, body);
                said(200, String::new())
            }
            "PUT part" => {
                let Some(parts) = self.uploads.get_mut(&id) else { return said(404, String::new()) };
                parts.insert(query["partNumber"].parse().unwrap(), body);
                said(200, String::new())
            }
            "POST upload" => {
                let id = format!("upload-{}", self.asked.len());
                self.uploads.insert(id.clone(), BTreeMap::new());
                said(
                    200,
                    format!(
                        "<InitiateMultipartUploadResult><Bucket>files</Bucket><Key>{key}</Key><UploadId>{id}</UploadId>\
                     </InitiateMultipartUploadResult>"
                    ),
                )
            }
            "POST complete" => {
                let Some(parts) = self.uploads.remove(&id) else { return said(404, String::new()) };
                assert!(parts.values().rev().skip(1).all(|part| part.len() >= 5 * MIB), "S3 refuses small parts");
                let listed = String::from_utf8_lossy(&body).matches("<PartNumber>").count();
                assert_eq!(listed, parts.len());
                self.objects.insert(key, parts.into_values().collect::<Vec<_>>().concat().into());
                said(
                    200,
                    "<CompleteMultipartUploadResult><ETag>\"whole\"</ETag></CompleteMultipartUploadResult>".into(),
                )
            }
            "DELETE upload" => said(if self.uploads.remove(&id).is_some() { 204 } else { 404 }, String::new()),
            "DELETE object" => {
                self.objects.remove(&key);
                said(204, String::new())
            }
            "GET list" => said(200, self.list(&query)),
            _ => {
                let Some(object) = self.objects.get(&key) else { return said(404, String::new()) };
                sent(object, range, kind == "HEAD object", cut)
            }
        }
    }

    /// Pages of two, so that there are some.
    fn list(&self, query: &BTreeMap<String, String>) -> String {
        let prefix = query.get("prefix").map_or("", String::as_str);
        let after = query.get("continuation-token").map_or("", String::as_str);
        let mut keys = self.objects.iter().filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
        let page: Vec<_> = keys.by_ref().take(2).collect();
        let next = keys.next().and(page.last()).map(|(key, _)| {
            format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{key}</NextContinuationToken>")
        });
        let entry = |(key, object): &(&String, &Bytes)| {
            format!(
                "<Contents><Key>{key}</Key><LastModified>2027-01-15T08:00:00.000Z</LastModified><ETag>\"e\"</ETag>\
                 <Size>{}</Size></Contents>",
                object.len()
            )
        };
        let entries: String = page.iter().map(entry).collect();
        format!("<ListBucketResult>{entries}{}</ListBucketResult>", next.unwrap_or_default())
    }
}

fn said(status: u16, text: String) -> Answer {
    let body = http_body_util::Full::new(Bytes::from(text)).map_err(|never| match never {}).boxed();
    Ok(Response::builder().status(status).header("etag", "\"e\"").body(body).unwrap())
}

fn sent(object: &Bytes, range: Option<Range<usize>>, is_head: bool, cut: bool) -> Answer {
    let whole = object.len();
    if range.as_ref().is_some_and(|range| range.start >= whole) {
        return said(416, "<Error><Code>InvalidRange</Code></Error>".to_owned());
    }
    let asked = range.clone().map_or(0..whole, |range| range.start..range.end.min(whole));
    let bytes = object.slice(asked.clone());
    let mut response = Response::builder()
        .status(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK })
        .header("etag", "\"e\"")
        .header("last-modified", "Fri, 15 Jan 2027 08:00:00 GMT")
        .header("content-length", bytes.len());
    if range.is_some() {
        response = response.header("content-range", format!("bytes {}-{}/{whole}", asked.start, asked.end - 1));
    }
    let frames = match (is_head, cut) {
        (true, _) => Vec::new(),
        (false, false) => vec![Ok(Frame::data(bytes))],
        (false, true) => {
            let half = bytes.slice(..bytes.len() / 2);
            vec![Ok(Frame::data(half)), Err(std::io::ErrorKind::ConnectionReset.into())]
        }
    };
    let body = StreamBody::new(futures_util::stream::iter(frames));
    Ok(response.body(BodyExt::boxed(body)).unwrap())
}
