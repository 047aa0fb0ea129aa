//! Exchanges as an HTTP Archive (HAR 1.2), which browsers' tools and many others open.
use super::{Shown, shown::Said};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All of them as one archive.
pub fn har(exchanges: &[Shown]) -> Value {
    json!({ "log": {
        "version": "1.2",
        "creator": { "name": "Boxwood", "version": env!("CARGO_PKG_VERSION") },
        "entries": exchanges.iter().map(entry).collect::<Vec<_>>(),
    } })
}

fn entry(shown: &Shown) -> Value {
    let nothing = Said::default();
    let (request, answer) = (shown.request.as_ref().unwrap_or(&nothing), shown.answer.as_ref().unwrap_or(&nothing));
    let took = shown.took_ms.unwrap_or_default();
    let mut entry = json!({
        "startedDateTime": shown.at,
        "time": took,
        "request": {
            "method": shown.method,
            "url": shown.url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": headers(&request.headers),
            "queryString": query(&shown.url),
            "headersSize": -1,
            "bodySize": request.bytes,
        },
        "response": {
            // Browsers write 0 where nothing came.
            "status": if shown.lost { 0 } else { shown.status.unwrap_or_default() },
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": headers(&answer.headers),
            "content": content(answer),
            "redirectURL": answer.headers.get("location").cloned().unwrap_or_default(),
            "headersSize": -1,
            "bodySize": answer.bytes,
        },
        "cache": {},
        "timings": { "send": 0, "wait": took, "receive": 0 },
        "_number": shown.number,
        "_operation": shown.operation,
        "_user": shown.user.as_ref().map(|user| &user.name),
    });
    if request.bytes > 0
        && let Some(of) = entry.get_mut("request").and_then(Value::as_object_mut)
    {
        of.insert("postData".to_owned(), json!({ "mimeType": media(request), "text": body(request).0 }));
    }
    entry
}

fn headers(all: &BTreeMap<String, String>) -> Vec<Value> {
    all.iter().map(|(name, value)| json!({ "name": name, "value": value })).collect()
}

fn query(url: &str) -> Vec<Value> {
    let pairs = url.split_once('?').map(|(_, query)| query.split('&')).into_iter().flatten();
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let plain = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
            json!({ "name": plain(name), "value": plain(value) })
        })
        .collect()
}

fn media(said: &Said) -> String {
    said.headers.get("content-type").cloned().unwrap_or_default()
}

/// The text, and whether it is in base64.
fn body(said: &Said) -> (String, bool) {
    match (&said.json, &said.text, &said.base64) {
        (Some(value), ..) => (value.to_string(), false),
        (None, Some(text), _) => (text.clone(), false),
        (None, None, Some(base64)) => (base64.clone(), true),
        (None, None, None) => (String::new(), false),
    }
}

fn content(said: &Said) -> Value {
    let (text, is_base64) = body(said);
    let mut content = json!({ "size": said.bytes, "mimeType": media(said), "text": text });
    if is_base64 && let Some(content) = content.as_object_mut() {
        content.insert("encoding".to_owned(), "base64".into());
    }
    content
}
