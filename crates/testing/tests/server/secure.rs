//! https with the server's own certificate.
use crate::{TOKEN, read, start};
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, ServerName, pem::PemObject},
    },
};

/// What trusts the CA that the server has put there.
fn client(ca: &std::path::Path) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let mut config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    TlsConnector::from(Arc::new(config))
}

/// Clients that refuse plain http (Java and Node refuse it themselves) are served by whatever name they know.
#[tokio::test]
async fn row_75_clients_that_want_https_get_it_under_every_name() {
    let directory = tempfile::tempdir().unwrap();
    let tls = directory.path().join("tls");
    let server = start(|config| {
        config.tls = Some(tls.clone());
        config.public_url = Some("https://box.example.com".to_owned());
    })
    .await;
    let client = client(&tls.join("ca.pem"));
    for name in ["localhost", "127.0.0.1", "::1", "api.box.com", "upload.box.com", "dl.boxcloud.com", "box.example.com"]
    {
        let name = ServerName::try_from(name).unwrap();
        let mut stream = client.connect(name, server.connect().await).await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        let request = format!("GET /2.0/users/me HTTP/1.1\r\nHost: a\r\n{TOKEN}Connection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = read(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
    let stranger = ServerName::try_from("www.example.com").unwrap();
    assert!(client.connect(stranger, server.connect().await).await.is_err());
    let plain = server.get("/2.0/users/me").await;
    assert!(!plain.contains("HTTP/1.1 200"), "plain http on the port of https: {plain}");
}

#[tokio::test]
async fn the_certificate_outlives_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let tls = directory.path().join("tls");
    start(|config| config.tls = Some(tls.clone())).await.stop().await;
    let client = client(&tls.join("ca.pem"));
    let server = start(|config| config.tls = Some(tls.clone())).await;
    let name = ServerName::try_from("localhost").unwrap();
    client.connect(name, server.connect().await).await.unwrap();
}
