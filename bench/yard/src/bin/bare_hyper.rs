//! Yardstick: the least a hyper 1 server can do. `bare_hyper [port] [workers]`
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Request, Response, body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use yard::{arg, user};

fn main() {
    let port: u16 = arg(1, "9001").parse().unwrap();
    let workers: usize = arg(2, "2").parse().unwrap();
    let body = Bytes::from(serde_json::to_vec(&user(1)).unwrap());
    tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build().unwrap().block_on(
        async move {
            let l = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
            loop {
                let (s, _) = l.accept().await.unwrap();
                let _ = s.set_nodelay(true);
                let body = body.clone();
                tokio::spawn(async move {
                    let svc = service_fn(move |_: Request<Incoming>| {
                        let body = body.clone();
                        async move {
                            Ok::<_, Infallible>(
                                Response::builder()
                                    .header("content-type", "application/json")
                                    .body(Full::new(body))
                                    .unwrap(),
                            )
                        }
                    });
                    let _ = http1::Builder::new().serve_connection(TokioIo::new(s), svc).await;
                });
            }
        },
    );
}
