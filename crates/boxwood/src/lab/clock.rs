//! A world's clock.
use super::{At, text, told, worlds::segment};
use crate::show::{BOLD, clean};
use boxwood_server::admin::Refused;
use clap::Args;
use reqwest::Method;
use serde_json::{Value, json};

#[derive(Args)]
#[command(after_help = "boxwood lab clock --advance 60d\n\
    boxwood lab clock --world w1 --at 2030-01-01T00:00:00Z\n\
    boxwood lab clock --skew -2h")]
#[group(id = "set", multiple = false)]
pub struct Clock {
    /// Hold it at that time
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Hold it where it is
    #[arg(long)]
    hold: bool,
    /// Move it: 90s, 15m, 2h, 60d, 1w; negative is back
    #[arg(long, allow_hyphen_values = true, value_name = "SPAN")]
    advance: Option<String>,
    /// Let it go, so far from the machine's
    #[arg(long, allow_hyphen_values = true, value_name = "SPAN")]
    skew: Option<String>,
    /// Let it go on from where it is
    #[arg(long)]
    run: bool,
}

/// The world whose clock it is.
#[derive(Args)]
pub struct Of {
    #[arg(long, default_value = "main", value_name = "WORLD")]
    world: String,
    #[command(flatten)]
    clock: Clock,
}

impl Of {
    pub async fn run(self, at: &At, json: bool) -> Result<(), Refused> {
        let path = format!("/worlds/{}/clock", segment(&self.world)?);
        let shown = match self.clock.said() {
            Some(set) => at.call(Method::PUT, &path, Some(set)).await?,
            None => at.call(Method::GET, &path, None).await?,
        };
        told(&shown, json, || {
            let held = if shown.get("held") == Some(&json!(true)) { ", and held there" } else { "" };
            format!("It is {BOLD}{}{BOLD:#} in {}{held}", clean(text(&shown, "now")), self.world)
        });
        Ok(())
    }
}

impl Clock {
    fn said(self) -> Option<Value> {
        let Clock { at, hold, advance, skew, run } = self;
        let flags = [("hold", hold), ("run", run)]
            .into_iter()
            .find(|(_, is_set)| *is_set)
            .map(|(name, _)| json!({ name: true }));
        let texts = [("at", at), ("advance", advance), ("skew", skew)];
        flags.or_else(|| texts.into_iter().find_map(|(name, text)| text.map(|text| json!({ name: spelled(text) }))))
    }
}

/// A bare number is seconds.
fn spelled(text: String) -> Value {
    text.parse::<f64>().map_or_else(|_| json!(text), |seconds| json!(seconds))
}
