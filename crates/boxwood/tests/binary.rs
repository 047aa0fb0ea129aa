//! The program itself, as it is started, stopped and typed at.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a helper that fails ends its test, as the test itself would"
)]

use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Output, Stdio},
};
use tempfile::TempDir;

fn boxwood(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boxwood"));
    command.args(arguments).env("BOXWOOD_DATA", data).env_remove("BOXWOOD_CONFIG").env_remove("BOXWOOD_DATABASE");
    command
}

fn run(data: &Path, arguments: &[&str]) -> Output {
    boxwood(data, arguments).output().unwrap()
}

/// The answer of a command that must succeed.
fn json_of(data: &Path, arguments: &[&str]) -> Value {
    let output = run(data, &[arguments, &["--json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A server that has said that it is ready.
struct Served {
    process: Child,
    output: BufReader<ChildStdout>,
    ready: Value,
}

impl Served {
    fn start(data: &Path, arguments: &[&str]) -> Self {
        let mut command = boxwood(data, &[&["serve", "--json"], arguments].concat());
        Served::of(command.env("BOXWOOD_LISTEN", "127.0.0.1:0"))
    }

    fn of(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| {
            let mut text = String::new();
            process.stderr.take().unwrap().read_to_string(&mut text).unwrap();
            panic!("not ready: {text}")
        });
        Served { process, output, ready }
    }

    /// Status line and body.
    fn get(&self, path: &str, token: &str) -> (u16, Value) {
        let address = self.ready["base_url"].as_str().unwrap().strip_prefix("http://").unwrap().to_owned();
        let mut stream = TcpStream::connect(&address).unwrap();
        let head = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head[9..12].parse().unwrap(), serde_json::from_str(body).unwrap_or_default())
    }

    /// Stops as a service manager would; answers the exit status.
    fn stop(mut self, signal: &str) -> Option<i32> {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        let status = self.process.wait().unwrap();
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "", "one line is all that --json prints");
        status.code()
    }
}

/// A test that fails leaves nothing running.
impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs what was printed, as somebody would who pastes it.
fn pasted(command: &Value) -> Value {
    let output = Command::new("sh").args(["-c", command.as_str().unwrap()]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{command}: {output:?}"))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_first_start_provisions_and_the_second_does_not() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let first = Served::start(&data, &[]);
    let ready = first.ready.clone();
    assert_eq!((&ready["provisioned"], &ready["enterprise_id"]), (&json!(true), &json!("1")));
    assert_eq!(pasted(&ready["commands"][0])["name"], "Boxwood Sample App");
    assert_eq!(pasted(&ready["commands"][1])["login"], "sample.user@boxwood.example");
    let file = data.join("app-config.json");
    assert_eq!((mode(&data), mode(&file), mode(&data.join("admin.sock"))), (0o700, 0o600, 0o600));
    assert_eq!(mode(&data.join("boxwood.db")), 0o600);
    let text = fs::read_to_string(&file).unwrap();
    let config: Value = serde_json::from_str(&text).unwrap();
    let (app, auth) = (&config["boxAppSettings"], &config["boxAppSettings"]["appAuth"]);
    assert_eq!((&app["clientID"], &app["clientSecret"]), (&ready["app"]["client_id"], &ready["app"]["client_secret"]));
    assert_eq!((auth["publicKeyID"].as_str().unwrap().len(), auth["passphrase"].as_str().unwrap().len()), (8, 32));
    assert!(!data.join(".provisioning").exists() && !data.join(".app-config.json.new").exists());
    assert_eq!(json_of(&data, &["enterprise", "show"])["domains"], json!(["boxwood.example"]));
    let before = json_of(&data, &["app", "show", "1"]);
    assert_eq!(before["keys"][0]["id"], auth["publicKeyID"]);
    assert_eq!(first.stop("-TERM"), Some(0));
    assert!(!data.join("admin.sock").exists());

    let second = Served::start(&data, &[]);
    assert_eq!((&second.ready["provisioned"], second.ready.get("admin")), (&json!(false), None));
    assert_eq!(second.ready["config"], ready["config"]);
    assert_eq!(second.stop("-INT"), Some(0));
    assert_eq!((json_of(&data, &["app", "show", "1"]), fs::read_to_string(&file).unwrap()), (before, text));
}

#[test]
fn a_first_start_that_was_cut_short_is_finished_by_the_next() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let first = Served::start(&data, &[]);
    let client_id = first.ready["app"]["client_id"].as_str().unwrap().to_owned();
    let secret = first.ready["app"]["client_secret"].clone();
    assert_eq!(first.stop("-KILL"), None);
    // As it is between the first row and the file.
    fs::write(data.join(".provisioning"), &client_id).unwrap();
    fs::write(data.join(".app-config.json.new"), "half").unwrap();
    fs::remove_file(data.join("app-config.json")).unwrap();
    let second = Served::start(&data, &[]);
    assert_eq!((&second.ready["provisioned"], &second.ready["app"]["client_id"]), (&json!(true), &json!(client_id)));
    assert_ne!(second.ready["app"]["client_secret"], secret);
    assert_eq!(pasted(&second.ready["commands"][0])["name"], "Boxwood Sample App");
    let app = json_of(&data, &["app", "show", "1"]);
    assert_eq!(app["keys"].as_array().unwrap().len(), 1);
    let file: Value = serde_json::from_str(&fs::read_to_string(data.join("app-config.json")).unwrap()).unwrap();
    assert_eq!(file["boxAppSettings"]["appAuth"]["publicKeyID"], app["keys"][0]["id"]);
    assert_eq!(json_of(&data, &["enterprise", "list"]).as_array().unwrap().len(), 1);
    assert!(!data.join(".provisioning").exists());
    assert_eq!(second.stop("-TERM"), Some(0));
}

#[test]
fn commands_work_while_a_server_runs_and_while_none_does() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let nothing = run(&data, &["user", "list"]);
    assert_eq!(nothing.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&nothing.stderr).contains("boxwood serve"));
    let server = Served::start(&data, &[]);
    let online = json_of(&data, &["user", "list"]);
    let token = json_of(&data, &["token", "developer"])["access_token"].as_str().unwrap().to_owned();
    assert_eq!(server.get("/2.0/users/me", &token).0, 200);
    json_of(&data, &["app", "disable", "1"]);
    assert_eq!(server.get("/2.0/users/me", &token).0, 401, "the server's caches know");
    json_of(&data, &["app", "enable", "1"]);
    assert_eq!(server.get("/2.0/users/me", &token).0, 200);
    assert_eq!(server.stop("-TERM"), Some(0));
    assert_eq!(json_of(&data, &["user", "list"]), online);
    let table = String::from_utf8(run(&data, &["user", "list"]).stdout).unwrap();
    assert!(table.starts_with("ID  NAME ") && !table.contains('\u{1b}'), "{table}");
    json_of(&data, &["app", "disable", "1"]);
    let server = Served::start(&data, &[]);
    assert_eq!(server.get("/2.0/users/me", &token).0, 401);
    assert_eq!(server.stop("-TERM"), Some(0));
}

