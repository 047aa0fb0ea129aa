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

const CASES: [Case; 4] = [
    Case { id: "G1", verb: "reads", words: &["1000", "100000000"], calls: [3000, 7000], most: 37_800.0 },
    Case { id: "G2", verb: "reads", words: &["1000", "0"], calls: [1000, 3000], most: 97_500.0 },
    Case { id: "G3", verb: "logins", words: &["{assertions}", "64"], calls: [640, 1920], most: 439_300.0 },
    Case { id: "G4", verb: "folders", words: &["1000", "64"], calls: [640, 1920], most: 113_900.0 },
];

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    if command("valgrind", &["--version"]).output().is_err() {
        return Err("valgrind is not installed (Debian: apt-get install valgrind)".to_owned());
    }
    CASES.iter().map(|case| case.run(setting)).collect()
}

impl Case {
    fn run(&self, setting: &Setting) -> Result<Goal> {
        let [few, many] = self.calls;
        let each = (self.count(setting, many)? - self.count(setting, few)?) / f64::from(many - few);
        let what = format!("instructions for one of the {} {}", self.verb, self.words.join(" "));
        Ok(Goal { id: self.id, what, value: Spread::of([each]), limit: Limit::AtMost(self.most) })
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
