//! When two requests are the same.
use super::recorder::Request;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::Value;

/// Headers that differ, and why that may be.
const HEADERS: [(&str, &str); 9] = [
    ("user-agent", "it says whose client it is"),
    ("x-box-ua", "it says whose client it is"),
    ("host", "the same in both, by the address"),
    ("connection", "how connections are kept is each client's own matter"),
    ("accept", "every client takes everything; one library says so"),
    ("accept-encoding", "which compression a client understands"),
    ("content-length", "JSON with blanks is longer than JSON without; the length is checked by the server"),
    ("transfer-encoding", "with a length or in chunks, the body is the same"),
    ("expect", "how connections are kept is each client's own matter"),
];

/// What is different; nothing, if they are the same.
pub fn compare(our: &Request, their: &Request) -> Vec<String> {
    let name = format!("{} {}", our.method, our.path());
    let mut differences = Vec::new();
    let mut check = |what: &str, our: &dyn std::fmt::Debug, their: &dyn std::fmt::Debug| {
        let (our, their) = (format!("{our:?}"), format!("{their:?}"));
        if our != their {
            differences.push(format!("{name}: {what}\n    ours   {our}\n    theirs {their}"));
        }
    };
    check("method and path", &(&our.method, our.path()), &(&their.method, their.path()));
    check("query", &query(our), &query(their));
    check("headers", &headers(our), &headers(their));
    check("body", &body(our), &body(their));
    differences
}

/// The order of parameters means nothing; Python's client writes `True` where Box's documents and its other clients have
/// `true`.
fn query(of: &Request) -> Vec<String> {
    let mut pairs: Vec<_> = of.target.split_once('?').map_or("", |(_, query)| query).split('&').map(spelled).collect();
    pairs.sort_unstable();
    pairs
}

fn spelled(pair: &str) -> String {
    match pair.split_once('=') {
        Some((name, value @ ("True" | "False"))) => format!("{name}={}", value.to_lowercase()),
        _ => pair.to_owned(),
    }
}

fn headers(of: &Request) -> Vec<(&str, &str)> {
    let told = of.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let told = told.filter(|(name, _)| !HEADERS.iter().any(|(known, _)| known == name));
    // What there is none of is of no kind: Python's client names one all the same.
    let told = told.filter(|(name, _)| *name != "content-type" || !of.body.is_empty());
    told.map(|(name, value)| {
        (name, if value.starts_with("multipart/form-data") { "multipart/form-data" } else { value })
    })
    .collect()
}

/// Blanks in JSON and the order of members mean nothing, nor does the text between the parts of a form.
fn body(of: &Request) -> Vec<String> {
    match of.header("content-type").split(';').next().unwrap_or_default() {
        "application/json" => vec![json(&of.body)],
        "application/x-www-form-urlencoded" => {
            let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&of.body).unwrap();
            let mut fields: Vec<_> =
                pairs.iter().map(|(name, value)| format!("{name}={}", field(name, value))).collect();
            fields.sort();
            fields
        }
        "multipart/form-data" => parts(of),
        _ => vec![String::from_utf8_lossy(&of.body).into_owned()],
    }
}

fn json(text: &[u8]) -> String {
    if text.is_empty() { String::new() } else { serde_json::from_slice::<Value>(text).unwrap().to_string() }
}

/// An assertion is signed once, for one moment: what it says besides must be the same.
fn field(name: &str, value: &str) -> String {
    if name != "assertion" {
        return value.to_owned();
    }
    let decoded = value.split('.').take(2).map(|part| {
        let mut part: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        if let Some(claims) = part.as_object_mut() {
            for once in ["exp", "jti"] {
                assert_eq!(claims.remove(once).is_some(), claims.contains_key("aud"), "every assertion has {once}");
            }
        }
        part.to_string()
    });
    decoded.collect::<Vec<_>>().join(".")
}

/// Each part with its headers in small letters and in order. The file's name in the form is nobody's, and Python's client
/// leaves it empty, and its kind out; others, Node's among them, say both.
fn parts(of: &Request) -> Vec<String> {
    let boundary = of.header("content-type").split("boundary=").nth(1).unwrap_or_default().trim_matches('"');
    let text = String::from_utf8_lossy(&of.body).into_owned();
    let line = format!("--{boundary}");
    let parts = text.split(&line).filter(|part| !part.trim_matches(['-', '\r', '\n']).is_empty());
    parts
        .map(|part| {
            let (head, content) = part.split_once("\r\n\r\n").unwrap();
            let kept = |line: &String| line != "content-type: application/octet-stream";
            let head = head.lines().filter(|line| !line.is_empty()).map(header).filter(kept);
            let mut head: Vec<String> = head.map(|line| line.replace("filename=\"file\"", "filename=\"\"")).collect();
            head.sort();
            let content = content.strip_suffix("\r\n").unwrap_or(content);
            let content = if content.starts_with('{') { json(content.as_bytes()) } else { content.to_owned() };
            format!("{} {content}", head.join("; "))
        })
        .collect()
}

fn header(line: &str) -> String {
    line.split_once(':').map_or_else(String::new, |(name, value)| format!("{}:{value}", name.to_lowercase()))
}
