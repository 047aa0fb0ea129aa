//! Commands: given to the server that runs on the data directory, or carried out here while none does.
use crate::{
    cli::{Common, Serve},
    config::Settings,
    place, serve, show,
};
use boxwood_api::{Random, SCHEMA, Site, signed::SigningKey};
use boxwood_blobs::Blobs;
use boxwood_server::admin::{Admin, Answer, AppCommand, Command, Later, Refused, socket};
use boxwood_store::{Config, Db, Error};
use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    process::ExitCode,
    sync::Arc,
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a server may take to start or to stop, or another command to end.
const PATIENCE: Duration = Duration::from_secs(5);

pub fn run(common: &Common, command: Command) -> Result<ExitCode, Refused> {
    let settings = Settings::of(common, &Serve::of_environment()?)?;
    // Made before the command runs: what it makes is shown once, and must not be lost on a file that cannot be written.
    let mut output = output(&command).map(|path| Ok::<_, Refused>((path, new_file(path)?))).transpose()?;
    let answer = carry_out(&settings, &command).inspect_err(|_| {
        if let Some((path, _)) = &output {
            let _ = fs::remove_file(path);
        }
    })?;
    match (&answer, &mut output) {
        (Answer::Config(config), Some((path, file))) => {
            let written = file.write_all(config.text().as_bytes()).and_then(|()| file.sync_all());
            written.map_err(|error| Refused::failed(format!("{}: {error}", path.display())))?;
            show::written(path, config, common.json);
        }
        _ => show::answer(&answer, common.json),
    }
    Ok(ExitCode::SUCCESS)
}

/// The file that the command's answer goes to.
fn output(command: &Command) -> Option<&Path> {
    match command {
        Command::App(Later(AppCommand::Keypair(asked))) if asked.add.is_none() && asked.remove.is_none() => {
            asked.file.output.as_deref()
        }
        Command::App(Later(AppCommand::Config(asked))) => asked.file.output.as_deref(),
        _ => None,
    }
}

fn new_file(path: &Path) -> Result<File, Refused> {
    let new = File::options().write(true).create_new(true).mode(0o600).open(path);
    new.map_err(|error| {
        Refused::failed(format!("{}: {error}", path.display())).hint("Name a file that is not there yet")
    })
}

/// # Errors
/// The command's own, or that nobody can carry it out.
#[expect(clippy::disallowed_methods, reason = "a lock of another process is let go without a sound")]
pub fn carry_out(settings: &Settings, command: &Command) -> Result<Answer, Refused> {
    if settings.database.is_some() {
        return here(settings, command).map_err(Failed::refused);
    }
    let started = Instant::now();
    loop {
        if let Some(answer) = socket::ask(&settings.data, command)? {
            return Ok(answer);
        }
        if !place::has_database(&settings.data) {
            let message = format!("There is no data in {}.", settings.data.display());
            return Err(
                Refused::missing(message).hint("Start a server once, boxwood serve; or name the directory: --data DIR")
            );
        }
        match here(settings, command) {
            Err(Failed::InUse(_)) if started.elapsed() < PATIENCE => sleep(Duration::from_millis(50)),
            done => return done.map_err(Failed::refused),
        }
    }
}

enum Failed {
    /// Somebody else has the database open.
    InUse(String),
    Refused(Refused),
}

impl Failed {
    fn refused(self) -> Refused {
        match self {
            Failed::InUse(file) => Refused::failed(format!("{file} is in use by a process that takes no commands."))
                .hint("It may be a server that is just starting or stopping: try again"),
            Failed::Refused(refused) => refused,
        }
    }
}

fn here(settings: &Settings, command: &Command) -> Result<Answer, Failed> {
    let mut config = Config::new(place::database(settings, &settings.data));
    // One command needs one of each.
    config.threads = 1;
    // The first address that is signed may be one that a command makes.
    let key = SigningKey::new(&Random::system()).map_err(|error| Failed::Refused(error.into()))?;
    config.context = Arc::new(Site::new(&base(settings)).with_key(key));
    let db = Db::open(&config, &SCHEMA).map_err(|error| match error {
        Error::InUse(file) => Failed::InUse(file),
        error => Failed::Refused(Refused::failed(format!("The store cannot be opened: {error}"))),
    })?;
    let files = boxwood_blobs::Config::new(serve::config(settings, &settings.data, false).blobs);
    let blobs = Blobs::open(&files).map_err(|error| Failed::Refused(Refused::failed(error.to_string())))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failed::Refused(Refused::failed(error.to_string())))?;
    runtime.block_on(Admin::new(db, Random::system()).with_blobs(blobs).run(command.clone())).map_err(Failed::Refused)
}

/// What stands before the paths of absolute URLs.
pub fn base(settings: &Settings) -> String {
    serve::config(settings, &settings.data, false).base()
}
