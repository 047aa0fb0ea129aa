//! Start, stop and what is kept of the time between.
use crate::{TOKEN, read, read_one, start};
use axum::body::Body;
use boxwood_server::{App, Config, Server};
use boxwood_store::{Cost, Ended};
use http::Request;
use std::{
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    task::spawn_blocking,
    time::advance,
};

#[tokio::test]
async fn a_stop_closes_idle_connections_and_takes_no_more() {
    let server = start(|_| {}).await;
    let address = server.address;
    let mut idle = server.connect().await;
    assert!(server.get("/2.0/users/me").await.starts_with("HTTP/1.1 200 OK\r\n"));
    server.stop().await;
    assert_eq!(read(&mut idle).await, "");
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn a_stop_waits_for_requests_that_have_begun() {
    let server = start(|_| {}).await;
    let mut stream = server.connect().await;
    let body = r#"{"name": "late", "parent": {"id": "0"}}"#;
    let head = format!("POST /2.0/folders HTTP/1.1\r\nHost: a\r\n{TOKEN}Content-Length: {}\r\n", body.len());
    // Once the server says "100 Continue" it waits for the body: the request has begun.
    stream.write_all(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes()).await.unwrap();
    let mut line = [0; 25];
    stream.read_exact(&mut line).await.unwrap();
    assert_eq!(&line, b"HTTP/1.1 100 Continue\r\n\r\n");
    server.stop.send(()).unwrap();
    stream.write_all(body.as_bytes()).await.unwrap();
    let answer = read(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
    server.task.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_stop_does_not_wait_for_ever() {
    let server = start(|config| config.limits.stop = Duration::from_millis(50)).await;
    let mut stream = server.connect().await;
    let head = format!("POST /2.0/folders HTTP/1.1\r\nHost: a\r\n{TOKEN}Content-Length: 99\r\n");
    stream.write_all(format!("{head}Expect: 100-continue\r\n\r\n").as_bytes()).await.unwrap();
    stream.read_exact(&mut [0; 25]).await.unwrap();
    server.stop().await;
    assert_eq!(read(&mut stream).await, "");
}

/// On a clock that only the test moves.
#[tokio::test(start_paused = true)]
async fn what_was_counted_is_written_down_every_second_and_at_the_stop() {
    // The last thing that is done in every second.
    const LAST: &str = "oauth.expire";
    let (tell, seconds) = mpsc::channel();
    let tell = move |ended: &Ended| {
        if ended.name == LAST {
            let _ = tell.send(());
        }
    };
    let server = start(|config| config.store.observer = Arc::new(tell)).await;
    let app = server.app.clone();
    let mut seconds = next(seconds).await;
    for second in 0..3 {
        read_as_user(&app).await;
        assert_eq!(counted(&app).await, second, "a read costs no write");
        advance(Duration::from_secs(1)).await;
        seconds = next(seconds).await;
        assert_eq!(counted(&app).await, second + 1);
    }
    read_as_user(&app).await;
    server.stop().await;
    assert_eq!((counted(&app).await, seconds.try_recv().is_err()), (4, true), "before the second was over");
}

/// Waits for the end of one, on another thread: while such a one is at work, a paused clock does not go on by itself.
async fn next(seconds: Receiver<()>) -> Receiver<()> {
    let waited = spawn_blocking(move || seconds.recv_timeout(Duration::from_secs(20)).map(|()| seconds));
    waited.await.unwrap().unwrap()
}

/// Not by a socket, for the same reason.
async fn read_as_user(app: &App) {
    let request = Request::get("/2.0/users/me").header("as-user", "2");
    let (name, value) = TOKEN.trim_end().split_once(": ").unwrap();
    let answer = app.handle(request.header(name, value).body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status(), 200);
}

async fn counted(app: &App) -> i64 {
    const READS: &str = "SELECT count FROM as_user_reads WHERE user_id = 2";
    let rows = app.db().read(Cost::Point, |tx| tx.many::<(i64,)>(READS, ())).await;
    rows.unwrap_or_else(|error: boxwood_store::Error| panic!("{error}")).into_iter().map(|(count,)| count).sum()
}

#[tokio::test]
async fn row_50_as_user_holds_for_one_request_of_a_connection() {
    let server = start(|_| {}).await;
    let mut stream = server.connect().await;
    for (header, id) in [("As-User: 2\r\n", 2), ("", 1), ("as-user: 2\r\n", 2), ("", 1)] {
        let request = format!("GET /2.0/users/me?fields=id HTTP/1.1\r\nHost: a\r\n{TOKEN}{header}\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = read_one(&mut stream).await;
        assert!(answer.contains(&format!(r#""id":"{id}""#)), "{header}: {answer}");
    }
}

#[tokio::test]
async fn connections_beyond_the_limit_wait_for_a_place() {
    let server = start(|config| config.limits.connections = 1).await;
    let (mut first, mut second) = (server.connect().await, server.connect().await);
    let request = format!("GET /2.0/users/me HTTP/1.1\r\nHost: a\r\n{TOKEN}\r\n");
    first.write_all(request.as_bytes()).await.unwrap();
    read_one(&mut first).await;
    second.write_all(request.as_bytes()).await.unwrap();
    let waited = tokio::time::timeout(Duration::from_millis(50), second.peek(&mut [0])).await;
    assert!(waited.is_err(), "answered though there is no place");
    drop(first);
    assert!(read_one(&mut second).await.starts_with("HTTP/1.1 200 OK\r\n"));
}

#[tokio::test]
async fn metrics_have_a_port_of_their_own() {
    let server = start(|config| config.metrics = Some("127.0.0.1:0".parse().unwrap())).await;
    for path in ["/2.0/users/me", "/2.0/users/me", "/2.0/users/x", "/2.0/nothing", "/healthz"] {
        server.get(path).await;
    }
    let body = r#"{"name": "new", "parent": {"id": "0"}}"#;
    let head = format!("POST /2.0/folders HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{TOKEN}");
    server.exchange(&format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())).await;
    assert!(server.get("/metrics").await.starts_with("HTTP/1.1 404"), "callers are not told");
    let mut stream = TcpStream::connect(server.metrics.unwrap()).await.unwrap();
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await.unwrap();
    let page = read(&mut stream).await;
    for line in [
        "Content-Type: text/plain; version=0.0.4; charset=utf-8\r",
        r#"boxwood_requests_total{operation="get_users_me",status="200"} 2"#,
        r#"boxwood_requests_total{operation="other",status="200"} 1"#,
        r#"boxwood_requests_total{operation="unknown",status="404"} 1"#,
        r#"boxwood_request_seconds_count{operation="get_users_me"} 2"#,
        r#"boxwood_writes_total{transaction="post_folders",outcome="committed"} 1"#,
        "boxwood_writes_waiting 0",
    ] {
        assert!(page.lines().any(|known| format!("{known}\r").starts_with(line)), "{line} is not in\n{page}");
    }
}

#[tokio::test]
async fn a_server_that_cannot_start_says_why() {
    let server = start(|_| {}).await;
    let taken = Config { listen: server.address, ..Config::new("/nowhere/boxwood.db") };
    let failure = Server::bind(taken).await.err().unwrap().to_string();
    assert!(failure.starts_with(&format!("cannot listen on {}: ", server.address)), "{failure}");
    let mut nowhere = Config::new("/nowhere/boxwood.db");
    nowhere.listen.set_port(0);
    let failure = Server::bind(nowhere).await.err().unwrap().to_string();
    assert!(failure.starts_with("the store cannot be opened: /nowhere/boxwood.db"), "{failure}");
}

#[tokio::test]
async fn links_lead_to_the_address_that_was_found_whatever_a_request_says() {
    let asked = format!(
        "GET /2.0/users/me?fields=avatar_url HTTP/1.1\r\nHost: evil.example\r\n{TOKEN}Connection: close\r\n\
         X-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.example\r\nForwarded: host=evil.example\r\n\r\n"
    );
    let server = start(|_| {}).await;
    let answer = server.exchange(&asked).await;
    let link = format!("http://127.0.0.1:{}/api/avatar/large/", server.address.port());
    assert!(answer.contains(&link) && !answer.contains("evil.example"), "{answer}");
    server.stop().await;
    let server = start(|config| config.public_url = Some("https://box.example.com/".to_owned())).await;
    let answer = server.exchange(&asked).await;
    assert!(answer.contains("\"https://box.example.com/api/avatar/large/"), "{answer}");
    server.stop().await;
}
