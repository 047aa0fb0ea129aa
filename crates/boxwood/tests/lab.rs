//! `boxwood lab` and strict mode as they are shipped: typed by whoever runs a program against a server of its own.
#![expect(clippy::unwrap_used, reason = "a helper that fails ends its test, as the test itself would")]
mod shell;

use serde_json::{Value, json};
use shell::{BIN, errors, exec, json, out};
use std::fs;
use tempfile::TempDir;

/// What the lines below are made of: a call, past the proxy; the laboratory; and a folder in the root.
const WORDS: &str = r#"
call() { path=$1; shift; curl -sS -H "Authorization: Bearer $BOX_DEVELOPER_TOKEN" "$BOXWOOD_BASE_URL$path" "$@"; }
make() { name=$1; shift; call /2.0/folders -d "{\"name\": \"$name\", \"parent\": {\"id\": \"0\"}}" -o /dev/null "$@"; }
count() { call /2.0/folders/0/items "$@" | sed 's/{"total_count":\([0-9]*\),.*/\1/'; echo; }
status() { call "$@" -o /dev/null -w '%{http_code}\n'; }
"#;

/// Runs them with a server of their own; `lab` is the program's.
fn run(options: &[&str], lines: &str) -> std::process::Output {
    exec(options, &format!("{WORDS}lab() {{ {BIN} lab \"$@\"; }}\n{lines}"))
}

/// What each line of the output is, as JSON.
fn values(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {text}"))).collect()
}

/// A file, and where it is.
fn file(content: &Value) -> (TempDir, String) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("file.json");
    fs::write(&path, content.to_string()).unwrap();
    let name = path.to_str().unwrap().to_owned();
    (directory, name)
}

#[test]
fn what_was_asked_is_shown_for_people_and_for_programs() {
    let lines = "make Plans; status /2.0/folders/9 >&2; status /2.0/users/me >&2; lab requests --status 404; \
        lab requests --json --operation 'post_*'; lab requests --json --after 2; lab requests --json --limit 1; \
        lab requests --json --user nobody@boxwood.example";
    let text = out(&run(&[], lines));
    let (first, rest) = text.split_once('\n').unwrap();
    assert!(first.starts_with("2 GET ") && first.contains("/2.0/folders/9 404 get_folders_id"), "{first}");
    assert!(first.contains(" as admin@boxwood.example"), "{first}");
    let all = values(rest);
    let made = &all[0]["requests"][0];
    assert_eq!((&made["request"]["json"]["name"], &made["status"]), (&json!("Plans"), &json!(201)), "{made}");
    let bearer = made["request"]["headers"]["authorization"].as_str().unwrap();
    assert!(bearer.starts_with("Bearer …"), "{bearer}");
    let numbers = |one: &Value| -> Vec<_> {
        one["requests"].as_array().unwrap().iter().map(|one| one["number"].as_u64().unwrap()).collect()
    };
    assert_eq!([1, 2, 3].map(|n| numbers(&all[n])), [vec![3], vec![3], vec![]]);
    let nothing = out(&run(&[], "lab requests"));
    assert_eq!(nothing, "Nothing was asked yet.\n");
}

#[test]
fn claims_hold_or_the_command_fails_and_tells_what_came_nearest() {
    let held = json!({ "in_order": true, "that": [
        { "operation": "post_folders", "status": 201, "body": { "name": "Plans" }, "count": 1 },
        { "operation": "get_users_me", "user": "admin@boxwood.example" },
    ] });
    let (_directory, path) = file(&held);
    let calls = "make Plans; status /2.0/users/me >&2;";
    assert_eq!(out(&run(&[], &format!("{calls} lab assert {path}"))), "All of it holds.\n");
    let told = json(&run(&[], &format!("{calls} lab --json assert {path}")));
    assert_eq!((&told["ok"], &told["outcomes"][1]["exchanges"]), (&json!(true), &json!([2])), "{told}");
    let other = json!({ "that": [{ "operation": "post_folders", "body": { "name": "Others" }, "status": 409 }] });
    let (_directory, path) = file(&other);
    let failed = run(&[], &format!("{calls} lab assert {path}"));
    let said = String::from_utf8_lossy(&failed.stdout).into_owned();
    assert_eq!(failed.status.code(), Some(1), "{failed:?}");
    assert!(said.contains("status is 201, not 409") && said.contains("the request's body is another"), "{said}");
    assert!(errors(&failed).contains("Not all of it holds."), "{failed:?}");
    let failed = run(&[], &format!("{calls} lab --json assert {path}"));
    let told: Value = serde_json::from_slice(&failed.stdout).unwrap();
    assert_eq!((&told["ok"], &told["outcomes"][0]["near"][0]["number"]), (&json!(false), &json!(1)), "{failed:?}");
    let (_directory, path) = file(&json!({ "that": [{ "operashun": "x" }] }));
    let refused = run(&[], &format!("lab assert {path}"));
    assert_eq!(refused.status.code(), Some(1));
    assert!(errors(&refused).contains("operashun"), "{refused:?}");
    assert_eq!(run(&[], "lab assert /no/such/file").status.code(), Some(1));
}

