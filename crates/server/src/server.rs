//! A server's life: it binds, runs until it is told to stop, and leaves nothing behind.
use crate::{
    App, Config, Failure,
    front::Front,
    http::{
        refusal,
        serve::{Listener, serve},
    },
    jobs,
    lab::Lab,
    metrics,
    proxy::Proxy,
    tls,
};
use axum::body::Body;
use boxwood_api::Error;
use http::{HeaderValue, Request, Response, header::CONTENT_TYPE};
use std::{future::ready, io::ErrorKind, net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, sync::watch, task::JoinSet, time::Instant};

pub struct Server {
    app: Arc<App>,
    lab: Option<Lab>,
    listener: Listener,
    proxy: Option<Proxy>,
    address: SocketAddr,
    base: String,
    /// Where metrics are asked for.
    metrics: Option<Listener>,
}

impl Server {
    /// Opens the store and takes the addresses. Nobody is answered before [`run`](Self::run).
    ///
    /// # Errors
    /// In a sentence.
    pub async fn bind(mut config: Config) -> Result<Server, Failure> {
        let socket = listen(config.listen).await?;
        // The port that was found, where any was asked for: absolute URLs name it.
        let address = socket.local_addr().map_err(|cause| Failure::new(config.listen, cause))?;
        config.listen = address;
        let (app, lab) = open(&config)?;
        let (limits, open) = (config.limits.clone(), app.connections.clone());
        let listener = Listener { socket, tls: tls::acceptor(&config)?, limits: limits.clone(), open };
        let metrics = match config.metrics {
            Some(address) => Some(Listener { socket: listen(address).await?, tls: None, limits, open: Arc::default() }),
            None => None,
        };
        let proxy = config.proxy.take();
        Ok(Server { app, lab, listener, proxy, address, base: config.base(), metrics })
    }

    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The laboratory, if there is one.
    pub fn lab(&self) -> Option<&Lab> {
        self.lab.as_ref()
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What absolute URLs begin with, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The address of the metrics.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref().and_then(|listener| listener.socket.local_addr().ok())
    }

    /// Answers requests until `stop` is ready. Then those that run are finished, within bounds, and what was recorded
    /// is written down.
    ///
    /// # Errors
    /// When the last records cannot be written.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), Failure> {
        let (stopping, stopped) = watch::channel(());
        let mut tasks = JoinSet::new();
        let front = match &self.lab {
            // Each of its worlds looks after its own.
            Some(lab) => Front::Lab(lab.clone()),
            None => {
                let now = Instant::now();
                tasks.spawn(jobs::run(self.app.clone(), stopped.clone(), now));
                tasks.spawn(jobs::run_indexer(self.app.clone(), stopped.clone(), now));
                tasks.spawn(jobs::run_collector(self.app.clone(), stopped.clone(), now));
                Front::App(self.app.clone())
            }
        };
        match self.proxy {
            Some(proxy) => tasks.spawn(proxy.serve(self.listener, stopped.clone(), front)),
            None => tasks.spawn(serve(self.listener, stopped.clone(), move |request| {
                let front = front.clone();
                async move { front.answer(request, None).await }
            })),
        };
        if let Some(lab) = &self.lab {
            lab.worlds().start();
        }
        if let Some(listener) = self.metrics {
            let app = self.app.clone();
            tasks.spawn(serve(listener, stopped, move |request| ready(counted(&app, &request))));
        }
        stop.await;
        drop(stopping);
        while tasks.join_next().await.is_some() {}
        if let Some(lab) = &self.lab {
            lab.worlds().stop();
        }
        let app = self.lab.as_ref().map_or(self.app, Lab::main);
        app.stop().await;
        app.flush().await.map_err(|cause| Failure::new("the last records", cause))
    }
}

/// The app; with a laboratory, as its main world, whose clock can be held.
fn open(config: &Config) -> Result<(Arc<App>, Option<Lab>), Failure> {
    let Some(token) = &config.lab else { return Ok((App::open(config)?, None)) };
    if !config.listen.ip().is_loopback() {
        let what = format_args!("no laboratory on {}", config.listen);
        return Err(Failure::new(what, "whoever reaches it can do anything; listen on 127.0.0.1, or leave --lab out"));
    }
    let lab = Lab::open(config.clone(), token)?;
    Ok((lab.main(), Some(lab)))
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|cause| {
        let what = format_args!("cannot listen on {address}");
        match cause.kind() {
            ErrorKind::AddrInUse => Failure::new(what, "another program listens there"),
            _ => Failure::new(what, cause),
        }
    })
}

fn counted<B>(app: &App, request: &Request<B>) -> Response<Body> {
    if request.uri().path() != "/metrics" {
        return refusal(&Error::no_such_path());
    }
    let mut response = Response::new(Body::from(app.metrics()));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(metrics::CONTENT_TYPE));
    response
}
