//! Pages of a folder, without sockets, whatever lies in it.
use super::{
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, output};
use std::{collections::HashMap, fs};

const SIZES: [&str; 3] = ["10000", "100000", "1000000"];
/// What is asked, and how many times as much the same may cost in the largest folder.
const PAGES: [(&str, f64); 4] = [
    ("a page by marker, from the middle", 1.1),
    ("the first page, with the total", 1.1),
    ("the folder, with its first hundred", 1.1),
    ("the page at offset 9,900, of the first page", 3.0),
];

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let mut found = HashMap::<String, Vec<f64>>::new();
    let data = setting.scratch("folders")?;
    for line in output(setting.rig("list").arg(&data).args(SIZES))?.lines() {
        let [size, name, micros] = line.split('\t').collect::<Vec<_>>()[..] else {
            return Err(format!("not a line of rig list: {line}"));
        };
        println!("{size:>8} items  {name:<40} {micros:>10} us");
        found.entry(name.to_owned()).or_default().push(micros.parse().unwrap_or(f64::NAN));
    }
    fs::remove_dir_all(&data).map_err(|error| error.to_string())?;
    let times = |name: &str| found.get(name).filter(|times| times.len() == SIZES.len()).map(Vec::as_slice);
    let mut goals = Vec::new();
    for (name, most) in PAGES {
        let (Some([small, .., large]), Some([.., first])) = (times(name), times(PAGES[1].0)) else {
            return Err(format!("nothing was measured of {name}"));
        };
        let (what, ratio) = if most > 2.0 {
            (format!("{name}, of 10⁶ items"), large / first)
        } else {
            (format!("{name}: 10⁶ items of 10⁴"), large / small)
        };
        goals.push(Goal { id: "G13", what, value: Spread::of([ratio]), limit: Limit::AtMost(most) });
    }
    Ok(goals)
}
