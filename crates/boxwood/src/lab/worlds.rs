//! Worlds and snapshots.
use super::{At, text, told};
use crate::show::{self, BOLD, Cell, GOOD, Table, clean};
use boxwood_server::admin::Refused;
use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

#[derive(Args)]
pub struct Fork {
    /// Its name: a-z, 0-9 and hyphens
    name: String,
    /// The world or the snapshot that it goes on from
    #[arg(long, default_value = "main", value_name = "NAME")]
    from: String,
}

#[derive(Args)]
pub struct Named {
    name: String,
}

#[derive(Args)]
pub struct Reset {
    /// The world
    #[arg(default_value = "main")]
    name: String,
    /// A world or a snapshot, instead of what it was forked from
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
}

#[derive(Args)]
pub struct Snapshot {
    /// What it is to be called
    name: String,
    /// The world
    #[arg(long, default_value = "main", value_name = "WORLD")]
    of: String,
}

pub async fn list(at: &At, json: bool) -> Result<(), Refused> {
    let all = at.call(Method::GET, "/worlds", None).await?;
    if json {
        show::line(&all);
        return Ok(());
    }
    let rows = |name: &str| all.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut table = Table::new(&["WORLD", "FROM", "ITS TIME"]);
    for world in rows("worlds") {
        let cells = ["name", "from", "now"].map(|name| Cell::new(text(&world, name)));
        table.row(cells.into());
    }
    table.print();
    let snapshots: Vec<_> = rows("snapshots").iter().filter_map(Value::as_str).map(clean).collect();
    if !snapshots.is_empty() {
        anstream::println!("\nsnapshots: {}", snapshots.join(", "));
    }
    Ok(())
}

impl Fork {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let made = at.call(Method::POST, "/worlds", Some(json!({ "name": self.name, "from": self.from }))).await?;
        told(&made, json, || {
            let name = clean(text(&made, "name"));
            format!(
                "{GOOD}Made{GOOD:#} world {BOLD}{name}{BOLD:#}. Requests with 'X-Boxwood-World: {name}' are for it, and those by a \
                 proxy http://{name}:x@…"
            )
        });
        Ok(())
    }
}

impl Named {
    pub async fn drop(self, at: &At, json: bool) -> Result<(), Refused> {
        self.delete(at, "worlds", json).await
    }

    pub async fn forget(self, at: &At, json: bool) -> Result<(), Refused> {
        self.delete(at, "snapshots", json).await
    }

    async fn delete(self, at: &At, what: &str, json: bool) -> Result<(), Refused> {
        let name = segment(&self.name)?;
        at.call(Method::DELETE, &format!("/{what}/{name}"), None).await?;
        told(&json!({ "name": name }), json, || format!("{GOOD}Dropped{GOOD:#} {name}"));
        Ok(())
    }
}

impl Reset {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let (name, to) = (segment(&self.name)?, &self.to);
        let body = to.as_ref().map_or_else(|| json!({}), |to| json!({ "to": to }));
        let world = at.call(Method::POST, &format!("/worlds/{name}/reset"), Some(body)).await?;
        told(&world, json, || match to {
            Some(to) => format!("World {BOLD}{name}{BOLD:#} is as {} is", clean(to)),
            None => format!("World {BOLD}{name}{BOLD:#} is as it was in the beginning"),
        });
        Ok(())
    }
}

impl Snapshot {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let of = segment(&self.of)?;
        let path = format!("/worlds/{of}/snapshots");
        let kept = at.call(Method::POST, &path, Some(json!({ "name": self.name }))).await?;
        told(&kept, json, || {
            format!("{GOOD}Kept{GOOD:#} the state of {of} as {BOLD}{}{BOLD:#}", clean(text(&kept, "name")))
        });
        Ok(())
    }
}

#[derive(Args)]
pub struct Export {
    /// The world
    #[arg(default_value = "main")]
    name: String,
}

impl Export {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let seed = at.call(Method::GET, &format!("/worlds/{}/export", segment(&self.name)?), None).await?;
        told(&seed, json, || serde_json::to_string_pretty(&seed).unwrap_or_default());
        Ok(())
    }
}

/// A name as part of a path.
pub fn segment(name: &str) -> Result<&str, Refused> {
    let fits = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let refused = || Refused::missing(format!("'{}' is no name of a world.", clean(name)));
    fits.then_some(name).ok_or_else(|| refused().hint("boxwood lab worlds lists what there is"))
}
