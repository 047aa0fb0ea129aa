//! A server's life: it binds, runs until it is told to stop, and leaves nothing behind.
use crate::{
    App, Config, Failure,
    http::serve::{Listener, serve},
    jobs, tls,
};
use std::{net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

pub struct Server {
    app: Arc<App>,
    listener: Listener,
    address: SocketAddr,
}

impl Server {
    /// Opens the store and takes the addresses. Nobody is answered before [`run`](Self::run).
    ///
    /// # Errors
    /// In a sentence.
    pub async fn bind(config: Config) -> Result<Server, Failure> {
        let app = App::open(&config).map_err(|cause| Failure::new(&config.store.place, cause))?;
        let socket = listen(config.listen).await?;
        let address = socket.local_addr().map_err(|cause| Failure::new(config.listen, cause))?;
        let listener = Listener { socket, tls: tls::acceptor(&config)?, limits: config.limits.clone() };
        Ok(Server { app, listener, address })
    }

    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until `stop` is ready. Then those that run are finished, within bounds, and what was recorded
    /// is written down.
    ///
    /// # Errors
    /// When the last records cannot be written.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), Failure> {
        let (stopping, stopped) = watch::channel(());
        let mut tasks = JoinSet::new();
        tasks.spawn(jobs::run(self.app.clone(), stopped.clone()));
        let app = self.app.clone();
        tasks.spawn(serve(self.listener, stopped, move |request| {
            let app = app.clone();
            async move { app.handle(request).await }
        }));
        stop.await;
        drop(stopping);
        while tasks.join_next().await.is_some() {}
        self.app.flush().await.map_err(|cause| Failure::new("the last records", cause))
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    let failed = |cause| Failure::new(format_args!("cannot listen on {address}"), cause);
    TcpListener::bind(address).await.map_err(failed)
}
