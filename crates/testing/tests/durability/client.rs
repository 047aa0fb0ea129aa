//! The server's process and a small client for it.
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::Mutex,
    thread,
    time::Duration,
};

pub struct Server {
    pub port: u16,
    process: Mutex<Child>,
}

impl Server {
    /// Starts it and waits until it answers. What files hold is in its memory.
    pub fn start(place: &str) -> Server {
        Server::start_with(place, "memory:")
    }

    /// The same with a place for what files hold.
    pub fn start_with(place: &str, blobs: &str) -> Server {
        Server::start_by(Command::new(env!("CARGO_BIN_EXE_rig")), place, blobs)
    }

    /// The same by a command that runs the rig.
    pub fn start_by(mut command: Command, place: &str, blobs: &str) -> Server {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        command.args(["serve", place, &port.to_string(), "10000000", blobs]);
        let mut process = command.stdin(Stdio::null()).spawn().unwrap();
        while Client::new(port).and_then(|mut client| client.ask("GET", "/readyz", "")).is_none() {
            assert_eq!(process.try_wait().unwrap(), None, "the server has ended");
            thread::sleep(Duration::from_millis(5));
        }
        Server { port, process: process.into() }
    }

    /// `kill -9`
    pub fn kill(&self) {
        let mut process = self.process.lock().unwrap();
        process.kill().unwrap();
        process.wait().unwrap();
    }

    /// Asks it to end.
    pub fn stop(&self) {
        let mut process = self.process.lock().unwrap();
        let asked = Command::new("kill").arg(process.id().to_string()).status().unwrap();
        assert!(asked.success() && process.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut process = self.process.lock().unwrap();
        let _ = process.kill();
        let _ = process.wait();
    }
}

pub struct Client {
    stream: TcpStream,
}

impl Client {
    pub fn new(port: u16) -> Option<Client> {
        TcpStream::connect(("127.0.0.1", port)).ok().map(|stream| Client { stream })
    }

    /// Status and body; None when the server is gone.
    pub fn ask(&mut self, method: &str, path: &str, body: &str) -> Option<(u16, Value)> {
        self.send(method, path, "Content-Type: application/json\r\n", body.as_bytes())
    }

    /// The same of any bytes, with these headers.
    pub fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Option<(u16, Value)> {
        let (token, length) = (format!("token-{:026}", 1), body.len());
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\
             {headers}Content-Length: {length}\r\n\r\n"
        );
        self.stream.write_all(head.as_bytes()).and_then(|()| self.stream.write_all(body)).ok()?;
        let mut answer = Vec::new();
        let mut chunk = [0; 1 << 16];
        loop {
            let count = self.stream.read(&mut chunk).ok().filter(|count| *count > 0)?;
            answer.extend_from_slice(&chunk[..count]);
            let text = String::from_utf8_lossy(&answer);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                let status = head.split(' ').nth(1).unwrap().parse().unwrap();
                return Some((status, serde_json::from_str(body).unwrap_or_default()));
            }
        }
    }

    /// The names of all entries of a list.
    pub fn names(&mut self, list: &str) -> Vec<String> {
        let mut names = Vec::new();
        let mut marker = String::new();
        loop {
            let page = self.ask("GET", &format!("{list}?limit=1000&usemarker=true&marker={marker}"), "");
            let (status, page) = page.unwrap();
            assert_eq!(status, 200, "{page}");
            names.extend(
                page["entries"].as_array().unwrap().iter().map(|entry| entry["name"].as_str().unwrap().to_owned()),
            );
            match page["next_marker"].as_str() {
                Some(next) if !next.is_empty() => next.clone_into(&mut marker),
                _ => return names,
            }
        }
    }
}
