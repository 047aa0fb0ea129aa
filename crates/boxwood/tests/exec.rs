//! `boxwood exec` as it is shipped: programs that know no server but Box's.
#![expect(clippy::unwrap_used, reason = "a helper that fails ends its test, as the test itself would")]

mod shell;

use serde_json::Value;
use shell::{BIN, boxwood, errors, exec, json, out};
use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};
use tempfile::TempDir;

const ME: &str = "curl -sS -H \"Authorization: Bearer $BOX_DEVELOPER_TOKEN\" https://api.box.com/2.0/users/me";

#[test]
fn a_program_takes_it_for_box() {
    let me = exec(&[], ME);
    assert_eq!(json(&me)["login"], "admin@boxwood.example");
    assert_eq!(errors(&me), "", "nothing is added to what the program says");
    let form = "curl -sS https://api.box.com/oauth2/token -d grant_type=client_credentials -d client_id=$BOX_CLIENT_ID \
        -d client_secret=$BOX_CLIENT_SECRET -d box_subject_type=user -d box_subject_id=$BOX_USER_ID";
    assert_eq!(json(&exec(&[], form))["token_type"], "bearer");
    // By names of other hosts of Box's, by plain http, and past the proxy.
    let upload = ME.replace("api.box.com", "upload.box.com");
    let plain = ME.replace("https://", "http://");
    let direct = ME.replace("https://api.box.com", "$BOXWOOD_BASE_URL");
    for line in [upload, plain, direct] {
        assert_eq!(json(&exec(&[], &line))["login"], "admin@boxwood.example", "{line}");
    }
}

#[test]
fn links_lead_back_to_it() {
    let line = "TOKEN=$BOX_DEVELOPER_TOKEN\n\
        printf 'a plan' > $BOXWOOD_DATA/plan.txt\n\
        ID=$(curl -sS https://upload.box.com/api/2.0/files/content -H \"Authorization: Bearer $TOKEN\" \
            -F 'attributes={\"name\":\"plan.txt\",\"parent\":{\"id\":\"0\"}}' -F file=@$BOXWOOD_DATA/plan.txt \
            | sed 's/.*\"type\":\"file\",\"id\":\"\\([0-9]*\\)\".*/\\1/')\n\
        curl -sSL -w ' %{url_effective}' -H \"Authorization: Bearer $TOKEN\" https://api.box.com/2.0/files/$ID/content";
    let there = out(&exec(&[], line));
    assert!(there.starts_with("a plan https://api.box.com/"), "{there}");
    let here = out(&exec(&["--local-links"], &line.replace("https://upload.box.com", "$BOXWOOD_BASE_URL")));
    assert!(here.starts_with("a plan http://127.0.0.1:"), "{here}");
}

#[test]
fn it_ends_as_the_program_does() {
    for (line, code) in [("exit 0", 0), ("exit 7", 7), ("kill -KILL $$", 137), ("kill -TERM $$", 143)] {
        assert_eq!(exec(&[], line).status.code(), Some(code), "{line}");
    }
    let missing = boxwood(&["exec", "no-such-program"]).output().unwrap();
    assert_eq!(missing.status.code(), Some(127));
    assert!(errors(&missing).contains("no-such-program"));
    let directory = TempDir::new().unwrap();
    let script = directory.path().join("script");
    fs::write(&script, "not to be run").unwrap();
    assert_eq!(boxwood(&["exec", script.to_str().unwrap()]).output().unwrap().status.code(), Some(126));
    // What stands behind the program is the program's.
    let told = boxwood(&["exec", "echo", "--help", "--outside", "--", "-x"]).output().unwrap();
    assert_eq!(out(&told), "--help --outside -- -x\n");
}

#[test]
fn signals_are_the_programs() {
    for (signal, name) in [("-TERM", "TERM"), ("-INT", "INT"), ("-HUP", "HUP")] {
        let line = format!("trap 'kill $!; exit 3' {name}; echo ready; sleep 60 & wait");
        let mut child =
            boxwood(&["exec", "--", "sh", "-c", &line]).stdout(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        assert_eq!(ready, "ready\n");
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(3), "{name}");
    }
}

#[test]
fn nothing_stays_of_it() {
    let line = "echo $BOXWOOD_DATA; stat -c %a $BOXWOOD_DATA; stat -c %a $BOX_CONFIG_FILE; ls $BOXWOOD_DATA";
    let shown = out(&exec(&[], line));
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[1..3], ["700", "600"]);
    assert!(!shown.contains("key"), "the CA's key is in no file: {shown}");
    assert!(lines[0].starts_with('/') && !Path::new(lines[0]).exists());
}