#[test]
fn a_directory_has_one_server() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let server = Served::start(&data, &[]);
    let second = run(&data, &["serve", "--listen", "127.0.0.1:0"]);
    assert_eq!(second.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&second.stderr).contains("Another server runs on"));
    assert_eq!(json_of(&data, &["enterprise", "list"])[0]["id"], "1", "the first one still takes commands");
    assert_eq!(server.stop("-TERM"), Some(0));
}

#[test]
fn an_open_address_is_refused_with_the_ways_out() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let refused = run(&data, &["serve", "--listen", "0.0.0.0:0"]);
    let text = String::from_utf8_lossy(&refused.stderr).replace("\n      ", "");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text.contains("--tls") && text.contains("--behind-proxy") && text.contains("127.0.0.1"), "{text}");
    assert!(!data.exists(), "nothing was made");
    let server = Served::start(&data, &["--listen=0.0.0.0:0", "--behind-proxy"]);
    assert!(server.ready["base_url"].as_str().unwrap().starts_with("http://127.0.0.1:"));
    assert_eq!(server.stop("-TERM"), Some(0));
}

#[test]
fn tls_names_the_ca_to_trust() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let server = Served::start(&data, &["--tls"]);
    assert!(server.ready["base_url"].as_str().unwrap().starts_with("https://127.0.0.1:"));
    assert!(fs::read_to_string(server.ready["ca"].as_str().unwrap()).unwrap().contains("BEGIN CERTIFICATE"));
    assert_eq!(pasted(&server.ready["commands"][1])["login"], "sample.user@boxwood.example");
    assert_eq!(server.stop("-TERM"), Some(0));
}

