//! What only a real socket shows: the life of a server and of its connections.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests, and what they share")]
mod hostile;
mod life;
mod secure;
mod spelling;

use boxwood_server::{App, Config, Failure, Server};
use std::{net::SocketAddr, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};

/// The co-admin of the company that every server here has; user 2 is theirs to act as.
const TOKEN: &str = "Authorization: Bearer token-00000000000000000000000001\r\n";

/// A server that listens on a free port, and is told to stop when this is dropped.
struct Running {
    app: Arc<App>,
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), Failure>>,
    _directory: tempfile::TempDir,
}

#[expect(clippy::disallowed_methods, reason = "`stop` awaits it")]
async fn start(change: impl FnOnce(&mut Config)) -> Running {
    let directory = tempfile::tempdir().unwrap();
    let mut config = Config::new(directory.path().join("boxwood.db").to_string_lossy());
    config.listen.set_port(0);
    change(&mut config);
    let server = Server::bind(config).await.unwrap();
    let app = server.app().clone();
    boxwood_testing::fill(app.db(), 2, None).await.unwrap();
    let (address, metrics, (stop, stopped)) = (server.address(), server.metrics_address(), oneshot::channel());
    let task = tokio::spawn(server.run(async { drop(stopped.await) }));
    Running { app, address, metrics, stop, task, _directory: directory }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Sends that text and reads what comes until the server closes the connection.
    async fn exchange(&self, text: &str) -> String {
        let mut stream = self.connect().await;
        // A server that has closed already has said why.
        let _ = stream.write_all(text.as_bytes()).await;
        read(&mut stream).await
    }

    /// Asks for a path as the co-admin, on a connection of its own.
    async fn get(&self, path: &str) -> String {
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n{TOKEN}Connection: close\r\n\r\n")).await
    }

    async fn stop(self) {
        self.stop.send(()).unwrap();
        self.task.await.unwrap().unwrap();
    }
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut answer = Vec::new();
    // A reset after the answer is as good as an end.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

/// One answer with its body, of a connection that stays open.
async fn read_one(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    while !answer.contains("\r\n\r\n") || answer.len() < length(&answer) {
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).await.unwrap();
        assert_ne!(count, 0, "closed after {answer}");
        answer.push_str(str::from_utf8(&bytes[..count]).unwrap());
    }
    answer
}

fn length(answer: &str) -> usize {
    let (head, _) = answer.split_once("\r\n\r\n").unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    head.len() + 4 + length.map_or(0, |length| length.parse::<usize>().unwrap())
}
