//! From the start of the process to its first answer.
use super::{
    server::Server,
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::Result;
use std::{
    fs,
    process::{Command, Stdio},
    time::Instant,
};

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
    let mut goals = vec![exec(setting)?];
    for ((name, _, limit, memory), times) in cases.iter().zip(times) {
        let what = format!("ms to the first answer, {name}");
        goals.push(Goal { id: "G9", what, value: Spread::of(times), limit: Limit::AtMost(*limit) });
        let what = format!("MiB resident then, {name}");
        goals.push(Goal { id: "G10", what, value: Spread::of([*memory]), limit: Limit::AtMost(16.0) });
    }
    Ok(goals)
}

/// All of a program that does nothing, with a server of its own: what a test pays that has one to itself.
fn exec(setting: &Setting) -> Result<Goal> {
    let mut times = Vec::new();
    for _ in 0..STARTS {
        let since = Instant::now();
        let ended = Command::new(&setting.binary).args(["exec", "--", "true"]).stdin(Stdio::null()).status();
        times.push(since.elapsed().as_secs_f64() * 1000.0);
        match ended {
            Ok(status) if status.success() => {}
            Ok(status) => return Err(format!("boxwood exec: {status}")),
            Err(error) => return Err(format!("boxwood exec: {error}")),
        }
    }
    let what = "ms for boxwood exec -- true, to its end".to_owned();
    Ok(Goal { id: "G9", what, value: Spread::of(times), limit: Limit::None })
}