#[test]
fn an_archive_has_what_its_format_wants() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("all.har");
    let name = path.to_str().unwrap();
    out(&run(&[], &format!("make Plans; call '/2.0/users/me?fields=name' >&2; lab har {name}")));
    let archive: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    let log = &archive["log"];
    assert_eq!((&log["version"], &log["creator"]["name"]), (&json!("1.2"), &json!("Boxwood")));
    let entries = log["entries"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "{archive:#}");
    for entry in entries {
        // What HAR 1.2 does not call optional.
        for (of, names) in [
            ("", &["startedDateTime", "time", "request", "response", "cache", "timings"][..]),
            (
                "/request",
                &["method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"],
            ),
            (
                "/response",
                &[
                    "status",
                    "statusText",
                    "httpVersion",
                    "cookies",
                    "headers",
                    "content",
                    "redirectURL",
                    "headersSize",
                    "bodySize",
                ],
            ),
            ("/response/content", &["size", "mimeType"]),
            ("/timings", &["send", "wait", "receive"]),
        ] {
            let missing: Vec<_> =
                names.iter().filter(|name| entry.pointer(&format!("{of}/{name}")).is_none()).collect();
            assert!(missing.is_empty(), "{of}: {missing:?} in {entry:#}");
        }
    }
    let [first, second] = [&entries[0], &entries[1]];
    let sent: Value = serde_json::from_str(first["request"]["postData"]["text"].as_str().unwrap()).unwrap();
    assert_eq!((&sent["name"], &first["response"]["status"]), (&json!("Plans"), &json!(201)));
    assert_eq!(second["request"]["queryString"], json!([{ "name": "fields", "value": "name" }]));
}

/// Calls that strict mode has an error, a warning, a word or nothing about.
const ERROR: &str = "status '/2.0/folders/0/items?offset=20000' >&2;";
const WARNING: &str = "status '/2.0/users/me?colour=red' >&2;";
const INFO: &str = "status /2.0/users/me -H \"As-User: $BOX_ADMIN_ID\" >&2;";
const NOTHING: &str = "status /2.0/users/me >&2;";

#[test]
fn a_report_fails_on_what_is_as_bad_as_is_said() {
    for (calls, rule, codes) in [
        (ERROR, "deep_offset", [1, 1, 1]),
        (WARNING, "unknown_parameter", [0, 1, 1]),
        (INFO, "as_user_itself", [0, 0, 1]),
        (NOTHING, "", [0, 0, 0]),
    ] {
        let lines = "for level in error warning info; do lab report --fail-on $level >&2; echo $?; done; lab report; \
            lab report --json; echo; lab report --world none || exit $?";
        let told = run(&[], &format!("{calls} {lines}"));
        let text = String::from_utf8_lossy(&told.stdout).into_owned();
        let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(lines[..3], codes.map(|code| code.to_string()), "{rule}: {told:?}");
        assert!(text.contains(rule), "{text}");
        let report: Value = serde_json::from_str(lines.last().unwrap()).unwrap();
        let rules: Vec<_> =
            report["findings"].as_array().unwrap().iter().map(|one| one["rule"].as_str().unwrap()).collect();
        assert_eq!(rules.first().copied().unwrap_or_default(), rule, "{report}");
        assert_eq!(told.status.code(), Some(3), "there is no such world: {told:?}");
    }
}

#[test]
fn strict_mode_fails_a_program_that_has_not_failed_itself() {
    for (strict, calls, code) in [
        ("--strict", ERROR, 1),
        ("--strict", WARNING, 1),
        ("--strict", INFO, 0),
        ("--strict", NOTHING, 0),
        ("--strict=error", ERROR, 1),
        ("--strict=error", WARNING, 0),
        ("--strict=info", INFO, 1),
    ] {
        let ended = run(&[strict], calls);
        assert_eq!(ended.status.code(), Some(code), "{strict} {calls}: {ended:?}");
        let rule = [(ERROR, "deep_offset"), (WARNING, "unknown_parameter"), (INFO, "as_user_itself"), (NOTHING, "")]
            .into_iter()
            .find_map(|(of, rule)| (of == calls).then_some(rule));
        assert!(errors(&ended).contains(rule.unwrap()), "it is told whether or not it fails: {ended:?}");
    }
    let failed = run(&["--strict"], &format!("{ERROR} exit 7"));
    assert_eq!(failed.status.code(), Some(7), "its own failure stays what it is: {failed:?}");
    assert!(errors(&failed).contains("deep_offset"), "{failed:?}");
    let silent = run(&[], ERROR);
    assert!(silent.status.success() && !errors(&silent).contains("deep_offset"), "{silent:?}");
}

