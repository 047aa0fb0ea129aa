//! The bytes of files, at addresses that carry their own permission (contract: content §3.4).
use super::{ledger::Ledger, respond};
use axum::{
    Router,
    body::Body,
    extract::{Path, State},
    routing,
};
use boxwood_api::{
    Error, Result,
    made::Served,
    resources::files::{self, Blob, Download, Opened},
    wire::RequestId,
};
use boxwood_blobs::{Blobs, ObjectName};
use boxwood_store::{Cost, Db, Read, Tx};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use http_range_header::parse_range_header;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::{ops::Range, pin::Pin};

/// What RFC 5987 lets stand as it is.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Between the parts of an answer to several ranges. Random, so that no file can hold it but by chance.
const BOUNDARY: usize = 24;
/// More parts than that are no reader's.
const MOST_RANGES: usize = 32;

/// What somebody uploaded must not become a page of this server's.
const SANDBOX: &str = "sandbox; default-src 'none'";
const PDF: &str = "application/pdf";

#[derive(Clone)]
pub(super) struct Shelf {
    pub db: Db,
    pub blobs: Blobs,
    pub ledger: Ledger,
}

pub(super) fn routes(shelf: Shelf) -> Router {
    Router::new().route("/d/1/{token}/download", routing::get(download)).with_state(shelf)
}

