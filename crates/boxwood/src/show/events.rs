//! Events, a line each: they are shown as they come, so that no column can wait for the next.
use super::{BOLD, DIM, clean};
use anstream::{eprintln, println};
use serde_json::{Value, json};

/// How wide the kinds are, but for few.
const KIND: usize = 28;

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

pub fn one(event: &Value) {
    let (time, kind) = (text(event, "/created_at"), text(event, "/event_type"));
    let who = text(event, "/created_by/login");
    let named = ["/source/name", "/source/item_name", "/source/folder_name", "/source/login", "/source/user_name"];
    let what = named.iter().map(|path| text(event, path)).find(|name| !name.is_empty()).unwrap_or_default();
    let line =
        format!("{DIM}{}{DIM:#}  {BOLD}{:KIND$}{BOLD:#}  {}  {}", clean(time), clean(kind), clean(who), clean(what));
    println!("{}", line.trim_end());
}

/// Where the next ones begin: to the standard error, so that what is piped on stays clean.
pub fn position(position: &str, json: bool) {
    if json {
        println!("{}", json!({ "type": "position", "next_stream_position": position }));
    } else {
        eprintln!("{DIM}What comes after: boxwood events --since {}{DIM:#}", clean(position));
    }
}
