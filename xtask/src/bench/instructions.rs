//! Instructions for one call, counted by valgrind: the same on every machine and under any load, but for a few in a hundred
//! where threads meet.
use super::{
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, command, output};
use std::fs;

/// What is asked of the rig, and how often: the difference of two runs is the cost of the calls alone.
struct Case {
    id: &'static str,
    verb: &'static str,
    /// What the rig is told between the store and the number of calls; `{assertions}` is a file of them.
    words: &'static [&'static str],
    calls: [u32; 2],
    /// The most that one call may take: what it took when that was last looked at, and a twentieth.
    most: f64,
}

const CASES: [Case; 6] = [
    Case { id: "G1", verb: "reads", words: &["1000", "100000000"], calls: [3000, 7000], most: 37_800.0 },
    Case { id: "G2", verb: "reads", words: &["1000", "0"], calls: [1000, 3000], most: 97_500.0 },
    Case { id: "G3", verb: "logins", words: &["{assertions}", "64"], calls: [640, 1920], most: 434_400.0 },
    Case { id: "G4", verb: "folders", words: &["1000", "64"], calls: [640, 1920], most: 183_800.0 },
    Case { id: "G7", verb: "uploads", words: &["1000", "64"], calls: [640, 1920], most: 684_000.0 },
    Case { id: "G8", verb: "downloads", words: &["64"], calls: [640, 1920], most: 72_400.0 },
];
/// How deep what is asked for lies in what the caller was given, and how much that is in all.
const ACCESS: [Case; 3] = [access(&["1", "1"]), access(&["50", "1"]), access(&["1", "1000"])];
/// How many times as much it may take at the other ends.
const ACCESS_MOST: f64 = 1.2;

const fn access(words: &'static [&'static str]) -> Case {
    Case { id: "G14", verb: "access", words, calls: [100, 1100], most: f64::INFINITY }
}

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    if command("valgrind", &["--version"]).output().is_err() {
        return Err("valgrind is not installed (Debian: apt-get install valgrind)".to_owned());
    }
    let mut goals: Vec<Goal> = CASES.iter().map(|case| case.run(setting)).collect::<Result<_>>()?;
    let [near, deep, many] = ACCESS.map(|case| case.each(setting));
    let near = near?;
    for (what, each) in [("at depth 50, of 1", deep?), ("with 1,000 collaborations, of 1", many?)] {
        let (what, value) = (format!("instructions for a folder {what}"), Spread::of([each / near]));
        goals.push(Goal { id: "G14", what, value, limit: Limit::AtMost(ACCESS_MOST) });
    }
    Ok(goals)
}

impl Case {
    fn run(&self, setting: &Setting) -> Result<Goal> {
        let each = self.each(setting)?;
        let what = format!("instructions for one of the {} {}", self.verb, self.words.join(" "));
        Ok(Goal { id: self.id, what, value: Spread::of([each]), limit: Limit::AtMost(self.most) })
    }

    fn each(&self, setting: &Setting) -> Result<f64> {
        let [few, many] = self.calls;
        Ok((self.count(setting, many)? - self.count(setting, few)?) / f64::from(many - few))
    }

    /// In all, on a store of its own, so that each run finds the same.
    fn count(&self, setting: &Setting, calls: u32) -> Result<f64> {
        let data = setting.scratch("instructions")?;
        let assertions = data.join("assertions").to_string_lossy().into_owned();
        if self.words.contains(&"{assertions}") {
            let signed = output(setting.rig("sign").arg(data.join("key")).arg(calls.to_string()))?;
            fs::write(&assertions, signed).map_err(|error| error.to_string())?;
        }
        let mut valgrind = command("valgrind", &["--tool=callgrind", "--log-fd=1"]);
        valgrind.arg(format!("--callgrind-out-file={}", data.join("callgrind.out").display()));
        valgrind.arg(setting.tool()).arg(self.verb).arg(data.join("boxwood.db"));
        valgrind.args(self.words.iter().map(|word| word.replace("{assertions}", &assertions)));
        let said = output(valgrind.arg(calls.to_string()))?;
        let count = said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
        count.ok_or_else(|| format!("valgrind said something else:\n{said}"))
    }
}