async fn download(
    State(shelf): State<Shelf>,
    Path(token): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Response<Body> {
    let id = respond::new_request_id();
    match shelf.answer(token, &headers).await {
        Ok(Found { response, download, from_start }) => {
            if from_start && method == Method::GET {
                shelf.ledger.put(download, id).await;
            }
            response
        }
        Err(error) => respond::error(&error, id),
    }
}

struct Given {
    response: Response<Body>,
    from_start: bool,
}

struct Found {
    response: Response<Body>,
    download: Download,
    /// Whether the first byte is among them: a file that is fetched in pieces is downloaded once.
    from_start: bool,
}

impl Shelf {
    async fn answer(&self, token: String, headers: &HeaderMap) -> Result<Found> {
        let opened = self.db.read(Cost::Point, move |tx: &mut Tx<Read>| files::open(tx, &token)).await?;
        let Opened { blob, download } = opened.ok_or_else(Error::no_such_path)?;
        let media = mime_guess::from_path(&blob.name).first_raw().unwrap_or("application/octet-stream");
        let Given { mut response, from_start } = self.given(&blob, media, headers).await?;
        if response.status() != StatusCode::RANGE_NOT_SATISFIABLE {
            put(&mut response, header::CONTENT_DISPOSITION, &disposition("attachment", &blob.name));
            put(&mut response, header::CONTENT_SECURITY_POLICY, SANDBOX);
            put(&mut response, header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        }
        Ok(Found { response, download, from_start })
    }

    /// The answer of an operation that is kept bytes.
    pub async fn serve(&self, served: &Served, headers: &HeaderMap, id: RequestId) -> Response<Body> {
        let Served { blob, media, is_attachment } = served;
        let mut response = match self.given(blob, media, headers).await {
            Ok(given) => given.response,
            Err(error) => return respond::error(&error, id),
        };
        let kind = match is_attachment {
            Some(true) => Some("attachment"),
            Some(false) => Some("inline"),
            None => None,
        };
        if let Some(kind) = kind {
            put(&mut response, header::CONTENT_DISPOSITION, &disposition(kind, &blob.name));
        }
        // Browsers show a PDF file by a program of their own, which has no rights here and which this would keep out.
        if *media != PDF {
            put(&mut response, header::CONTENT_SECURITY_POLICY, SANDBOX);
        }
        if let Ok(id) = HeaderValue::from_bytes(&id.header()) {
            response.headers_mut().insert(respond::REQUEST_ID, id);
        }
        response
    }

    /// All of it, or the ranges that are asked for.
    async fn given(&self, blob: &Blob, media: &str, headers: &HeaderMap) -> Result<Given> {
        let size = u64::try_from(blob.size).unwrap_or_default();
        let wanted = match headers.get(header::RANGE).map(|value| ranges(value, size)) {
            None => Vec::new(),
            Some(Some(ranges)) => ranges,
            Some(None) => return Ok(Given { response: unsatisfiable(size), from_start: false }),
        };
        let mut response = match &*wanted {
            [] => {
                let body = self.bytes(blob, 0..size).await?;
                whole(Body::from_stream(body), media, size)
            }
            [one] => {
                let body = self.bytes(blob, one.clone()).await?;
                let mut response = whole(Body::from_stream(body), media, one.end - one.start);
                *response.status_mut() = StatusCode::PARTIAL_CONTENT;
                put(&mut response, header::CONTENT_RANGE, &content_range(one, size));
                response
            }
            several => self.parts(blob, several, media, size).await?,
        };
        put(&mut response, header::ACCEPT_RANGES, "bytes");
        put(&mut response, header::CACHE_CONTROL, "private, no-store");
        put(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        let from_start = wanted.is_empty() || wanted.iter().any(|range| range.start == 0);
        Ok(Given { response, from_start })
    }

    pub(super) async fn bytes(&self, blob: &Blob, range: Range<u64>) -> Result<Chunks> {
        if range.is_empty() {
            return Ok(stream::empty().boxed());
        }
        if let Some(bytes) = &blob.bytes {
            let (start, end) = (range.start as usize, range.end as usize);
            let part = Bytes::copy_from_slice(bytes.get(start..end).unwrap_or_default());
            return Ok(stream::iter([Ok(part)]).boxed());
        }
        let name = blob.object.as_deref().and_then(|name| name.parse::<ObjectName>().ok());
        let name = name.ok_or_else(|| gone("a row names no object"))?;
        let found = self.blobs.get(&name, Some(range)).await.map_err(gone)?;
        Ok(found.map_err(std::io::Error::other).boxed())
    }

    /// Several ranges in one answer (RFC 9110, 14.6).
    async fn parts(&self, blob: &Blob, several: &[Range<u64>], media: &str, size: u64) -> Result<Response<Body>> {
        let boundary = boundary();
        let (mut body, mut length) = (Vec::<Chunks>::new(), 0);
        for range in several {
            let head = format!(
                "\r\n--{boundary}\r\nContent-Type: {media}\r\nContent-Range: {}\r\n\r\n",
                content_range(range, size)
            );
            length += head.len() as u64 + range.end - range.start;
            body.push(stream::iter([Ok(Bytes::from(head))]).boxed());
            body.push(self.bytes(blob, range.clone()).await?);
        }
        let end = format!("\r\n--{boundary}--\r\n");
        length += end.len() as u64;
        body.push(stream::iter([Ok(Bytes::from(end))]).boxed());
        let body = Body::from_stream(stream::iter(body).flatten());
        let mut response = whole(body, &format!("multipart/byteranges; boundary={boundary}"), length);
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
        Ok(response)
    }
}

pub(super) type Chunks = Pin<Box<dyn futures_util::Stream<Item = Result<Bytes, std::io::Error>> + Send>>;

fn gone(cause: impl std::fmt::Display) -> Error {
    tracing::error!(%cause, "the bytes of a file cannot be read");
    Error::unavailable()
}

/// None: no byte of the file is among them. What is no range at all asks for the whole (RFC 9110, 14.2).
fn ranges(value: &HeaderValue, size: u64) -> Option<Vec<Range<u64>>> {
    let Some(parsed) = value.to_str().ok().and_then(|text| parse_range_header(text).ok()) else {
        return Some(Vec::new());
    };
    // Of no bytes there is no first one, whatever is asked for.
    let found = parsed.validate(size).ok().filter(|_| size > 0)?;
    if found.len() > MOST_RANGES {
        return None;
    }
    Some(found.into_iter().map(|range| *range.start()..*range.end() + 1).collect())
}

fn content_range(range: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1))
}

fn unsatisfiable(size: u64) -> Response<Body> {
    let mut response = respond::respond(416, None, respond::new_request_id());
    put(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
    response
}

fn whole(body: Body, media: &str, length: u64) -> Response<Body> {
    let mut response = Response::new(body);
    put(&mut response, header::CONTENT_TYPE, media);
    put(&mut response, header::CONTENT_LENGTH, &length.to_string());
    response
}

pub(super) fn put(response: &mut Response<Body>, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// The name as old and as new clients read it.
pub(super) fn disposition(kind: &str, name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_graphic() && !matches!(c, '"' | '\\' | ';') || c == ' ' { c } else { '_' })
        .collect();
    format!("{kind};filename=\"{plain}\";filename*=UTF-8''{}", utf8_percent_encode(name, KEPT))
}

#[expect(clippy::disallowed_methods, reason = "no secret: it need only differ from what is in the file")]
fn boundary() -> String {
    std::iter::repeat_with(fastrand::alphanumeric).take(BOUNDARY).collect()
}
