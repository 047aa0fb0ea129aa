//! A server that is measured: started, asked, watched in `/proc`, stopped.
use crate::run::{Result, read};
use std::{
    io::{Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// Jiffies of `/proc/PID/stat`; Linux has told user space 100 a second for decades.
const TICKS: f64 = 100.0;
const PATIENCE: Duration = Duration::from_secs(300);

pub struct Server {
    pub name: &'static str,
    command: Command,
    pub port: u16,
    /// What it answers 200 to when it is ready.
    path: &'static str,
    headers: Vec<(String, String)>,
    child: Option<Child>,
}

impl Server {
    pub fn new(name: &'static str, port: u16, path: &'static str, command: Command) -> Self {
        Server { name, command, port, path, headers: Vec::new(), child: None }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Starts it and tells how long it took to the first 200.
    pub fn start(&mut self) -> Result<Duration> {
        let start = Instant::now();
        let child = self.command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        self.child = Some(child.map_err(|error| format!("{}: {error}", self.name))?);
        while self.status().is_none_or(|status| status != 200) {
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            if let Some(status) = ended {
                return Err(format!("{}: {status} before its first answer: {:?}", self.name, self.command));
            }
            if start.elapsed() > PATIENCE {
                return Err(format!("{}: no answer", self.name));
            }
            thread::sleep(Duration::from_micros(300));
        }
        let took = start.elapsed();
        // Another program on that port would have answered, too.
        match self.child.as_mut().map(Child::try_wait) {
            Some(Ok(None)) => Ok(took),
            _ => Err(format!("{}: port {} is taken", self.name, self.port)),
        }
    }

    fn status(&self) -> Option<u16> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let request = format!("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Connection: close\r\n\r\n", self.path);
        stream.write_all(request.as_bytes()).ok()?;
        let mut head = [0; 12];
        stream.read_exact(&mut head).ok()?;
        str::from_utf8(&head).ok()?.split(' ').nth(1)?.parse().ok()
    }

    pub fn pid(&self) -> u32 {
        self.child.as_ref().map_or(0, Child::id)
    }

    /// User and system time of the process and of all that it started.
    pub fn cpu(&self) -> Duration {
        let of = |pid: u32| {
            let stat = read(format!("/proc/{pid}/stat")).ok()?;
            let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
            let ticks: f64 = fields.next()?.parse::<f64>().ok()? + fields.next()?.parse::<f64>().ok()?;
            Some(Duration::from_secs_f64(ticks / TICKS))
        };
        tree(self.pid()).into_iter().filter_map(of).sum()
    }

    /// A line of `/proc/PID/status` in MiB, summed over the processes: `VmRSS`, `RssAnon`.
    pub fn memory(&self, line: &str) -> f64 {
        let of = |pid: u32| {
            let status = read(format!("/proc/{pid}/status")).ok()?;
            let value = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'))?;
            value.trim().trim_end_matches(" kB").parse::<f64>().ok()
        };
        tree(self.pid()).into_iter().filter_map(of).sum::<f64>() / 1024.0
    }

    /// Asks it to end, and waits.
    pub fn stop(&mut self) {
        self.signal("TERM");
        if let Some(mut child) = self.child.take() {
            let _ = child.wait();
        }
    }

    /// Ends it on the spot: `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    fn signal(&self, name: &str) {
        let _ = Command::new("kill").args(["-s", name, &self.pid().to_string()]).status();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A process and its descendants.
fn tree(pid: u32) -> Vec<u32> {
    let mut all = vec![pid];
    let mut at = 0;
    while let Some(pid) = all.get(at).copied() {
        let threads = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        for thread in threads {
            let children = read(thread.path().join("children")).unwrap_or_default();
            all.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
        at += 1;
    }
    all
}
