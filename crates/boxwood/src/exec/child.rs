//! The program: its start, the signals that are meant for it, and its end.
use super::Variable;
use boxwood_server::admin::Refused;
use rustix::process::{Pid, Signal, getpgrp, kill_process};
use std::{
    ffi::{OsStr, OsString},
    fs::File,
    io,
    os::unix::process::ExitStatusExt,
    process::{ExitCode, ExitStatus},
};
use tokio::{
    process::Command,
    signal::unix::{Signal as Listener, SignalKind, signal},
};

/// As shells have it.
const NOT_FOUND: u8 = 127;
const CANNOT_RUN: u8 = 126;
/// What a shell adds to the number of the signal that ended a program.
const SIGNALLED: i32 = 128;

/// Signals that are not for this process but for the program.
pub struct Signals {
    terminate: Listener,
    interrupt: Listener,
    quit: Listener,
    hang_up: Listener,
}

impl Signals {
    /// From now on, none of them ends this process.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn listen() -> Result<Signals, Refused> {
        let listen = |kind| signal(kind).map_err(|error| Refused::failed(error.to_string()));
        Ok(Signals {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            quit: listen(SignalKind::quit())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    /// The next of them.
    pub async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.terminate.recv() => Signal::TERM,
            _ = self.interrupt.recv() => Signal::INT,
            _ = self.quit.recv() => Signal::QUIT,
            _ = self.hang_up.recv() => Signal::HUP,
        }
    }
}

/// Runs the program to its end; answers its exit status.
///
/// # Errors
/// When its end cannot be waited for.
pub async fn run(
    program: &OsStr,
    arguments: &[OsString],
    environment: Vec<Variable>,
    mut signals: Signals,
) -> Result<ExitCode, Refused> {
    let mut command = Command::new(program);
    command.args(arguments);
    for (name, value) in environment {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ok(not_started(program, &error)),
    };
    loop {
        tokio::select! {
            ended = child.wait() => {
                let ended = ended.map_err(|error| Refused::failed(error.to_string()))?;
                return Ok(ExitCode::from(code(ended)));
            }
            signal = signals.next() => {
                let pid = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
                if let Some(pid) = pid.filter(|_| !is_typed(signal)) {
                    // If it is gone, its end is what comes next.
                    let _ = kill_process(pid, signal);
                }
            }
        }
    }
}

fn not_started(program: &OsStr, error: &io::Error) -> ExitCode {
    let (code, hint) = match error.kind() {
        io::ErrorKind::NotFound => (NOT_FOUND, "Name a program that is there: boxwood exec -- PROGRAM ARGUMENTS"),
        _ => (CANNOT_RUN, "It has to be a program, or a script that begins with #! and may be run (chmod +x)"),
    };
    let refused = Refused::failed(format!("{}: {error}", program.to_string_lossy())).hint(hint);
    crate::show::refused(&refused, false);
    ExitCode::from(code)
}

fn code(ended: ExitStatus) -> u8 {
    let code = ended.code().or_else(|| ended.signal().map(|signal| SIGNALLED + signal)).unwrap_or(1);
    u8::try_from(code).unwrap_or(1)
}

/// Whether the program has heard of the signal already: what is typed at a terminal goes to all that run in front there.
fn is_typed(signal: Signal) -> bool {
    let from_terminal = signal == Signal::INT || signal == Signal::QUIT;
    let in_front = || File::open("/dev/tty").ok().and_then(|terminal| rustix::termios::tcgetpgrp(terminal).ok());
    from_terminal && in_front() == Some(getpgrp())
}
