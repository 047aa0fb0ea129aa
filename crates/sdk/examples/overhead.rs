//! What the client costs: a call through it, beside a bare call of reqwest that sends and receives the same bytes and reads
//! nothing of them.
//!
//! ```sh
//! cargo run --release -p boxwood-sdk --example overhead
//! ```
//!
//! The server answers a fixed text on a thread of its own. Both take turns, so that what else the machine does meets both, and
//! the median round counts.
#![expect(clippy::unwrap_used, reason = "a measurement that cannot be made has failed")]
use boxwood_sdk::{BaseUrls, Client, Credentials};
use reqwest::redirect::Policy;
use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

const ROUNDS: usize = 41;
const CALLS: u32 = 500;
const USER: &str = r#"{"type":"user","id":"3","name":"Boxwood Sample User","login":"sample.user@boxwood.example",
"created_at":"2025-06-15T15:06:40+00:00","modified_at":"2025-06-15T15:06:40+00:00","language":"en","timezone":"UTC",
"space_amount":10737418240,"space_used":0,"max_upload_size":5368709120,"status":"active","job_title":"","phone":"",
"address":"","avatar_url":"http://127.0.0.1:8080/api/avatar/large/3","notification_email":null}"#;

fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || answer(stream.unwrap()));
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (ours, bare) = runtime.block_on(measure(&url));
    let per_call = |time: Duration| time.as_secs_f64() * 1e6 / f64::from(CALLS);
    println!("a call through the client  {:>7.1} µs", per_call(ours));
    println!("a bare call of reqwest     {:>7.1} µs", per_call(bare));
    println!("ratio                      {:>7.2}", ours.as_secs_f64() / bare.as_secs_f64());
}

/// The median of the rounds.
async fn measure(url: &str) -> (Duration, Duration) {
    let client = Client::builder(Credentials::Token("token".into())).base_urls(BaseUrls::at(url)).build().unwrap();
    let una = client.as_user("3");
    let http = reqwest::Client::builder().redirect(Policy::none()).user_agent("boxwood-sdk/0.1.0").build().unwrap();
    let address = format!("{url}/2.0/users/me");
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for _ in 0..CALLS {
            una.users().me().await.unwrap();
        }
        ours.push(start.elapsed());
        let start = Instant::now();
        for _ in 0..CALLS {
            let call = http.get(&address).header("As-User", "3").bearer_auth("token").send().await.unwrap();
            call.bytes().await.unwrap();
        }
        bare.push(start.elapsed());
    }
    (median(ours), median(bare))
}

fn median(mut rounds: Vec<Duration>) -> Duration {
    rounds.sort();
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}

fn answer(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n", USER.len());
    let text = head + USER;
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    while let Some(Ok(line)) = lines.next() {
        if line.is_empty() && stream.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}
