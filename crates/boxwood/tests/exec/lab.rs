//! The laboratory of a throwaway server, as programs use it: by `boxwood lab`, by curl, and by how a run ends.
use super::{boxwood, errors, exec, json, out};
use serde_json::{Value, json};
use std::process::Output;

/// What the lines of shell below are made of: `lab` is the program's verbs, `box` a call of the API as the admin.
const WORDS: &str = "lab() { \"$BOXWOOD\" lab \"$@\"; }\n\
    box() { curl -sS -H \"Authorization: Bearer $BOX_DEVELOPER_TOKEN\" \"$@\"; }\n\
    API=https://api.box.com/2.0\n\
    plans() { box $API/folders -d '{\"name\":\"Plans\",\"parent\":{\"id\":\"0\"}}' \"$@\"; }\n";

fn run(options: &[&str], lines: &str) -> Output {
    let script = format!("{WORDS}{lines}");
    let arguments = [&["exec"], options, &["--", "sh", "-c", &script]].concat();
    boxwood(&arguments).env("BOXWOOD", env!("CARGO_BIN_EXE_boxwood")).output().unwrap()
}

fn told(lines: &str) -> String {
    out(&run(&[], lines))
}

#[test]
fn what_was_asked_is_shown_checked_and_exported() {
    let shown = json(&run(&[], "box $API/users/me >/dev/null; plans >/dev/null; lab requests --json"));
    let requests = shown["requests"].as_array().unwrap();
    let operations: Vec<_> = requests.iter().map(|one| one["operation"].as_str().unwrap()).collect();
    assert_eq!(operations, ["get_users_me", "post_folders"]);
    assert_eq!(requests[1]["request"]["json"]["name"], "Plans");
    let token = requests[0]["request"]["headers"]["authorization"].as_str().unwrap();
    assert!(token.starts_with("Bearer …") && token.len() < 20, "{token}");
    let holds = r#"{"that": [{"operation": "post_folders", "status": 201, "count": 1, "body": {"name": "Plans"}}]}"#;
    let fails = r#"{"that": [{"operation": "post_folders", "body": {"name": "Other"}}]}"#;
    for (claims, code, near) in [(holds, 0, ""), (fails, 1, "the request's body is another")] {
        let lines = format!("plans >/dev/null; printf %s '{claims}' > claims.json; lab assert claims.json");
        let ended = run(&[], &format!("cd $BOXWOOD_DATA; {lines}"));
        assert_eq!(ended.status.code(), Some(code), "{ended:?}");
        let said = format!("{}{}", String::from_utf8_lossy(&ended.stdout), errors(&ended));
        assert!(said.contains(near), "{said}");
    }
    let archive = told("cd $BOXWOOD_DATA; box $API/users/me >/dev/null; lab har calls.har >/dev/null; cat calls.har");
    let archive: Value = serde_json::from_str(&archive).unwrap();
    assert_eq!(archive["log"]["version"], "1.2");
    let entry = &archive["log"]["entries"][0];
    assert_eq!(
        (&entry["request"]["url"], &entry["response"]["status"]),
        (&json!("https://api.box.com/2.0/users/me"), &json!(200))
    );
}

#[test]
fn a_run_fails_for_what_is_wrong_with_its_calls() {
    let unknown = "box \"$API/users/me?colour=green\" >/dev/null";
    for (options, lines, code) in [
        (&["--strict"][..], unknown, 1),
        (&["--strict=error"], unknown, 0),
        (&["--strict"], "box $API/users/me >/dev/null", 0),
        (&["--strict"], &format!("{unknown}; exit 7"), 7),
        (&[], unknown, 0),
        (&[], &format!("{unknown}; lab report --fail-on error"), 0),
        (&[], &format!("{unknown}; lab report --fail-on warning"), 1),
    ] {
        let ended = run(options, lines);
        assert_eq!(ended.status.code(), Some(code), "{options:?} {lines}: {ended:?}");
        let said = format!("{}{}", String::from_utf8_lossy(&ended.stdout), errors(&ended));
        let is_told = !options.is_empty() || lines.contains("report");
        assert_eq!(said.contains("colour"), is_told && lines.contains("colour"), "{options:?} {lines}: {said}");
    }
    let report = json(&run(&[], &format!("{unknown}; lab report --json")));
    assert_eq!(report["findings"][0]["rule"], "unknown_parameter", "{report}");
}