#[test]
fn faults_are_added_listed_and_taken_away() {
    let busy = r#"'{"on": {"operation": "get_users_me"}, "what": {"answer": {"status": 503}}, "times": 1}'"#;
    let gone = r#"'{"moment": "after", "what": "drop", "on": {"operation": "post_folders"}}'"#;
    let lines = format!(
        "lab faults add {busy}; lab --json faults add {gone}; status /2.0/users/me; status /2.0/users/me; \
         make lost; echo $?; count; lab faults; lab faults clear 2; make found; echo $?; lab --json faults list; \
         lab faults clear; lab faults; lab faults clear 9; echo $?; lab faults add '{{'; echo $?; \
         lab faults add '{{\"what\": \"explode\"}}'; echo $?"
    );
    let told = run(&[], &lines);
    let text = out(&told);
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines[0].starts_with("1: {\"answer\"") && lines[0].ends_with("; applied to 0 of 0"), "{text}");
    assert_eq!(values(lines[1])[0]["id"], 2);
    // curl's 52: nothing was answered. The folder is there all the same.
    assert_eq!(lines[2..6], ["503", "200", "52", "1"], "{told:?}");
    assert!(lines[6].ends_with("; applied to 1 of 1") && lines[7].starts_with("2: \"drop\""), "{text}");
    assert_eq!(lines[8..10], ["Done.", "0"], "{text}");
    let listed = &values(lines[10])[0]["faults"];
    assert_eq!((listed.as_array().unwrap().len(), &listed[0]["id"]), (1, &json!(1)), "{listed}");
    assert_eq!(lines[11..], ["Done.", "There are no faults.", "3", "1", "1"], "{told:?}");
    assert!(
        errors(&told).contains("There is no fault '9'") && errors(&told).contains("The fault is no JSON"),
        "{told:?}"
    );
}

#[test]
fn the_clock_is_held_moved_and_let_go() {
    let lines = "lab clock --at 2030-01-01T00:00:00Z; lab clock --advance 36h --json; lab clock --advance -3600 --json; \
        call /2.0/users/me -D - -o /dev/null | grep -i '^date'; lab clock --run --json; lab clock --hold --json; \
        lab clock --skew -2h --json; lab clock --json; lab fork w1 >&2; lab clock --world w1 --at 2040-01-01T00:00:00Z; \
        call /_world/w1/2.0/users/me -D - -o /dev/null | grep -i '^date'; \
        lab clock --advance soon; echo $?; lab clock --hold --run; echo $?; lab clock --world none; echo $?";
    let told = run(&[], lines);
    let text = out(&told);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "It is 2030-01-01T00:00:00+00:00 in main, and held there");
    let clocks: Vec<Value> = [1, 2, 4, 5, 6, 7].map(|n| values(lines[n]).remove(0)).into();
    assert_eq!((&clocks[0]["now"], &clocks[0]["held"]), (&json!("2030-01-02T12:00:00+00:00"), &json!(true)));
    assert_eq!(clocks[1]["now"], "2030-01-02T11:00:00+00:00");
    assert_eq!(lines[3].trim_end(), "Date: Wed, 02 Jan 2030 11:00:00 GMT");
    assert_eq!([2, 3, 4].map(|n| clocks[n]["held"].clone()), [json!(false), json!(true), json!(false)], "{text}");
    assert!([2, 3].iter().all(|n| clocks[*n]["now"].as_str().unwrap().starts_with("2030-01-02T11:")), "{text}");
    assert_eq!((&clocks[4]["ahead"], &clocks[5]["ahead"]), (&json!(-7200.0), &json!(-7200.0)), "{text}");
    assert_eq!(lines[8], "It is 2040-01-01T00:00:00+00:00 in w1, and held there");
    assert!(lines[9].starts_with("Date: Sun, 01 Jan 2040 00:00:00"), "{text}");
    assert_eq!(lines[10..], ["1", "2", "3"], "a span, an option and a world that will not do: {told:?}");
}

