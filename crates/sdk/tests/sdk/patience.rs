//! What a client does when a server is busy, or fails, or says nothing: against answers that are written here.
use super::common::TestClock;
use boxwood_sdk::{BaseUrls, Client, Credentials, Error, Retries, contract::wire::FileId, doors::Folders};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    join,
    net::TcpListener,
};

/// Answers each request with the next of these texts; an empty one is a connection that breaks. What was asked.
pub async fn say(listener: TcpListener, answers: &[&str]) -> Vec<String> {
    let mut asked = Vec::new();
    for answer in answers {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let mut chunk = [0; 4096];
        loop {
            let count = stream.read(&mut chunk).await.unwrap();
            request.extend_from_slice(&chunk[..count]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if text.contains("\r\n\r\n") && body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                break;
            }
        }
        asked.push(String::from_utf8(request).unwrap());
        stream.write_all(answer.replace('\n', "\r\n").as_bytes()).await.unwrap();
    }
    asked
}

/// An answer of JSON.
pub fn answer(text: &str) -> String {
    let length = text.len();
    format!("HTTP/1.1 200 OK\nContent-Type: application/json\nConnection: close\nContent-Length: {length}\n\n{text}")
}

const ME: &str = "HTTP/1.1 200 OK\nContent-Type: application/json\nConnection: close\nContent-Length: 24\n\n{\"type\":\"user\",\"id\":\"1\"}";
const BUSY: &str = "HTTP/1.1 429 Too Many Requests\nRetry-After: 7\nConnection: close\nContent-Length: 0\n\n";
const DOWN: &str = "HTTP/1.1 503 Service Unavailable\nConnection: close\nContent-Length: 0\n\n";
const LATER: &str = "HTTP/1.1 202 Accepted\nRetry-After: 2\nConnection: close\nContent-Length: 0\n\n";
const WRONG: &str = "HTTP/1.1 400 Bad Request\nConnection: close\nContent-Length: 0\n\n";

pub async fn listening() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    (listener, url)
}

async fn server() -> (TcpListener, Client, TestClock) {
    let (listener, url) = listening().await;
    let clock = TestClock::at(0);
    let client = Client::builder(Credentials::Token("t".into())).base_urls(BaseUrls::at(&url)).clock(clock.clone());
    (listener, client.build().unwrap(), clock)
}

#[tokio::test]
async fn what_passes_is_waited_for() {
    let (listener, client, clock) = server().await;
    let (asked, me) = join!(say(listener, &[BUSY, DOWN, LATER, "", ME]), client.users().me().into_future());
    assert_eq!((me.unwrap().id.to_string(), asked.len()), ("1".to_owned(), 5));
    let waits = clock.waits();
    assert_eq!((waits[0], waits[2]), (Duration::from_secs(7), Duration::from_secs(2)));
    let seconds = |n| Duration::from_secs(n);
    assert!((seconds(1)..=seconds(3)).contains(&waits[1]), "twice a second, more or less: {waits:?}");
    assert!((seconds(4)..=seconds(12)).contains(&waits[3]), "eight times a second, more or less: {waits:?}");
}

#[tokio::test]
async fn there_is_an_end_to_patience() {
    let (listener, client, clock) = server().await;
    let (asked, me) = join!(say(listener, &[DOWN; 5]), client.users().me().into_future());
    let error = me.unwrap_err();
    assert_eq!((error.status(), asked.len(), clock.waits().len()), (Some(503), 5, 4));
    assert_eq!(error.refused().map(|refused| refused.attempts), Some(5));
}

#[tokio::test]
async fn what_is_wrong_stays_wrong() {
    let (listener, client, clock) = server().await;
    let (_, me) = join!(say(listener, &[WRONG]), client.users().me().into_future());
    assert_eq!((me.unwrap_err().status(), clock.waits().len()), (Some(400), 0));
}

