//! A disk that is full: what was acknowledged stays, what was refused is nowhere, and with room again everything goes on, also
//! after kill -9. The disk is a small one in memory, which only the server sees: it is mounted in a namespace of its own.
use super::{
    client::{Client, Server},
    content::{check, entries, left, sha1, upload},
    filled,
};
use serde_json::json;
use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

/// Of the whole disk, and of what is taken off it to make room.
const MIB: u32 = 32;
const BALLAST_MIB: u32 = 6;
/// How often it refuses until it is taken for full.
const REFUSED: usize = 20;

/// A shell that has the disk mounted as long as it lives.
struct SmallDisk {
    shell: Child,
    at: PathBuf,
}

impl SmallDisk {
    /// With what `at` has in it so far. None where nobody may mount anything.
    fn new(at: &Path) -> Option<SmallDisk> {
        let said = format!(
            "cp -a {at} {at}.seed && mount -t tmpfs -o size={MIB}m boxwood {at} && cp -a {at}.seed/. {at} && \
             head -c {BALLAST_MIB}M /dev/zero > {at}/ballast && echo mounted && read -r _",
            at = at.display()
        );
        let mut shell = Command::new("unshare");
        shell.args(["--user", "--map-root-user", "--mount", "sh", "-c", &said]);
        let mut shell = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
        let mut line = String::new();
        BufReader::new(shell.stdout.as_mut()?).read_line(&mut line).ok()?;
        let disk = SmallDisk { shell, at: at.to_owned() };
        (line == "mounted\n").then_some(disk)
    }

    /// A program that sees it.
    fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        let shell = self.shell.id().to_string();
        command.args(["--target", &shell, "--user", "--mount", "--preserve-credentials", program]);
        command
    }

    fn run(&self, program: &str, arguments: &[&Path]) {
        assert!(self.command(program).args(arguments).status().unwrap().success(), "{program}");
    }

    fn server(&self) -> Server {
        let (place, blobs) = (self.at.join("boxwood.db"), self.at.join("files"));
        let rig = self.command(env!("CARGO_BIN_EXE_rig"));
        Server::start_by(rig, &place.to_string_lossy(), &blobs.to_string_lossy())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

/// What became of the files that were uploaded: the digests of those that were taken, by name.
#[derive(Default)]
struct Uploaded {
    taken: HashMap<String, String>,
    refused: Vec<String>,
}

impl Uploaded {
    /// Uploads files of one size until they are refused again and again.
    fn until_full(&mut self, server: &Server, size: usize) {
        let refused = self.refused.len() + REFUSED;
        for n in 0.. {
            if self.refused.len() == refused {
                return;
            }
            let name = format!("{size} bytes, {n}");
            match self.upload(server, &name, size) {
                201 => {}
                503 => self.refused.push(name),
                other => panic!("{name}: {other}"),
            }
        }
    }

    fn upload(&mut self, server: &Server, name: &str, size: usize) -> u16 {
        let bytes: Vec<u8> = name.bytes().cycle().take(size).collect();
        let (status, file) = upload(&mut Client::new(server.port).unwrap(), name, "0", &bytes).unwrap();
        if status == 201 {
            self.taken.insert(name.to_owned(), sha1(&bytes));
            assert_eq!(file["entries"][0]["sha1"], json!(self.taken[name]));
        }
        status
    }

    fn compare(&self, server: &Server) {
        let mut client = Client::new(server.port).unwrap();
        let all = entries(&mut client, "/2.0/folders/0/items").into_iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let there: HashMap<_, _> = all.map(|file| (text(&file["name"]), text(&file["sha1"]))).collect();
        assert_eq!(there, self.taken);
        assert!(!self.refused.iter().any(|name| there.contains_key(name)));
    }
}

#[test]
fn a_full_disk_refuses_and_loses_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    std::fs::create_dir(&data).unwrap();
    filled(&data.join("boxwood.db").to_string_lossy());
    let Some(disk) = SmallDisk::new(&data) else {
        // Not eprintln: what a passing test prints is never shown.
        let _ = writeln!(std::io::stderr(), "SKIPPED: nobody may mount a small disk here");
        return;
    };
    let (mut server, mut uploaded) = (disk.server(), Uploaded::default());
    for size in [700_000, 20_000, 600_000] {
        uploaded.until_full(&server, size);
        uploaded.compare(&server);
    }
    server.kill();
    disk.run("rm", &[&data.join("ballast")]);
    server = disk.server();
    uploaded.compare(&server);
    for size in [100_000, 1_000] {
        assert_eq!(uploaded.upload(&server, &format!("{size} bytes more"), size), 201);
    }
    uploaded.compare(&server);
    server.stop();
    let copy = directory.path().join("copy");
    disk.run("cp", &[Path::new("-a"), &data, &copy]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (place, blobs) = (copy.join("boxwood.db"), copy.join("files"));
    runtime.block_on(async { check(left(&place.to_string_lossy(), &blobs.to_string_lossy()).unwrap()).await });
}