#[test]
fn ephemeral_data_is_gone_with_the_server() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_boxwood"));
    command.args(["serve", "--ephemeral", "--json", "--listen", "127.0.0.1:0"]).env_remove("BOXWOOD_DATA");
    let server = Served::of(&mut command);
    let data = PathBuf::from(server.ready["data"].as_str().unwrap());
    assert!(data.join("app-config.json").exists());
    assert_eq!(mode(&data), 0o700);
    assert_eq!(server.stop("-TERM"), Some(0));
    assert!(!data.exists());
}

#[test]
fn a_settings_file_is_written_once_and_for_its_owner() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    assert_eq!(Served::start(&data, &[]).stop("-TERM"), Some(0));
    let file = directory.path().join("own.json");
    let file_name = file.to_str().unwrap();
    let made = json_of(&data, &["app", "keypair", "1", "--reset-secret", "--output", file_name]);
    assert_eq!(mode(&file), 0o600);
    let config: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(config["boxAppSettings"]["appAuth"]["publicKeyID"], made["key_id"]);
    let again = run(&data, &["app", "keypair", "1", "--reset-secret", "--output", file_name]);
    assert_eq!(again.status.code(), Some(4), "what is there is never written over");
    let missing = directory.path().join("none.json");
    let refused = run(&data, &["app", "config", "nope", "--output", missing.to_str().unwrap()]);
    assert_eq!((refused.status.code(), missing.exists()), (Some(3), false));
}

#[test]
fn the_doctor_tells_what_is_wrong() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let verdict = |report: &Value, name: &str| {
        let found = report.as_array().unwrap().iter().find(|check| check["name"] == name);
        found.unwrap_or_else(|| panic!("{name}: {report:#}"))["verdict"].as_str().unwrap().to_owned()
    };
    let doctor = || {
        let output = run(&data, &["doctor", "--json"]);
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap())
    };
    let (code, report) = doctor();
    assert_eq!((code, verdict(&report, "data directory").as_str()), (Some(1), "bad"));
    assert_eq!(Served::start(&data, &["--tls"]).stop("-TERM"), Some(0));
    let (code, report) = doctor();
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(verdict(&report, "certificate"), "good");
    fs::set_permissions(&data, fs::Permissions::from_mode(0o755)).unwrap();
    fs::set_permissions(data.join("app-config.json"), fs::Permissions::from_mode(0o644)).unwrap();
    let (code, report) = doctor();
    assert_eq!((code, verdict(&report, "data directory").as_str()), (Some(1), "bad"));
    assert_eq!(verdict(&report, "app settings"), "bad");
    let text = String::from_utf8(run(&data, &["doctor"]).stdout).unwrap();
    assert!(text.contains("chmod 600") && text.contains("2 to be put right."), "{text}");
}

#[test]
fn the_password_of_the_database_is_told_nobody() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    for (rest, reason) in [
        ("", "Connection refused"),
        ("?sslmode=verify-ca", "sslmode is disable"),
        ("?sslmode=require&sslrootcert=/no/ca.pem", "/no/ca.pem"),
        ("?sslmode=require&sslkey=a", "sslkey"),
    ] {
        let url = format!("postgres://me:seven-blue-whales@127.0.0.1:1/boxwood{rest}");
        for arguments in [&["serve", "--listen", "127.0.0.1:0"][..], &["doctor"], &["user", "list"]] {
            let output = boxwood(&data, arguments).env("BOXWOOD_DATABASE", &url).output().unwrap();
            let told = [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).replace("\n", " "));
            let told = told.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains(reason) && !told.contains("whales"), "{arguments:?} {rest}: {told}");
        }
    }
    let help =
        boxwood(&data, &["serve", "--help"]).env("BOXWOOD_DATABASE", "postgres://me:whales@a/b").output().unwrap();
    let help = String::from_utf8_lossy(&help.stdout).into_owned();
    assert!(help.contains("BOXWOOD_DATABASE") && !help.contains("whales"), "{help}");
}

