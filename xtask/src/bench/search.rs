//! Searches, without sockets, by one who sees nine in ten of all files.
use super::{
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, output};
use std::fs;

const SIZES: [&str; 2] = ["1000", "100000"];
/// Milliseconds, for what a person looks for: not for a word that all files have.
const MOST: f64 = 50.0;

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let mut goals = Vec::new();
    for size in SIZES {
        let data = setting.file(&format!("search-{size}"));
        let _ = fs::remove_dir_all(&data);
        fs::create_dir_all(&data).map_err(|error| error.to_string())?;
        let found = output(setting.rig("search").arg(data.join("boxwood.db")).arg(size))?;
        for line in found.lines() {
            let [name, total, median, most] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(format!("not a line of rig search: {line}"));
            };
            let millis = |text: &str| text.parse::<f64>().map(|micros| micros / 1000.0).unwrap_or(f64::NAN);
            let what = format!("ms for {name} of {size} files, {total} found");
            let limit = if name == "all" { Limit::None } else { Limit::AtMost(MOST) };
            goals.push(Goal { id: "G22", what, value: Spread::of([millis(median), millis(most)]), limit });
        }
    }
    Ok(goals)
}
