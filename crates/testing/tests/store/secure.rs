//! PostgreSQL over TLS: a certificate is looked at, or there is no connection.
use boxwood_store::{Config, Cost, Db, Schema};
use boxwood_testing::Cluster;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::{
    io::{Write, stderr},
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
};

const PASSWORD: &str = "seven-blue-whales";
const SET: &str = "ALTER ROLE postgres PASSWORD 'seven-blue-whales'";
const IS_SECURE: &str = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

struct Authority {
    issuer: Issuer<'static, KeyPair>,
    file: PathBuf,
}

fn authority(directory: &tempfile::TempDir, name: &str) -> Authority {
    let (mut ca, key) = (CertificateParams::default(), KeyPair::generate().unwrap());
    ca.distinguished_name.push(DnType::CommonName, name);
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let file = directory.path().join(name);
    std::fs::write(&file, ca.self_signed(&key).unwrap().pem()).unwrap();
    Authority { issuer: Issuer::new(ca, key), file }
}

/// Opens a store there, and says whether its connection is secure; or why there is none.
async fn opened(url: &str) -> Result<bool, String> {
    let db = Db::open(&Config::new(url), &Schema::default()).map_err(|error| error.to_string())?;
    Ok(db.read(Cost::Point, |tx| tx.one::<(bool,)>(IS_SECURE, ())).await.unwrap().0)
}

#[tokio::test]
async fn a_server_is_believed_by_its_certificate_alone() {
    let directory = tempfile::tempdir().unwrap();
    let (ours, other) = (authority(&directory, "ours.pem"), authority(&directory, "other.pem"));
    let key = KeyPair::generate().unwrap();
    let named = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &ours.issuer).unwrap();
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
    let Some(cluster) = Cluster::private(&[&port.to_string(), &named.pem(), &key.serialize_pem()]) else {
        let _ = writeln!(stderr(), "SKIPPED: no PostgreSQL server found; set BOXWOOD_PG_BIN to its directory");
        return;
    };
    let socket = format!("postgres:///postgres?host={}&port={port}&user=postgres", cluster.socket);
    let db = Db::open(&Config::new(&socket), &Schema::default()).unwrap();
    db.write("password", |tx| tx.exec(SET, ())).await.unwrap();
    let at = async |host: &str, rest: &str| {
        opened(&format!("postgres://postgres:{PASSWORD}@{host}:{port}/postgres?{rest}")).await
    };
    let trusting = |authority: &Authority| format!("sslrootcert={}", authority.file.display());
    let (ours, other) = (trusting(&ours), trusting(&other));

    assert_eq!(at("localhost", &format!("sslmode=require&{ours}&channel_binding=require")).await, Ok(true));
    assert_eq!(at("localhost", &format!("{ours}&sslmode=verify-full")).await, Ok(true));
    assert_eq!(at("localhost", &format!("sslmode=prefer&{ours}")).await, Ok(true));
    assert_eq!(at("localhost", "sslmode=disable").await, Ok(false));
    assert_eq!(opened(&format!("{socket}&sslmode=prefer&{ours}")).await, Ok(false), "there is none on a socket");
    let refusals = [
        ("another CA", at("localhost", &format!("sslmode=require&{other}")).await),
        ("the system's CAs", at("localhost", "sslmode=require").await),
        ("no way round it", at("localhost", &format!("sslmode=prefer&{other}")).await),
        ("another name", at("127.0.0.1", &format!("sslmode=require&{ours}")).await),
        ("no TLS on a socket", opened(&format!("{socket}&sslmode=require&{ours}")).await),
    ];
    let refusals = refusals.map(|(why, outcome)| format!("{why}: {}", outcome.unwrap_err())).join("\n");
    assert!(!refusals.contains(PASSWORD), "{refusals}");
    insta::assert_snapshot!(refusals, @r#"
    another CA: PostgreSQL: no TLS: invalid peer certificate: UnknownIssuer. The certificate must name the host, and sslrootcert=FILE in the database's URL names the CA to trust
    the system's CAs: PostgreSQL: no TLS: invalid peer certificate: UnknownIssuer. The certificate must name the host, and sslrootcert=FILE in the database's URL names the CA to trust
    no way round it: PostgreSQL: no TLS: invalid peer certificate: UnknownIssuer. The certificate must name the host, and sslrootcert=FILE in the database's URL names the CA to trust
    another name: PostgreSQL: no TLS: invalid peer certificate: certificate not valid for name "127.0.0.1"; certificate is only valid for DnsName("localhost"). The certificate must name the host, and sslrootcert=FILE in the database's URL names the CA to trust
    no TLS on a socket: PostgreSQL: error performing TLS handshake: server does not support TLS
    "#);
}
