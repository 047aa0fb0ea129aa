//! Kills the server fifty times in the middle of its work. The test that does so is a part of the tests, with a few kills.
use super::{
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, cargo, succeed};

const KILLS: f64 = 50.0;

pub fn run(_: &Setting) -> Result<Vec<Goal>> {
    let test = [
        "nextest",
        "run",
        "--cargo-quiet",
        "--workspace",
        "--profile",
        "kills",
        "-E",
        "binary(durability)",
        "--no-capture",
    ];
    let held = succeed(cargo(&test).env("BOXWOOD_KILLS", KILLS.to_string()));
    let (value, limit) = (Spread::of([if held.is_ok() { KILLS } else { 0.0 }]), Limit::AtLeast(KILLS));
    Ok(vec![Goal { id: "G5", what: "kills -9 that lost nothing and invented nothing".to_owned(), value, limit }])
}
