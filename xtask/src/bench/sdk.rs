//! What the client for Rust costs, beside bare calls of the HTTP library that it uses.
use super::{
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, output};
use std::process::Command;

/// What the measurement says its result behind.
const RATIO: &str = "ratio";

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let mut ratios = Vec::new();
    for _ in 0..setting.rounds {
        let said = output(&mut Command::new(setting.example("overhead")))?;
        let ratio = said.lines().find_map(|line| line.strip_prefix(RATIO)?.trim().parse().ok());
        ratios.push(ratio.ok_or_else(|| format!("the measurement said something else:\n{said}"))?);
    }
    let what = "a call by the client for Rust, of a bare one of the same bytes".to_owned();
    Ok(vec![Goal { id: "SDK", what, value: Spread::of(ratios), limit: Limit::None }])
}