#[test]
fn a_world_is_chosen_by_its_host_or_by_a_token_that_it_has_issued() {
    let lines = "set -e; lab fork w1 >&2; make here; BASE=$BOXWOOD_BASE_URL; \
        BOXWOOD_BASE_URL=$(echo $BASE | sed s/127.0.0.1/w1.localhost/); count; make there; make too; count; \
        TOKEN=$BOX_DEVELOPER_TOKEN; BOX_DEVELOPER_TOKEN=$(curl -sS $BOXWOOD_BASE_URL/oauth2/token \
            -d grant_type=client_credentials -d client_id=$BOX_CLIENT_ID -d client_secret=$BOX_CLIENT_SECRET \
            -d box_subject_type=user -d box_subject_id=$BOX_ADMIN_ID | sed 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/'); \
        BOXWOOD_BASE_URL=$BASE; count; status /2.0/users/me -H 'X-Boxwood-World: main'; BOX_DEVELOPER_TOKEN=$TOKEN; count; \
        BOXWOOD_BASE_URL=$(echo $BASE | sed s/127.0.0.1/w2.localhost/); status /2.0/users/me";
    let told = run(&[], lines);
    assert_eq!(out(&told).lines().collect::<Vec<_>>(), ["0", "2", "2", "401", "1", "404"], "{told:?}");
}

#[test]
fn worlds_are_made_kept_put_back_and_dropped() {
    let lines = "set -e; make first; lab fork w1 --json; w1() { \"$@\" -H 'X-Boxwood-World: w1'; }; w1 make a; \
        lab snapshot with-a --of w1 --json; w1 make b; w1 count; lab reset w1 --to with-a; w1 count; lab reset w1; w1 count; \
        lab fork w2 --from with-a >&2; count -H 'X-Boxwood-World: w2'; lab worlds; lab forget with-a; lab drop w1; \
        lab drop w2 --json; lab --json worlds; lab reset; count; set +e; lab reset w1 --to none; echo $?; \
        lab reset main --to none; echo $?; lab drop main; echo $?; lab fork Main; echo $?; lab drop ../main; echo $?";
    let told = run(&[], lines);
    let text = out(&told);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((&values(lines[0])[0]["name"], &values(lines[1])[0]["name"]), (&json!("w1"), &json!("with-a")));
    assert_eq!(lines[2..8], ["3", "World w1 is as with-a is", "2", "World w1 is as it was in the beginning", "1", "2"]);
    let table = lines[8..].iter().take_while(|line| !line.starts_with("Dropped")).copied().collect::<Vec<_>>();
    assert!(table[0].starts_with("WORLD") && table.last() == Some(&"snapshots: with-a"), "{table:?}");
    assert!(["main", "w1", "w2"].iter().all(|name| table.iter().any(|line| line.starts_with(name))), "{table:?}");
    let rest = &lines[8 + table.len()..];
    assert_eq!(rest[..3], ["Dropped with-a", "Dropped w1", r#"{"name":"w2"}"#]);
    let left = &values(rest[3])[0];
    assert_eq!((left["worlds"].as_array().unwrap().len(), &left["snapshots"]), (1, &json!([])), "{left}");
    assert_eq!(rest[4..], ["World main is as it was in the beginning", "0", "3", "3", "1", "1", "3"], "{told:?}");
}

#[test]
fn what_is_exported_is_a_seed() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("world.json");
    let seed = path.to_str().unwrap();
    out(&run(
        &[],
        &format!("set -e; lab fork w1 >&2; make Plans -H 'X-Boxwood-World: w1'; lab export w1 > {seed}; make no"),
    ));
    let planted = json(&run(&["--seed", seed], "call /2.0/folders/0/items"));
    assert_eq!((&planted["total_count"], &planted["entries"][0]["name"]), (&json!(1), &json!("Plans")), "{planted}");
    let again = json(&run(&["--seed", seed], "lab export --json"));
    let before: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(again, before, "what was planted is exported as it was");
}

#[test]
fn who_does_not_know_the_laboratory_is_told_what_to_do() {
    let lines = "lab worlds --token wrong; echo $?; lab worlds --url http://127.0.0.1:1/_lab; echo $?; \
        unset BOXWOOD_LAB_TOKEN; lab worlds; echo $?";
    let told = run(&[], lines);
    assert_eq!(out(&told), "1\n4\n1\n");
    let said = errors(&told);
    for part in ["knows another token", "Is a server with --lab at http://127.0.0.1:1/_lab?", "'boxwood exec' sets it"]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
}