#[test]
fn calls_go_wrong_on_the_wire_as_they_were_told_to() {
    let fault = |what: &str| format!("lab faults add '{what}' >/dev/null; plans -o $BOXWOOD_DATA/got; echo \" $?\"");
    // curl: 52 nothing came, 56 the connection broke, 18 a part came.
    for (moment, then) in [("before", "201"), ("after", "409")] {
        let lost = fault(&format!("{{\"what\": \"drop\", \"moment\": \"{moment}\", \"times\": 1}}"));
        let ended = run(&[], &format!("{lost}; plans -o /dev/null -w '%{{http_code}}'"));
        let said = out(&ended);
        assert!(said.ends_with(then) && (said.starts_with(" 52") || said.starts_with(" 56")), "{moment}: {said}");
    }
    let cut =
        told(&format!("{}; wc -c < $BOXWOOD_DATA/got", fault("{\"what\": {\"truncate_after\": 10}, \"times\": 1}")));
    assert_eq!(cut.split_whitespace().collect::<Vec<_>>(), ["18", "10"]);
    let busy = "{\"what\": {\"answer\": {\"status\": 429, \"retry_after\": 1}}, \"times\": 1}";
    let again =
        told(&format!("lab faults add '{busy}' >/dev/null; plans --retry 1 -o $BOXWOOD_DATA/got -w '%{{http_code}}'"));
    assert!(again.ends_with("201"), "{again}");
    let late = "{\"what\": {\"delay_ms\": 300}}";
    let times = told(&format!(
        "lab faults add '{late}' >/dev/null; plans -o /dev/null -w '%{{time_total}} '; lab faults clear >/dev/null; lab faults --json"
    ));
    let (time, left) = times.split_once(' ').unwrap();
    assert!(time.parse::<f64>().unwrap() >= 0.3 && left.contains("[]"), "{times}");
}

#[test]
fn worlds_are_chosen_by_host_and_by_token() {
    let token = "curl -sS $BASE/oauth2/token -d grant_type=client_credentials -d client_id=$BOX_CLIENT_ID \
        -d client_secret=$BOX_CLIENT_SECRET -d box_subject_type=user -d box_subject_id=$BOX_USER_ID \
        | sed 's/.*\"access_token\":\"\\([^\"]*\\).*/\\1/'";
    let lines = format!(
        "lab fork w1 >/dev/null\nPORT=${{BOXWOOD_BASE_URL##*:}}\nBASE=http://w1.localhost:$PORT\nTOKEN=$({token})\n\
         curl -sS --noproxy '*' $BASE/2.0/folders -H \"Authorization: Bearer $TOKEN\" -d '{{\"name\":\"Theirs\",\"parent\":{{\"id\":\"0\"}}}}' >/dev/null\n\
         by() {{ curl -sS \"$1/2.0/folders/0/items\" -H \"Authorization: Bearer $2\" | sed 's/.*\"total_count\":\\([0-9]*\\).*/\\1/'; echo; }}\n\
         by $BOXWOOD_BASE_URL $TOKEN; by $BOXWOOD_BASE_URL $BOX_DEVELOPER_TOKEN\n\
         lab reset w1 >/dev/null; by $BASE $BOX_DEVELOPER_TOKEN; lab drop w1 >/dev/null\n\
         curl -sS -o /dev/null -w '%{{http_code}}' $BASE/healthz"
    );
    let said = told(&lines);
    assert_eq!(
        said.split_whitespace().collect::<Vec<_>>(),
        ["1", "0", "0", "404"],
        "its own token leads there; reset; gone"
    );
}

#[test]
fn time_is_moved_and_what_waits_for_it_is_done() {
    // Tokens end as well: the program fetches one for each call.
    let count = "api GET /folders/trash/items | sed -n 's/.*\"total_count\": *\\([0-9]*\\).*/\\1/p'";
    let lines = format!(
        "api() {{ \"$BOXWOOD\" api \"$@\" --as-user $BOX_USER_ID; }}\n\
         api POST /folders '{{\"name\":\"Plans\",\"parent\":{{\"id\":\"0\"}}}}' >/dev/null; api DELETE /folders/1\n{count}\n\
         lab clock --advance 29d >/dev/null; lab clock --advance -29d >/dev/null\n{count}\n\
         lab clock --advance 31d >/dev/null; lab clock --advance -31d >/dev/null\n{count}\n\
         lab clock --skew 2h >/dev/null; curl -sS -o /dev/null -D - $API/users/me | sed -n 's/^[Dd]ate: //p'; date -u +%s"
    );
    let said = told(&lines);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[..3], ["1", "1", "0"], "{said}");
    let shown = exec(&[], &format!("date -u -d '{}' +%s", lines[3].trim()));
    let ahead = out(&shown).trim().parse::<i64>().unwrap() - lines[4].parse::<i64>().unwrap();
    assert!((7190..=7200).contains(&ahead), "{ahead}");
}