#[test]
fn what_is_for_others_is_refused_and_told() {
    let refused = exec(&[], "curl -sS https://example.com; curl -sS http://example.com/a -w '%{http_code}'; exit 0");
    let (said, told) = (out(&refused), errors(&refused));
    assert!(said.contains("example.com is no host of Box's") && said.contains("--outside allow"), "{said}");
    assert!(said.ends_with("403"), "{said}");
    assert_eq!(told.matches("boxwood: refused example.com").count(), 1, "{told}");
    // Whatever somebody exempts from proxies, Box is not.
    let line = format!("{ME}; echo; echo \"$NO_PROXY\"");
    let arguments = ["exec", "--outside", "allow", "--", "sh", "-c", &line];
    let exempt = boxwood(&arguments).env("NO_PROXY", "*,.box.com,intern.example").output().unwrap();
    let shown = out(&exempt);
    assert!(shown.contains("admin@boxwood.example") && shown.ends_with("localhost,127.0.0.1,::1,intern.example\n"));
}

/// Answers one request for each of the connections, with its first line.
fn somebody(connections: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for stream in listener.incoming().take(connections) {
            let mut stream = stream.unwrap();
            let (mut line, mut rest) = (String::new(), BufReader::new(stream.try_clone().unwrap()));
            rest.read_line(&mut line).unwrap();
            let mut more = String::new();
            while rest.read_line(&mut more).unwrap() > 2 {
                more.clear();
            }
            let body = line.trim_end();
            let answer =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

#[test]
fn other_servers_of_this_machine_are_reached() {
    let address = somebody(3);
    let plain = exec(&[], &format!("curl -sS http://{address}/direct"));
    assert_eq!(out(&plain), "GET /direct HTTP/1.1");
    let proxied = exec(&[], &format!("NO_PROXY= no_proxy= curl -sS http://{address}/a?b"));
    assert_eq!(out(&proxied), "GET /a?b HTTP/1.1");
    let tunnel = exec(&[], &format!("NO_PROXY= no_proxy= curl -sS -p http://{address}/tunnel"));
    assert_eq!(out(&tunnel), "GET /tunnel HTTP/1.1");
}

#[test]
fn others_are_reached_by_the_proxy_that_is_named_already() {
    let address = somebody(1);
    let arguments = ["exec", "--outside", "allow", "--", "curl", "-sS", "http://intern.example/a"];
    let asked = boxwood(&arguments).env("HTTPS_PROXY", format!("http://me:secret@{address}")).output().unwrap();
    assert_eq!(out(&asked), "GET http://intern.example/a HTTP/1.1");
}

#[test]
fn commands_are_given_to_it() {
    let line = format!("{BIN} user create Una una@boxwood.example --json >&2; {BIN} user list --json");
    let users = json(&exec(&[], &line));
    let logins: Vec<_> =
        users["entries"].as_array().unwrap().iter().map(|user| user["login"].as_str().unwrap()).collect();
    assert!(logins.contains(&"una@boxwood.example") && logins.contains(&"sample.user@boxwood.example"), "{logins:?}");
}

#[test]
fn without_a_program_it_says_where_it_is_until_its_input_ends() {
    let arguments = ["--json", "exec", "--local-links"];
    let mut child = boxwood(&arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    output.read_line(&mut said).unwrap();
    let said: Value = serde_json::from_str(&said).unwrap();
    let (environment, app) = (&said["environment"], &said["enterprises"][0]["apps"][0]);
    assert_eq!((&environment["BOX_CLIENT_ID"], &environment["ALL_PROXY"]), (&app["client_id"], &Value::Null));
    let token = app["developer_token"].as_str().unwrap();
    let url = format!("{}/2.0/users/me", said["base_url"].as_str().unwrap());
    let asked = Command::new("curl").args(["-sS", &url, "-H", &format!("Authorization: Bearer {token}")]).output();
    assert_eq!(json(&asked.unwrap())["id"], said["enterprises"][0]["admin"]["id"]);
    let data = PathBuf::from(said["data"].as_str().unwrap());
    assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    drop(child.stdin.take());
    let mut rest = String::new();
    output.read_to_string(&mut rest).unwrap();
    assert_eq!((rest.as_str(), child.wait().unwrap().code(), data.exists()), ("", Some(0), false));
}

#[test]
fn many_run_beside_each_other() {
    let running: Vec<_> =
        (0..8).map(|_| boxwood(&["exec", "--", "sh", "-c", ME]).stdout(Stdio::piped()).spawn().unwrap()).collect();
    for child in running {
        assert_eq!(json(&child.wait_with_output().unwrap())["login"], "admin@boxwood.example");
    }
}

const SEED: &str = r#"
enterprises:
  - name: Acme
    admin: { name: Ada Admin, login: ada@acme.example }
    users:
      - name: Una User
        login: una@acme.example
        job_title: Tester
        folders:
          - name: Plans
            description: What is to come.
            tags: [year]
            collaborations:
              - { user: max@acme.example, role: editor }
              - { group: Readers, role: viewer }
              - { user: gina@guest.example, role: viewer }
            files:
              - { name: plan.txt, text: "A plan.\n" }
              - { name: large.bin, path: large.bin, shared_link: { access: open } }
      - { name: Max, login: max@acme.example, role: coadmin, permissions: [manage_users] }
    groups:
      - { name: Readers, members: [max@acme.example] }
    apps:
      - name: Reporter
        client_id: reporter
        client_secret: secret
        users: [{ name: Apu, external_app_user_id: "7" }]
  - name: Guest
    admin: { name: Gina, login: gina@guest.example }
"#;

fn seeded(text: &str) -> (TempDir, String) {
    let directory = TempDir::new().unwrap();
    fs::write(directory.path().join("large.bin"), vec![7; 100_000]).unwrap();
    let file = directory.path().join("seed.yaml");
    fs::write(&file, text).unwrap();
    let name = file.to_str().unwrap().to_owned();
    (directory, name)
}

#[test]
fn a_seed_says_who_and_what_is_there() {
    let (_directory, seed) = seeded(SEED);
    let world = json(&exec(&["--seed", &seed], "cat $BOXWOOD_WORLD"));
    assert_eq!((&world["enterprises"][0]["apps"][0]["client_id"]), "reporter");
    let plans = "una@acme.example:/Plans";
    let (folder, large) = (&world["folders"][plans], &world["files"][format!("{plans}/large.bin")]);
    assert!(folder.is_string() && large.is_string(), "{world:#}");
    let get = |path: &str| {
        let line = format!(
            "ID=$(grep -o '\"{path}\": *\"[0-9]*\"' $BOXWOOD_WORLD | sed 's/.*\"\\([0-9]*\\)\"$/\\1/')\n\
             curl -sS https://api.box.com/2.0/folders/$ID/collaborations -H \"Authorization: Bearer $BOX_DEVELOPER_TOKEN\" \
             -H \"As-User: $BOX_USER_ID\""
        );
        json(&exec(&["--seed", &seed], &line))
    };
    let collaborations = get(plans);
    let entries = collaborations["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 3, "{collaborations:#}");
    assert!(entries.iter().all(|one| one["status"] == "accepted"), "{collaborations:#}");
}

#[test]
fn what_will_not_do_in_a_seed_is_named() {
    for (from, to, told) in [
        ("role: editor", "role: emperor", "enterprises[0].users[0].folders[0].collaborations[0]"),
        ("max@acme.example, role: editor", "max@acme.example, rule: editor", "rule"),
        ("path: large.bin", "path: none.bin", "none.bin"),
        ("members: [max@acme.example]", "members: [moe@acme.example]", "moe@acme.example"),
        ("login: una@acme.example", "login: una", "enterprises[0].users[0]: The value of login"),
        ("    groups:", "   groups:", "seed.yaml"),
    ] {
        let (_directory, seed) = seeded(&SEED.replace(from, to));
        let refused = exec(&["--seed", &seed], "echo never");
        let said = errors(&refused).replace("\n       ", " ");
        assert!(refused.stdout.is_empty() && said.contains(told), "{to}: {said}");
        assert_eq!(refused.status.code(), Some(1), "{to}: {said}");
    }
}

#[test]
fn workers_that_know_nothing_of_it_have_a_world_each() {
    let call = "curl -sS -H \"Authorization: Bearer $BOX_DEVELOPER_TOKEN\" https://api.box.com/2.0/folders";
    let line = format!(
        "set -e; {BIN} lab fork w1 >&2; plain=$HTTPS_PROXY; \
         export HTTPS_PROXY=$(echo $plain | sed s,//,//w1:x@,); export https_proxy=$HTTPS_PROXY; \
         {call} -d '{{\"name\": \"mine\", \"parent\": {{\"id\": \"0\"}}}}' >&2; {call}/0/items; echo; \
         export HTTPS_PROXY=$plain https_proxy=$plain; {call}/0/items; echo; \
         {BIN} lab clock --advance 2h --json; {call}/0/items -o /dev/null -w '%{{http_code}}\\n'; \
         {BIN} lab reset >&2; {call}/0/items -o /dev/null -w '%{{http_code}}\\n'; {BIN} --json lab worlds; {BIN} lab drop w1 >&2; \
         if {BIN} lab drop w1; then exit 9; fi"
    );
    let said = exec(&[], &line);
    let text = String::from_utf8_lossy(&said.stdout).into_owned();
    let lines: Vec<_> = text.lines().collect();
    let counts: Vec<_> =
        lines[..2].iter().map(|line| serde_json::from_str::<Value>(line).unwrap()["total_count"].clone()).collect();
    assert_eq!(counts, [1, 0], "{said:?}");
    assert_eq!((lines[3], lines[4]), ("401", "200"), "{said:?}");
    assert_eq!(serde_json::from_str::<Value>(lines[5]).unwrap()["worlds"][1]["name"], "w1");
    assert!(errors(&said).contains("There is no world 'w1'"), "{said:?}");
}
