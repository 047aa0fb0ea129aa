//! From the start of the process to its first answer.
use super::{
    server::Server,
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::Result;
use std::fs;

const STARTS: usize = 20;

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let (existing, new) = (setting.data(setting.large)?, setting.file("new"));
    let mut cases: [(&str, Server, f64, f64); 3] = [
        ("a store in memory", setting.ephemeral("memory", 9401), 12.0, 0.0),
        ("a new store", setting.product("new", 9402, &new, &[]), 20.0, 0.0),
        ("the large store", setting.product("large", 9403, &existing, &[]), 12.0, 0.0),
    ];
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..STARTS {
        for ((_, server, _, memory), times) in cases.iter_mut().zip(&mut times) {
            let _ = fs::remove_dir_all(&new);
            times.push(server.start()?.as_secs_f64() * 1000.0);
            *memory = server.memory("VmRSS").max(*memory);
            server.stop();
        }
    }
    let mut goals = Vec::new();
    for ((name, _, limit, memory), times) in cases.iter().zip(times) {
        let what = format!("ms to the first answer, {name}");
        goals.push(Goal { id: "G9", what, value: Spread::of(times), limit: Limit::AtMost(*limit) });
        let what = format!("MiB resident then, {name}");
        goals.push(Goal { id: "G10", what, value: Spread::of([*memory]), limit: Limit::AtMost(16.0) });
    }
    Ok(goals)
}
