//! curl: the call as it goes over the wire.
use super::{Example, media};

pub(super) fn write(example: &Example<'_>) -> String {
    let mut parts = Vec::new();
    let method = example.operation.method.as_str();
    // What curl does by itself is not said.
    let implied = if example.call.body.is_empty() { "GET" } else { "POST" };
    let verb = if method == implied { String::new() } else { format!("-X {method} ") };
    parts.push(format!("curl {verb}\"{}\"", example.url()));
    if example.operation.guarded {
        parts.push("-H \"Authorization: Bearer $TOKEN\"".to_owned());
    }
    if let Some(user) = example.as_user() {
        parts.push(format!("-H \"As-User: {user}\""));
    }
    parts.extend(example.call.headers.iter().map(|(name, value)| format!("-H \"{name}: {value}\"")));
    if !example.call.bytes.is_empty() {
        parts.push("-H \"Content-Type: application/octet-stream\"".to_owned());
        parts.push(format!("--data-binary @{}", example.call.bytes));
    }
    if let Some((name, file)) = example.file() {
        parts.extend(example.said().map(|(name, said)| format!("-F '{name}={}'", said.json())));
        parts.push(format!("-F \"{name}=@{file};type={}\"", media(file)));
    } else if example.is_form() {
        parts.extend(example.call.body.iter().map(|(name, given)| format!("-d {name}={}", given.text())));
    } else if !example.call.body.is_empty() {
        parts.push("-H \"Content-Type: application/json\"".to_owned());
        parts.push(format!("-d '{}'", example.json()));
    }
    if example.redirects() {
        parts.push("-L -o file".to_owned());
    }
    if example.is_picture() {
        parts.push("-o picture".to_owned());
    }
    parts.join(" \\\n  ")
}