/// The folder may have been made: who makes it again has two, or an error that says nothing.
#[tokio::test]
async fn what_makes_something_is_not_repeated_when_its_answer_is_lost() {
    let (listener, client, clock) = server().await;
    let (asked, made) = join!(say(listener, &[""]), client.folders().create("new", Folders::ROOT).into_future());
    assert!(matches!(made, Err(Error::Unanswered { operation: "post_folders", .. })), "{made:?}");
    assert_eq!((asked.len(), clock.waits().len()), (1, 0));
    // A server that says that it has not done it is asked again.
    let (listener, client, _) = server().await;
    let made = "HTTP/1.1 201 Created\nConnection: close\nContent-Length: 26\n\n{\"type\":\"folder\",\"id\":\"5\"}";
    let answers = [DOWN, made];
    let (asked, folder) = join!(say(listener, &answers), client.folders().create("new", Folders::ROOT).into_future());
    assert_eq!(folder.unwrap().id.to_string(), "5");
    assert!(asked.iter().all(|request| request.ends_with(r#"{"name":"new","parent":{"id":"0"}}"#)), "{asked:?}");
}

/// A download goes on from the byte that came last, at an address that it asks for anew.
#[tokio::test]
async fn a_download_that_breaks_off_goes_on() {
    let (listener, client, _) = server().await;
    let place = format!("http://{}/dl?token=1", listener.local_addr().unwrap());
    let there = format!("HTTP/1.1 302 Found\nLocation: {place}\nConnection: close\nContent-Length: 0\n\n");
    let part = |range: &str, length: usize, bytes: &str| {
        format!(
            "HTTP/1.1 206 Partial Content\nContent-Range: bytes {range}/10\nConnection: close\nContent-Length: {length}\n\n{bytes}"
        )
    };
    let answers = [there.clone(), part("0-9", 10, "01234"), there, part("5-9", 5, "56789")];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("file");
    let (asked, size) = join!(say(listener, &answers), client.files().download(FileId(1)).to_file(&path));
    assert_eq!((size.unwrap(), std::fs::read_to_string(&path).unwrap().as_str()), (10, "0123456789"));
    assert!(asked[0].starts_with("GET /2.0/files/1/content HTTP") && asked[1].starts_with("GET /dl?token=1 HTTP"));
    assert!(asked[3].contains("bytes=5-9") && !asked[3].to_lowercase().contains("authorization"), "{}", asked[3]);
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let (listener, _, _) = server().await;
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let builder = Client::builder(Credentials::Token("t".into())).base_urls(BaseUrls::at(&url));
    let client = builder.retries(Retries::NONE).build().unwrap();
    let error = client.users().me().await.unwrap_err();
    assert!(matches!(error, Error::Unanswered { .. }) && error.status().is_none());
    assert!(error.to_string().ends_with("check the address and the network"), "{error}");
    let unfit = Client::builder(Credentials::Token("t".into())).base_urls(BaseUrls::at("localhost:8080")).build();
    assert!(unfit.unwrap_err().to_string().contains("it begins with https:// or http://"));
}

#[tokio::test]
async fn headers_say_who_acts_and_by_which_link() {
    let (listener, client, _) = server().await;
    let client = client.as_user("7").with_shared_link("https://box.example/s/a b", Some("p&q"));
    let (asked, me) =
        join!(say(listener, &[ME]), client.users().me().fields(&["name", "role"]).header("X-Extra", "1").into_future());
    me.unwrap();
    let request = asked[0].to_lowercase();
    assert!(request.starts_with("get /2.0/users/me?fields=name%2crole http/1.1\r\n"), "{request}");
    for line in [
        "authorization: bearer t",
        "as-user: 7",
        "boxapi: shared_link=https%3a%2f%2fbox.example%2fs%2fa+b&shared_link_password=p%26q",
        "x-extra: 1",
    ] {
        assert!(request.lines().any(|one| one == line), "{line} in {request}");
    }
    assert!(!request.contains("content-length") && !request.contains("content-type"), "{request}");
}
