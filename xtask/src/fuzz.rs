//! `cargo xtask fuzz [SECONDS]`: each fuzz target for a while, from the seeds that are checked in and from what earlier
//! runs found in target/. Coverage is all the instrumentation it needs, for there is no unsafe code; so the stable
//! compiler will do, and cargo-fuzz need not be installed (though it works here, too).
use crate::run::{Outcome, Result, cargo, command, output, read, succeed};
use std::fs::{File, create_dir_all};

const TARGETS: &[&str] = &["jwt", "form", "fields"];
const SECONDS: &str = "20";
const BUILT: &str = "target/fuzz";
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";
/// How many inputs tried it out, in the fuzzer's own statistics.
const TRIED: &str = "stat::number_of_executed_units:";

pub fn run(arguments: &[String]) -> Result<Outcome> {
    let seconds = arguments.first().map_or(SECONDS, String::as_str);
    let version = output(&mut command("rustc", &["-vV"]))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    // With a target, the flags do not reach build scripts and macros.
    let build = ["build", "--quiet", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--release", "--target", host];
    succeed(cargo(&build).env("CARGO_TARGET_DIR", BUILT).env("RUSTFLAGS", FLAGS))?;
    for target in TARGETS {
        let (found, crashes) = (format!("{BUILT}/found/{target}"), format!("{BUILT}/crashes/"));
        create_dir_all(&found).and_then(|()| create_dir_all(&crashes)).map_err(|error| error.to_string())?;
        let mut fuzz = command(&format!("{BUILT}/{host}/release/{target}"), &[&found]);
        fuzz.arg(format!("fuzz/seeds/{target}")).arg(format!("-max_total_time={seconds}"));
        fuzz.arg(format!("-artifact_prefix={crashes}{target}-")).args(["-timeout=5", "-max_len=8192", "-verbosity=0"]);
        let log = format!("{BUILT}/{target}.log");
        let file = File::create(&log).map_err(|error| format!("{log}: {error}"))?;
        let ended = succeed(fuzz.arg("-print_final_stats=1").stderr(file));
        let told = read(&log)?;
        if ended.is_err() {
            println!("{told}");
        }
        ended?;
        // Without one, its instrumentation is broken, or its input never came.
        let tried = told.lines().find_map(|line| line.strip_prefix(TRIED)).map_or("0", str::trim);
        println!("{target:<10} {tried} inputs in {seconds} s");
        if tried.parse().is_ok_and(|tried: u64| tried == 0) {
            return Err(format!("{target} was not tried out: {log}"));
        }
    }
    Ok(Outcome::Passed)
}
