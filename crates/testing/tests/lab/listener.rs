//! Faults as a client meets them: on a socket.
use boxwood_testing::{Served, served_in_laboratory};
use serde_json::{Value, json};
use std::{io, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::Instant,
};

const ME: &str = "GET /2.0/users/me";
const MADE: &str = r#"{"name": "Plans", "parent": {"id": "0"}}"#;

/// What came back until the connection was closed.
#[derive(Debug)]
struct Came {
    text: String,
    /// The pieces of it, and when each came.
    pieces: Vec<(usize, Duration)>,
}

impl Came {
    fn head(&self) -> &str {
        self.text.split_once("\r\n\r\n").unwrap().0
    }

    fn body(&self) -> &str {
        self.text.split_once("\r\n\r\n").unwrap().1
    }

    fn status(&self) -> &str {
        self.text.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {self:?}"))
    }

    /// How long the body is said to be.
    fn length(&self) -> usize {
        let line = self
            .head()
            .lines()
            .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        line.unwrap_or_else(|| panic!("{self:?}"))
    }

    fn took(&self) -> Duration {
        self.pieces.last().unwrap().1
    }
}

/// Asks by a connection of its own, which nothing but the other end closes before it is told to.
async fn ask(server: &Served, line: &str, body: &str) -> Came {
    let address = server.url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer ada\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    let begun = Instant::now();
    stream.write_all(request.as_bytes()).await.unwrap();
    let (mut came, mut pieces, mut piece) = (Vec::new(), Vec::new(), [0; 16_384]);
    loop {
        match stream.read(&mut piece).await {
            Ok(0) => break,
            Ok(count) => {
                came.extend_from_slice(&piece[..count]);
                pieces.push((count, begun.elapsed()));
            }
            // A connection that is closed with something unread says so.
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("{error}"),
        }
    }
    Came { text: String::from_utf8(came).unwrap(), pieces }
}

async fn wish(server: &Served, fault: Value) {
    let added = server.world().in_lab("POST", "/worlds/main/faults", fault).send().await;
    assert_eq!(added.status, 201, "{added:?}");
}

/// How many folders Ada has in her root.
async fn folders(server: &Served) -> i64 {
    let listed = server.world().get("/folders/0/items").by("ada").send().await;
    listed.body["total_count"].as_i64().unwrap_or_else(|| panic!("{listed:?}"))
}

fn on_a_socket(test: impl AsyncFn(&Served)) {
    served_in_laboratory(async |server| {
        test(server).await;
        Ok::<_, io::Error>(())
    });
}

#[test]
fn a_connection_ends_without_an_answer_and_nothing_was_done() {
    on_a_socket(async |server| {
        wish(server, json!({ "on": { "operation": "post_folders" }, "what": "drop", "times": 1 })).await;
        let lost = ask(server, "POST /2.0/folders", MADE).await;
        assert_eq!((lost.text.as_str(), folders(server).await), ("", 0));
        let made = ask(server, "POST /2.0/folders", MADE).await;
        assert_eq!((made.status(), folders(server).await), ("201", 1), "{made:?}");
    });
}

#[test]
fn a_connection_ends_without_an_answer_and_it_was_done() {
    on_a_socket(async |server| {
        wish(server, json!({ "on": { "operation": "post_folders" }, "moment": "after", "what": "drop", "nth": 1 }))
            .await;
        let lost = ask(server, "POST /2.0/folders", MADE).await;
        assert_eq!((lost.text.as_str(), folders(server).await), ("", 1));
        let again = ask(server, "POST /2.0/folders", MADE).await;
        assert_eq!(again.status(), "409", "{again:?}");
        assert!(again.body().contains("item_name_in_use"), "{again:?}");
    });
}

#[test]
fn an_answer_breaks_off_where_it_is_to() {
    on_a_socket(async |server| {
        let whole = ask(server, ME, "").await;
        assert_eq!((whole.status(), whole.length()), ("200", whole.body().len()));
        for bytes in [0, 1, 10, whole.length() - 1] {
            wish(server, json!({ "what": { "truncate_after": bytes }, "times": 1 })).await;
            let cut = ask(server, ME, "").await;
            assert_eq!((cut.status(), cut.length()), ("200", whole.length()), "it says that it is whole");
            assert_eq!(cut.body(), &whole.body()[..bytes], "{bytes}");
        }
        wish(server, json!({ "what": { "truncate_after": whole.length() }, "times": 1 })).await;
        assert_eq!(ask(server, ME, "").await.body(), whole.body(), "there is nothing to break off");
    });
}

#[test]
fn a_slow_answer_comes_in_pieces_and_is_whole() {
    on_a_socket(async |server| {
        let whole = ask(server, ME, "").await;
        // Four pieces, a tenth of a second between them.
        let rate = whole.length().div_ceil(4) * 10;
        wish(server, json!({ "what": { "slow": rate }, "times": 1 })).await;
        let slow = ask(server, ME, "").await;
        assert_eq!((slow.status(), slow.body()), ("200", whole.body()));
        assert!(slow.took() >= Duration::from_millis(300), "{slow:?}");
        assert!(slow.pieces[0].1 < slow.took() && slow.pieces.len() >= 4, "what there is goes out at once: {slow:?}");
    });
}

#[test]
fn a_delay_comes_before_the_call_or_after_it() {
    on_a_socket(async |server| {
        for moment in ["before", "after"] {
            wish(server, json!({ "moment": moment, "what": { "delay_ms": 150 }, "times": 1 })).await;
            let late = ask(server, ME, "").await;
            assert_eq!(late.status(), "200");
            assert!(late.pieces[0].1 >= Duration::from_millis(150), "{moment}: {late:?}");
        }
    });
}

#[test]
fn a_refusal_says_when_to_come_again() {
    on_a_socket(async |server| {
        wish(server, json!({ "what": { "answer": { "status": 429, "retry_after": 7 } }, "times": 1 })).await;
        let refused = ask(server, ME, "").await;
        assert_eq!(refused.status(), "429");
        assert!(refused.head().lines().any(|line| line == "Retry-After: 7"), "{refused:?}");
        assert_eq!(ask(server, ME, "").await.status(), "200");
    });
}
