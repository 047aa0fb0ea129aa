//! The stream of events, against a server of the wire's shape that is written here: ours has none yet.
use super::patience::{answer, listening, say};
use boxwood_sdk::{BaseUrls, Client, Credentials, Error};
use futures_util::TryStreamExt;
use std::pin::pin;
use tokio::{join, net::TcpListener};

async fn client() -> (TcpListener, String, Client) {
    let (listener, url) = listening().await;
    let client = Client::builder(Credentials::Token("t".into())).base_urls(BaseUrls::at(&url)).build().unwrap();
    (listener, url, client)
}

fn event(id: &str) -> String {
    format!(r#"{{"type":"event","event_id":"{id}","event_type":"ITEM_UPLOAD","source":{{"type":"file","id":"1"}}}}"#)
}

#[tokio::test]
async fn a_stream_waits_reads_and_tells_each_event_once() {
    let (listener, url, client) = client().await;
    let server = format!(
        r#"{{"entries":[{{"type":"realtime_server","url":"{url}/subscribe?channel=c","retry_timeout":610}}]}}"#
    );
    let (one, two) = (event("a"), event("b"));
    let answers = [
        answer(r#"{"chunk_size":0,"next_stream_position":5,"entries":[]}"#),
        answer(r#"{"chunk_size":0,"next_stream_position":5,"entries":[]}"#),
        answer(&server),
        answer(r#"{"message":"new_change"}"#),
        answer(&format!(r#"{{"chunk_size":1,"next_stream_position":6,"entries":[{one}]}}"#)),
        answer(&format!(r#"{{"chunk_size":2,"next_stream_position":"7","entries":[{one},{two}]}}"#)),
    ];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let read = async {
        let mut events = pin!(client.events().stream(None));
        let first = events.try_next().await?.unwrap();
        let second = events.try_next().await?.unwrap();
        Ok::<_, Error>((first, second))
    };
    let (asked, read) = join!(say(listener, &answers), read);
    let (first, second) = read.unwrap();
    assert_eq!((first.event_id.as_str(), second.event_id.as_str()), ("a", "b"));
    assert_eq!(first.source.unwrap()["id"], "1");
    let lines: Vec<&str> = asked.iter().filter_map(|request| request.split(" HTTP").next()).collect();
    assert_eq!(
        lines,
        [
            "GET /2.0/events?stream_position=now",
            "GET /2.0/events?stream_position=5",
            "OPTIONS /2.0/events",
            "GET /subscribe?channel=c&stream_position=5",
            "GET /2.0/events?stream_position=5",
            "GET /2.0/events?stream_position=6",
        ]
    );
    assert!(!asked[3].to_lowercase().contains("authorization"), "the address is permission enough");
}
