//! Each rule: a call that breaks it, and one that does not.
use super::{Call, Severity, Strict};
use serde_json::{Value, json};

fn call<'a>(operation: &'a str, query: &'a str) -> Call<'a> {
    Call {
        method: "GET",
        path: "/2.0/x",
        operation: Some(operation),
        query,
        status: 200,
        user: Some("7"),
        actor: Some("7"),
        token: Some("t"),
        ..Call::default()
    }
}

/// What those calls break, one second after the other.
fn broken(calls: &[Call<'_>]) -> Vec<&'static str> {
    let mut strict = Strict::default();
    for (n, call) in (0..).zip(calls) {
        strict.see(&Call { number: n, at: call.at + n as i64 * 1_000_000, ..*call });
    }
    strict.report().findings.iter().map(|finding| finding.rule).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_parameter_that_is_none() {
    assert_eq!(broken(&[call("get_folders_id_items", "limit=5&feilds=id")]), ["unknown_parameter"]);
    assert_eq!(broken(&[call("get_folders_id_items", "limit=5&fields=name,id&usemarker=true")]), NOTHING);
}

#[test]
fn a_name_in_fields_that_is_none() {
    assert_eq!(broken(&[call("get_folders_id", "fields=nmae")]), ["unknown_fields_name"]);
    assert_eq!(broken(&[call("get_folders_id", "fields=name%2Csize,metadata.global.properties")]), NOTHING);
}

#[test]
fn a_field_of_the_body_that_is_none() {
    let with = |body: &'static Value| Call { method: "POST", body: Some(body), ..call("post_folders", "") };
    let bad = Box::leak(Box::new(json!({ "name": "a", "parent": { "id": "0" }, "colour": "red" })));
    let good = Box::leak(Box::new(json!({ "name": "a", "parent": { "id": "0" } })));
    assert_eq!(broken(&[with(bad)]), ["unknown_field"]);
    assert_eq!(broken(&[with(good)]), NOTHING);
}

#[test]
fn what_is_on_its_way_out() {
    let body = json!({ "is_sync_enabled": true });
    assert_eq!(broken(&[Call { body: Some(&body), ..call("put_users_id", "") }]), ["deprecated"]);
    assert_eq!(broken(&[call("put_users_id", "")]), NOTHING);
    assert_eq!(broken(&[call("get_file_version_retentions", "")]), ["deprecated"]);
}

#[test]
fn a_scope_that_the_token_lacks() {
    let refused = Call {
        status: 403,
        code: Some("insufficient_scope"),
        missing_scope: Some("manage_groups"),
        ..call("get_groups", "")
    };
    let mut strict = Strict::default();
    strict.see(&refused);
    let report = strict.report();
    assert_eq!(report.worst(), Some(Severity::Error));
    assert!(
        report.text().contains("missing_scope  1 times (#0)\n         get_groups wants manage_groups"),
        "{}",
        report.text()
    );
    assert_eq!(broken(&[Call { code: Some("access_denied_insufficient_permissions"), ..refused }]), NOTHING);
}

#[test]
fn the_published_limits() {
    let search = Call { enterprise: Some("1"), ..call("get_search", "query=a") };
    let at = |at: i64, number: u64| Call { at, number, ..search };
    let rules = |calls: &[Call<'_>]| {
        let mut strict = Strict::default();
        calls.iter().for_each(|call| strict.see(call));
        strict.report().findings.len()
    };
    let seven: Vec<_> = (0..7).map(|n| at(n * 100_000, 0)).collect();
    assert_eq!(rules(&seven), 1, "seven in a second");
    assert_eq!(rules(&seven[..6]), 0);
    let slow: Vec<_> = (0..59).map(|n| at(n * 1_100_000, 0)).collect();
    assert_eq!(rules(&slow), 0);
    let held: Vec<_> = (0..2000).map(|_| Call { held: true, ..search }).collect();
    assert_eq!(rules(&held), 0, "a held clock counts nothing");
    let busy: Vec<_> = (0..1001).map(|n| Call { at: n * 1000, ..call("get_folders_id", "") }).collect();
    assert_eq!(rules(&busy), 1, "1,001 in a minute");
    assert_eq!(rules(&busy[..1000]), 0);
}

#[test]
fn a_wait_that_was_asked_for() {
    let limited = Call { status: 429, retry_after: Some(5), ..call("get_users_me", "") };
    assert_eq!(broken(&[limited, call("get_users_me", "")]), ["retry_after_ignored"]);
    assert_eq!(broken(&[limited, Call { at: 10_000_000, ..call("get_users_me", "") }]), NOTHING);
    assert_eq!(broken(&[limited, Call { user: Some("8"), ..call("get_users_me", "") }]), NOTHING);
}

#[test]
fn pages_by_offset() {
    let deep = call("get_users", "offset=10001");
    assert_eq!(broken(&[deep]), ["deep_offset"]);
    assert_eq!(broken(&[call("get_users", "offset=100"); 11]), ["offset_paging"]);
    assert_eq!(broken(&[call("get_users", "offset=100"); 10]), NOTHING);
    assert_eq!(broken(&[call("get_users", "offset=0"); 30]), NOTHING);
}

#[test]
fn answers_that_are_larger_than_need_be() {
    let large = Call { size: 20_000, ..call("get_folders_id", "") };
    assert_eq!(broken(&[large; 20]), ["no_fields"]);
    assert_eq!(broken(&[Call { query: "fields=name", ..large }; 30]), NOTHING);
}

#[test]
fn a_token_for_each_call() {
    let token = Call { token: None, user: None, ..call("post_oauth2_token", "") };
    let once = [token, call("get_users_me", "")].repeat(5);
    assert_eq!(broken(&once), ["token_for_each_call"]);
    assert_eq!(broken(&[vec![token], vec![call("get_users_me", ""); 9]].concat()), NOTHING);
}

#[test]
fn as_user_that_names_who_calls() {
    assert_eq!(broken(&[Call { names_itself: true, status: 403, ..call("get_users_me", "") }]), ["as_user_itself"]);
    assert_eq!(broken(&[Call { user: Some("8"), ..call("get_users_me", "") }]), NOTHING);
}

#[test]
fn it_does_not_grow() {
    let mut strict = Strict::default();
    for n in 0..3000 {
        let query = format!("p{n}=1");
        let user = n.to_string();
        strict.see(&Call { number: n, user: Some(&user), ..call("get_users", &query) });
    }
    let report = strict.report();
    assert!(report.findings.len() <= 501 && report.usage.len() <= 2001);
    assert_eq!(report.findings.iter().map(|finding| finding.count).sum::<u64>(), 3000);
    assert_eq!(report.usage.iter().map(|usage| usage.calls).sum::<u64>(), 3000);
}
