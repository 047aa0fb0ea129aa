//! What the tests share: clients of a server of their own, and a clock that is moved by hand.
use boxwood_sdk::{BaseUrls, Builder, Client, Clock, Credentials, Secret};
use boxwood_testing::Served;
use std::{
    fmt,
    future::{Future, ready},
    pin::Pin,
    sync::{Arc, Mutex},
    time::Duration,
};

/// The server's time; whoever waits is told at once that the time is over, and it is written down.
#[derive(Clone)]
pub struct TestClock {
    now: Arc<dyn Fn() -> i64 + Send + Sync>,
    pub waits: Arc<Mutex<Vec<Duration>>>,
}

impl TestClock {
    pub fn of(server: &Served) -> Self {
        TestClock { now: Arc::new(server.seconds()), waits: Arc::default() }
    }

    pub fn at(now: i64) -> Self {
        TestClock { now: Arc::new(move || now), waits: Arc::default() }
    }

    pub fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl fmt::Debug for TestClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TestClock")
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        (self.now)()
    }
    fn wait(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.waits.lock().unwrap().push(time);
        Box::pin(ready(()))
    }
}

pub fn builder(server: &Served, credentials: impl Into<Credentials>) -> Builder {
    Client::builder(credentials).base_urls(BaseUrls::at(server.url())).clock(TestClock::of(server))
}

/// With the token that one of the company has.
pub fn by(server: &Served, name: &str) -> Client {
    builder(server, Credentials::Token(Secret::from(name))).build().unwrap()
}
