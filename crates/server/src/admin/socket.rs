//! Where a running server takes commands: a socket in its data directory, which only its own user can open. One JSON
//! line in, one out.
use super::{Admin, Answer, Command, Refused, Result};
use std::{
    fs,
    io::{self, BufRead, BufReader, Write as _},
    os::unix::{fs::PermissionsExt, net::UnixStream as BlockingStream},
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader as AsyncBufReader},
    net::{UnixListener, UnixStream},
    task::JoinSet,
    time::timeout,
};

const NAME: &str = "admin.sock";
/// Far more than any command has.
const MOST: u64 = 1 << 20;
/// For a command to arrive whole.
const PATIENCE: Duration = Duration::from_secs(10);
/// For the server to carry it out.
const LONGEST: Duration = Duration::from_secs(120);

/// A socket's path has 107 bytes at the most; a directory's own is reached through its descriptor, whatever its length.
fn address(directory: &Path) -> io::Result<(PathBuf, Option<fs::File>)> {
    use std::os::fd::AsRawFd;
    let path = directory.join(NAME);
    if path.as_os_str().len() <= 107 {
        return Ok((path, None));
    }
    let open = fs::File::open(directory)?;
    Ok((PathBuf::from(format!("/proc/self/fd/{}/{NAME}", open.as_raw_fd())), Some(open)))
}

/// The socket of the server whose data is in `directory`; the directory is this process's alone, so whatever lies there
/// under that name is a dead server's.
///
/// # Errors
/// Those of the file system.
pub fn bind(directory: &Path) -> io::Result<UnixListener> {
    let (path, _open) = address(directory)?;
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Takes the socket away.
pub fn remove(directory: &Path) {
    if let Ok((path, _open)) = address(directory) {
        let _ = fs::remove_file(path);
    }
}

/// Takes commands until it is dropped.
#[expect(clippy::disallowed_methods, reason = "nothing tells when there are files to open again")]
pub async fn serve(listener: UnixListener, admin: Admin) {
    let own = fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own)).ok();
    let mut running = JoinSet::new();
    loop {
        let stream = tokio::select! {
            Some(_) = running.join_next() => continue,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                Err(error) => {
                    tracing::warn!(%error, "the command socket");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            }
        };
        // The file's mode says the same; this holds even where the directory is on a file system without modes.
        let uid = stream.peer_cred().map(|peer| peer.uid()).ok();
        if uid == own || uid == Some(0) {
            running.spawn(converse(stream, admin.clone()));
        }
    }
}

async fn converse(mut stream: UnixStream, admin: Admin) {
    let (reader, mut writer) = stream.split();
    let mut line = String::new();
    let mut reader = AsyncBufReader::new(reader.take(MOST));
    if !matches!(timeout(PATIENCE, reader.read_line(&mut line)).await, Ok(Ok(1..))) {
        return;
    }
    let outcome: Result<Answer> = match serde_json::from_str::<Command>(&line) {
        Ok(command) => admin.run(command).await,
        Err(error) => Err(Refused::failed(format!("The server does not understand this command: {error}"))
            .hint("It runs another version of boxwood; restart it")),
    };
    let mut text = serde_json::to_vec(&outcome).unwrap_or_default();
    text.push(b'\n');
    let _ = writer.write_all(&text).await;
}

/// Whether a server takes commands for the data in `directory`.
pub fn is_served(directory: &Path) -> bool {
    address(directory).is_ok_and(|(path, _open)| BlockingStream::connect(path).is_ok())
}

/// Has the server whose data is in `directory` carry out a command; None when none listens there.
///
/// # Errors
/// The server's, or that it cannot be talked with.
pub fn ask(directory: &Path, command: &Command) -> Result<Option<Answer>> {
    let failed = |error: io::Error| Refused::failed(format!("The running server does not answer: {error}"));
    let (path, _open) = address(directory).map_err(failed)?;
    let Ok(mut stream) = BlockingStream::connect(path) else { return Ok(None) };
    stream.set_read_timeout(Some(LONGEST)).map_err(failed)?;
    let mut text = serde_json::to_vec(command).map_err(|error| Refused::failed(error.to_string()))?;
    text.push(b'\n');
    stream.write_all(&text).map_err(failed)?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).map_err(failed)?;
    let outcome: Result<Answer> = serde_json::from_str(&line)
        .map_err(|_| Refused::failed("The running server is of another version.").hint("Restart it"))?;
    outcome.map(Some)
}
