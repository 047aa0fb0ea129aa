//! What clients' commands show: items, users, profiles, and what was done.
use super::{
    BOLD, DIM, GOOD, PLAIN, TYPED, bytes, clean,
    table::{Cell, Facts, Table, heading},
};
use crate::client::Item;
use anstream::println;
use serde_json::Value;

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// What was done, to what, and a word on it.
pub fn done(what: &str, name: &str, detail: &str) {
    println!("{GOOD}{what}{GOOD:#} {BOLD}{}{BOLD:#} {DIM}({}){DIM:#}", clean(name), clean(detail));
}

pub fn list(items: &[Item]) {
    if items.is_empty() {
        return println!("{DIM}Nothing is in it.{DIM:#}");
    }
    let mut table = Table::new(&["ID", "SIZE", "MODIFIED", "NAME"]);
    for item in items {
        let size = item.value.get("size").and_then(Value::as_i64).map(bytes).unwrap_or_default();
        table.row(vec![
            Cell::new(text(&item.value, "id")),
            Cell::new(size),
            Cell::new(text(&item.value, "modified_at")).styled(DIM),
            named(item),
        ]);
    }
    table.print();
}

/// Folders end in a slash.
fn named(item: &Item) -> Cell {
    match text(&item.value, "type") {
        "folder" => Cell::new(format!("{}/", item.name())).styled(TYPED),
        "web_link" => Cell::new(format!("{} (web link)", item.name())),
        _ => Cell::new(item.name()),
    }
}

/// The folder that a tree is of.
pub fn top(name: &str) {
    heading(name);
}

/// An item of a tree, with how deep it is.
pub fn branch(depth: usize, item: &Item) {
    let (style, end) = if item.folder().is_some() { (TYPED, "/") } else { (PLAIN, "") };
    println!("{:indent$}{style}{}{end}{style:#}", "", clean(item.name()), indent = depth * 2);
}

pub fn user(me: &Value) {
    heading(text(me, "name"));
    Facts::new().fact("id", text(me, "id")).fact("login", text(me, "login")).print();
}

pub fn link(url: &str, link: &Value) {
    println!("{BOLD}{}{BOLD:#}\n", clean(url));
    let password = link.get("is_password_enabled").and_then(Value::as_bool).unwrap_or_default();
    let mut facts = Facts::new()
        .fact("access", text(link, "effective_access"))
        .fact("password", if password { "asked for" } else { "none" });
    if !text(link, "unshared_at").is_empty() {
        facts = facts.fact("until", text(link, "unshared_at"));
    }
    facts.print();
}

pub fn profiles(all: &[Value]) {
    if all.is_empty() {
        return println!("{DIM}No profiles: boxwood login makes one.{DIM:#}");
    }
    let mut table = Table::new(&["NAME", "SERVER", "BY", "DEFAULT"]);
    for one in all {
        let is_default = one.get("default").and_then(Value::as_bool).unwrap_or_default();
        table.row(vec![
            Cell::new(text(one, "name")),
            Cell::new(text(one, "url")),
            Cell::new(text(one, "login")),
            Cell::new(if is_default { "yes" } else { "" }),
        ]);
    }
    table.print();
}
