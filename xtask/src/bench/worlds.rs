//! What a world of one's own costs: a fork, a reset, a drop, whatever it holds.
use super::{
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, output};
use std::collections::BTreeMap;

const SIZES: [&str; 2] = ["1000", "1000000"];
/// What is asked, and its goal in milliseconds for each size.
const CALLS: [(&str, [Limit; 2]); 5] = [
    ("fork and drop", [Limit::AtMost(5.0), Limit::AtMost(20.0)]),
    ("reset after a change", [Limit::AtMost(5.0), Limit::AtMost(20.0)]),
    ("fork", [Limit::None; 2]),
    ("drop", [Limit::None; 2]),
    ("the first call to it", [Limit::None; 2]),
];

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let mut found = BTreeMap::<(String, String), Vec<f64>>::new();
    for line in output(setting.rig("worlds").args(SIZES))?.lines() {
        let [size, name, millis] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("not a line of rig worlds: {line}"));
        };
        let times = found.entry((name.to_owned(), size.to_owned())).or_default();
        times.push(millis.parse().unwrap_or(f64::NAN));
    }
    let mut goals = Vec::new();
    for (name, limits) in CALLS {
        for (size, limit) in SIZES.into_iter().zip(limits) {
            let times = found.remove(&(name.to_owned(), size.to_owned())).unwrap_or_default();
            println!("{size:>8} items  {name:<24} p95 {:>8.2} ms", p95(&times));
            let what = format!("ms for a world: {name}, of {size} items");
            goals.push(Goal { id: "G18", what, value: Spread::of(times), limit });
        }
    }
    Ok(goals)
}

fn p95(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get((times.len() * 95).div_ceil(100).saturating_sub(1)).copied().unwrap_or(f64::NAN)
}
