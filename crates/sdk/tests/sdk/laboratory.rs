//! The client against a server that fails as it is told to: what it makes good by itself, and what it tells.
use super::common::TestClock;
use boxwood_sdk::{BaseUrls, Client, Credentials, Error, Source, doors::Folders};
use boxwood_testing::{Served, served_in_laboratory};
use serde_json::{Value, json};
use std::time::Duration;

/// Una's client, and how long it has waited.
fn una(server: &Served) -> (Client, TestClock) {
    let clock = TestClock::of(server);
    let client = Client::builder(Credentials::Token("una".into())).base_urls(BaseUrls::at(server.url()));
    (client.clock(clock.clone()).build().unwrap(), clock)
}

async fn wish(server: &Served, fault: Value) {
    let added = server.world().in_lab("POST", "/worlds/main/faults", fault).send().await;
    assert_eq!(added.status, 201, "{added:?}");
}

#[test]
fn who_is_asked_to_wait_waits_for_that_long_and_comes_again() {
    served_in_laboratory(async |server| {
        let (una, clock) = una(server);
        wish(server, json!({ "what": { "answer": { "status": 429, "retry_after": 7 } }, "nth": "1-2" })).await;
        assert_eq!(una.users().me().await?.login.value().map(String::as_str), Some("una@example.com"));
        assert_eq!(clock.waits(), [Duration::from_secs(7); 2]);
        let claims = json!({ "in_order": true, "that": [
            { "operation": "get_users_me", "status": 429, "count": 2 },
            { "operation": "get_users_me", "status": 200, "count": 1 },
        ] });
        let checked = server.world().in_lab("POST", "/worlds/main/assert", claims).send().await;
        assert_eq!(checked.body["ok"], true, "{checked:?}");
        Ok::<_, Error>(())
    });
}

#[test]
fn what_reads_is_repeated_when_its_answer_is_lost_and_what_makes_something_is_not() {
    served_in_laboratory(async |server| {
        let (una, clock) = una(server);
        for moment in ["before", "after"] {
            wish(server, json!({ "moment": moment, "what": "drop", "times": 1 })).await;
            una.users().me().await?;
        }
        assert_eq!(clock.waits().len(), 2);
        wish(server, json!({ "on": { "operation": "post_folders" }, "moment": "after", "what": "drop", "nth": 1 }))
            .await;
        let lost = una.folders().create("Plans", Folders::ROOT).await;
        assert!(matches!(lost, Err(Error::Unanswered { operation: "post_folders", .. })), "{lost:?}");
        let again = una.folders().create("Plans", Folders::ROOT).await.unwrap_err();
        assert_eq!(again.status(), Some(409), "it was made: {again:?}");
        assert_eq!(clock.waits().len(), 2, "and neither was repeated");
        Ok::<_, Error>(())
    });
}

#[test]
fn a_download_that_breaks_off_is_gone_on_with() {
    served_in_laboratory(async |server| {
        let (una, _) = una(server);
        let bytes: Vec<u8> = (0..100_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let file = una.files().upload("a.bin", Folders::ROOT, Source::from(bytes.clone())).await?;
        wish(server, json!({ "on": { "operation": "download" }, "what": { "truncate_after": 40_000 }, "times": 2 }))
            .await;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a.bin");
        assert_eq!(una.files().download(file.entries[0].id).to_file(&path).await?, 100_000);
        assert!(std::fs::read(&path).unwrap() == bytes);
        let faults = server.world().in_lab("GET", "/worlds/main/faults", Value::Null).send().await;
        assert_eq!(faults.body["faults"][0]["applied"], 2, "{faults:?}");
        Ok::<_, Error>(())
    });
}