#[test]
fn variables_and_a_file_say_what_flags_do_not() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("data");
    let file = directory.path().join("boxwood.toml");
    fs::write(&file, "public-url = 'https://box.example.com'\nlisten = '0.0.0.0:1'\n").unwrap();
    let server = Served::start(&data, &["--config", file.to_str().unwrap()]);
    assert_eq!(server.ready["base_url"], "https://box.example.com");
    assert_eq!(server.stop("-TERM"), Some(0));
    // No server runs, so nobody knows which port it would get.
    fs::write(&file, "listen = '127.0.0.1:0'\nbehind-proxy = true\n").unwrap();
    let shown = json_of(&data, &["user", "show", "1", "--config", file.to_str().unwrap()]);
    assert_eq!(shown["user"]["avatar_url"], "http://127.0.0.1:8080/api/avatar/large/1");
    let report = json_of(&data, &["doctor", "--config", file.to_str().unwrap()]);
    assert_eq!((&report[0]["name"], &report[0]["verdict"]), (&json!("configuration"), &json!("doubtful")));
    // Flags that commands do not have are variables all the same.
    for (name, value, base) in [
        ("BOXWOOD_PUBLIC_URL", "https://box.example.com", "https://box.example.com"),
        ("BOXWOOD_LISTEN", "127.0.0.1:81", "http://127.0.0.1:81"),
    ] {
        let output = boxwood(&data, &["user", "show", "1", "--json"]).env(name, value).output().unwrap();
        let shown: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(shown["user"]["avatar_url"], format!("{base}/api/avatar/large/1"));
    }
    let refused = boxwood(&data, &["user", "list"]).env("BOXWOOD_LISTEN", "everywhere").output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("everywhere"));
    fs::write(&file, "lisen = '127.0.0.1:1'\n").unwrap();
    let refused = boxwood(&data, &["serve"]).env("BOXWOOD_CONFIG", &file).output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("lisen"));
    let refused = boxwood(&data, &["serve"]).env("BOXWOOD_LISTEN", "0.0.0.0:0").output().unwrap();
    assert_eq!(refused.status.code(), Some(1));
}

#[test]
fn shells_are_offered_completions() {
    let directory = TempDir::new().unwrap();
    for (shell, part) in [("bash", "_boxwood()"), ("zsh", "#compdef boxwood"), ("fish", "complete -c boxwood")] {
        let output = run(directory.path(), &["completions", shell]);
        assert!(String::from_utf8_lossy(&output.stdout).contains(part), "{shell}");
    }
}

#[test]
fn bash_completes_verbs_flags_and_their_values() {
    let script = "source <(\"$BOXWOOD\" completions bash)\n\
        complete() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); COMPREPLY=()\n\
            _boxwood boxwood \"${COMP_WORDS[COMP_CWORD]}\" \"${COMP_WORDS[COMP_CWORD - 1]}\"; echo \"${COMPREPLY[*]}\"; }\n\
        complete boxwood who; complete boxwood lab fa; complete boxwood collab add --ro\n\
        complete boxwood collab add /x una@acme.example --role ed\n\
        \"$BOXWOOD\" completions bash | head -1 >/dev/null; echo ${PIPESTATUS[0]}";
    let output =
        Command::new("bash").args(["-c", script]).env("BOXWOOD", env!("CARGO_BIN_EXE_boxwood")).output().unwrap();
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().collect::<Vec<_>>(), ["whoami", "faults", "--role", "editor", "0"], "{errors}");
    assert_eq!(errors, "", "to read no further is nobody's fault");
}
