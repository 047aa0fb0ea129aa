//! Users of an enterprise, and who collaborates in what, as the server has shown them.
use super::{
    DIM, DOUBTFUL, GOOD, PLAIN, bytes,
    table::{Cell, Table},
};
use anstream::println;
use serde_json::Value;

fn text<'a>(value: &'a Value, path: &str) -> &'a str {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

pub fn users(all: &[Value]) {
    if all.is_empty() {
        return println!("{DIM}No users.{DIM:#}");
    }
    let mut table = Table::new(&["ID", "LOGIN", "ROLE", "STATUS", "USED", "NAME"]);
    for user in all {
        let (role, status) = (text(user, "/role"), text(user, "/status"));
        table.row(vec![
            Cell::new(text(user, "/id")),
            Cell::new(text(user, "/login")),
            Cell::new(role).styled(if role == "user" { DIM } else { PLAIN }),
            Cell::new(status).styled(if status == "active" { GOOD } else { DOUBTFUL }),
            Cell::new(user.get("space_used").and_then(Value::as_i64).map(bytes).unwrap_or_default()),
            Cell::new(text(user, "/name")),
        ]);
    }
    table.print();
}

pub fn collaborations(all: &[Value]) {
    if all.is_empty() {
        return println!("{DIM}Nobody collaborates in it, but for those who do in what it is in.{DIM:#}");
    }
    let mut table = Table::new(&["WHO", "ROLE", "STATUS", "UNTIL", "NAME"]);
    for one in all {
        let who = match (text(one, "/accessible_by/type"), text(one, "/accessible_by/login")) {
            ("group", _) => format!("group:{}", text(one, "/accessible_by/id")),
            (_, "") => text(one, "/invite_email").to_owned(),
            (_, login) => login.to_owned(),
        };
        let status = text(one, "/status");
        table.row(vec![
            Cell::new(who),
            Cell::new(text(one, "/role")),
            Cell::new(status).styled(if status == "accepted" { GOOD } else { DOUBTFUL }),
            Cell::new(text(one, "/expires_at")).styled(DIM),
            Cell::new(text(one, "/accessible_by/name")),
        ]);
    }
    table.print();
}
