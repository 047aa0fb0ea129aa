//! What only a real socket shows: the life of a server and of its connections.
use boxwood_server::{Config, Server};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::oneshot,
    task::JoinHandle,
};

/// A server that listens on a free port, and is told to stop when this is dropped.
struct Running {
    address: std::net::SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), boxwood_server::Failure>>,
    _directory: tempfile::TempDir,
}

async fn start(change: impl FnOnce(&mut Config)) -> Running {
    let directory = tempfile::tempdir().unwrap();
    let mut config = Config::new(directory.path().join("boxwood.db").to_string_lossy());
    config.listen.set_port(0);
    change(&mut config);
    let server = Server::bind(config).await.unwrap();
    let (address, (stop, stopped)) = (server.address(), oneshot::channel());
    let task = tokio::spawn(server.run(async { drop(stopped.await) }));
    Running { address, stop, task, _directory: directory }
}

impl Running {
    /// Sends that text and reads what comes until the server closes the connection.
    async fn exchange(&self, text: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(text.as_bytes()).await.unwrap();
        read(&mut stream).await
    }
}

async fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // A reset after the answer is as good as an end.
    let _ = stream.read_to_end(&mut answer).await;
    String::from_utf8(answer).unwrap()
}

#[tokio::test]
async fn a_stop_closes_idle_connections_and_returns() {
    let server = start(|_| {}).await;
    let mut idle = TcpStream::connect(server.address).await.unwrap();
    let answer = server.exchange("GET /2.0/users/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "{answer}");
    server.stop.send(()).unwrap();
    server.task.await.unwrap().unwrap();
    assert_eq!(read(&mut idle).await, "");
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn clients_that_send_no_request_are_let_go() {
    let short = Duration::from_millis(80);
    let server = start(|config| (config.limits.head, config.limits.idle) = (short, 4 * short)).await;
    assert_eq!(server.exchange("").await, "", "nothing at all");
    assert_eq!(server.exchange("GET /2.0/users/me HTTP/1.1\r\nHos").await, "", "half a head");
    let answer = server.exchange("GET /2.0/users/me HTTP/1.1\r\nHost: a\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"), "idle after a request: {answer}");
}
