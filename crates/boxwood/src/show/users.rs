//! Users and enterprises.
use super::{
    BAD, BOLD, DIM, DOUBTFUL, PLAIN, bytes,
    table::{Cell, Facts, Table, heading},
};
use anstream::println;
use anstyle::Style;
use boxwood_server::admin::{EnterpriseView, PasswordView, UserLine, UserPage, UserView};
use serde_json::Value;

pub fn page(page: &UserPage) {
    if page.entries.is_empty() {
        return println!("{DIM}No users.{DIM:#}");
    }
    let mut table = Table::new(&["ID", "NAME", "LOGIN", "KIND", "ROLE", "STATUS", "USED"]);
    for user in &page.entries {
        table.row(vec![
            Cell::new(user.id.to_string()),
            Cell::new(&user.name),
            Cell::new(&user.login),
            Cell::new(kind(user)).styled(if user.kind == "managed" { PLAIN } else { DIM }),
            Cell::new(&user.role).styled(if user.role == "user" { DIM } else { PLAIN }),
            Cell::new(&user.status).styled(status(user)),
            Cell::new(bytes(user.space_used)),
        ]);
    }
    table.print();
    if let Some(next) = page.next {
        println!("\n{DIM}There are more: --after {next}, or a larger --limit.{DIM:#}");
    }
}

pub fn one(view: &UserView) {
    let user = &view.line;
    let text = |path: &str| view.user.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    heading(&user.name);
    let space = match user.space_amount {
        ..0 => "no limit".to_owned(),
        amount => bytes(amount),
    };
    let mut facts = Facts::new()
        .fact("id", &user.id.to_string())
        .fact("login", &user.login)
        .fact("kind", &kind(user))
        .fact("role", &user.role)
        .styled("status", &user.status, status(user))
        .fact("space", &format!("{} of {space}", bytes(user.space_used)));
    if !user.permissions.is_empty() {
        facts = facts.fact("permissions", &user.permissions.join(", "));
    }
    if let Some(enterprise) = user.enterprise_id {
        facts = facts.fact("enterprise", format!("{enterprise} {}", text("/enterprise/name")).trim());
    }
    let more =
        ["job_title", "phone", "address", "language", "timezone", "external_app_user_id", "created_at", "modified_at"];
    for name in more {
        let value = text(&format!("/{name}"));
        if !value.is_empty() {
            facts = facts.fact(&name.replace('_', " "), &value);
        }
    }
    facts.print();
}

pub fn password(new: &PasswordView) {
    Facts::new()
        .fact("user", &format!("{} (user {})", new.login, new.user_id))
        .styled("password", &new.one_time_password, BOLD)
        .fact("second factor", if new.second_factor { "asked for after it" } else { "off" })
        .print();
    println!("\n{DIM}The password works once and is shown only now. All sessions and tokens have ended.{DIM:#}");
}

pub fn enterprises(all: &[EnterpriseView]) {
    if all.is_empty() {
        return println!("{DIM}No enterprises.{DIM:#}");
    }
    let mut table = Table::new(&["ID", "NAME", "ADMIN", "DOMAINS", "USERS", "APPS", "CREATED"]);
    for one in all {
        table.row(vec![
            Cell::new(one.id.to_string()),
            Cell::new(&one.name),
            one.admin_login.as_ref().map_or_else(|| Cell::new("none").styled(DOUBTFUL), Cell::new),
            domains(&one.domains),
            Cell::new(one.users.to_string()),
            Cell::new(one.apps.to_string()),
            Cell::new(one.created_at.to_string()).styled(DIM),
        ]);
    }
    table.print();
}

pub fn enterprise(one: &EnterpriseView) {
    heading(&one.name);
    let mut facts = Facts::new().fact("id", &one.id.to_string());
    facts = match (&one.admin_login, one.admin_id) {
        (Some(login), Some(id)) => facts.fact("admin", &format!("{login} (user {id})")),
        _ => facts.styled("admin", "none", DOUBTFUL),
    };
    facts
        .fact("domains", &if one.domains.is_empty() { "none".to_owned() } else { one.domains.join(", ") })
        .fact("timezone", &one.timezone)
        .fact("users", &one.users.to_string())
        .fact("apps", &one.apps.to_string())
        .fact("created", &one.created_at.to_string())
        .print();
}

fn domains(all: &[String]) -> Cell {
    if all.is_empty() { Cell::new("none").styled(DIM) } else { Cell::new(all.join(", ")) }
}

fn kind(user: &UserLine) -> String {
    match (user.kind.as_str(), user.app_id) {
        ("app_user", Some(app)) => format!("app user, app {app}"),
        ("service", Some(app)) => format!("service, app {app}"),
        (kind, _) => kind.to_owned(),
    }
}

fn status(user: &UserLine) -> Style {
    match user.status.as_str() {
        "active" => PLAIN,
        "inactive" => BAD,
        _ => DOUBTFUL,
    }
}
