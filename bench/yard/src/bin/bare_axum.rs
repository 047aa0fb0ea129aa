//! Yardstick: axum 0.8 doing only the physical work of each call, with no store behind it.
//! `bare_axum PORT WORKERS DATA-DIR USERS SQL-USERS`: so many users in maps, so many in a SQLite file (0: none)
//!   GET  /static                 a constant body
//!   GET  /2.0/users/me           bearer -> token map -> (As-User) user map -> serde_json
//!   GET  /sql/users/me           the same from SQLite on the worker's own connection: token, actor, subject = 3 reads
//!   GET  /hop/users/me           the same through spawn_blocking (what an async pool costs)
//!   POST /write                  JSON -> an item and an event, durable: one writer thread, group commit (WAL, FULL)
//!   POST /oauth2/token           form -> RS256 verify (2048 bits) -> random token
//!   GET  /assertion              a signed assertion for the line above
//!   PUT  /raw                    body -> SHA-1 + file + fsync
//!   POST /multipart              multipart -> SHA-1 + file + fsync
//!   PUT  /sink, POST /mpsink     body / multipart read and dropped
//!   GET  /big                    data-dir/big.bin, read in 256 KiB chunks by a blocking thread (no sendfile)
use aws_lc_rs::{rand::SystemRandom, rsa::KeySize, signature as sig, signature::KeyPair};
use axum::{
    Router,
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, Form, Multipart, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post, put},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as B64};
use futures_util::{Stream, StreamExt};
use sha1::{Digest, Sha1};
use std::{
    cell::OnceCell,
    collections::HashMap,
    io::Write,
    sync::{Arc, OnceLock, RwLock},
};
use yard::{User, arg, user};

struct App {
    body: Bytes,
    db: String,
    tokens: RwLock<HashMap<String, (u64, bool)>>, // token -> (user, may impersonate)
    users: RwLock<HashMap<u64, Arc<User>>>,
    writer: OnceLock<std::sync::mpsc::Sender<Write1>>,
    login: OnceLock<(Vec<u8>, String)>, // public key, a signed assertion
    dir: String,
}

/// One RSA key and one assertion, made when first asked for so that start-up stays bare.
fn login() -> (Vec<u8>, String) {
    let key = sig::RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let claims = r#"{"iss":"client","sub":"12345","box_sub_type":"enterprise","aud":"http://127.0.0.1/oauth2/token","jti":"0123456789abcdef0123456789abcdef","exp":99999999999}"#;
    let signed = format!("{}.{}", B64.encode(r#"{"alg":"RS256","typ":"JWT","kid":"k1"}"#), B64.encode(claims));
    let mut s = vec![0; key.public_modulus_len()];
    key.sign(&sig::RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut s).unwrap();
    (key.public_key().as_ref().to_vec(), format!("{signed}.{}", B64.encode(s)))
}

fn db_path(dir: &str, n: u64) -> String {
    format!("{dir}/yard{n}.db")
}

/// n users and n tokens; built once, by the first start with that n.
fn fill(dir: &str, n: u64) {
    let p = db_path(dir, n);
    if std::path::Path::new(&p).exists() {
        return;
    }
    let mut c = rusqlite::Connection::open(&p).unwrap();
    c.execute_batch("pragma journal_mode=wal; create table users(id integer primary key, login text not null unique, doc text not null) strict; create table tokens(hash blob primary key, who integer not null, may integer not null) strict, without rowid").unwrap();
    let t = c.transaction().unwrap();
    for i in 1..=n {
        let u = user(i);
        t.prepare_cached("insert into users values(?,?,?)")
            .unwrap()
            .execute((i as i64, &u.login, serde_json::to_string(&u).unwrap()))
            .unwrap();
        t.prepare_cached("insert into tokens values(?,?,1)")
            .unwrap()
            .execute((&hash(&format!("token-{i:026}"))[..], i as i64))
            .unwrap();
    }
    t.commit().unwrap();
    c.execute_batch("pragma wal_checkpoint(truncate)").unwrap();
}

fn hash(t: &str) -> [u8; 32] {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, t.as_bytes()).as_ref().try_into().unwrap()
}

thread_local!(static DB: OnceCell<rusqlite::Connection> = const { OnceCell::new() });

/// Token, actor and subject from SQLite: what a server without any cache must read for one As-User call.
fn me_sql(path: &str, token: &str, as_user: Option<i64>) -> (StatusCode, Vec<u8>) {
    DB.with(|db| {
        let c = db.get_or_init(|| {
            let c = rusqlite::Connection::open(path).unwrap();
            c.execute_batch("pragma mmap_size=2147483648; pragma cache_size=-65536").unwrap();
            c
        });
        let t = c
            .prepare_cached("select who, may from tokens where hash=?")
            .unwrap()
            .query_row([&hash(token)[..]], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?)));
        let Ok((actor, may)) = t else { return (StatusCode::UNAUTHORIZED, b"{}".to_vec()) };
        let mut doc = c.prepare_cached("select doc from users where id=?").unwrap();
        let Ok(d) = doc.query_row([actor], |r| Ok(r.get_ref(0)?.as_str().unwrap().as_bytes().to_vec())) else {
            return (StatusCode::UNAUTHORIZED, b"{}".to_vec());
        };
        match as_user {
            None => (StatusCode::OK, d),
            Some(_) if may == 0 => (StatusCode::FORBIDDEN, b"{}".to_vec()),
            Some(id) => match doc.query_row([id], |r| Ok(r.get_ref(0)?.as_str().unwrap().as_bytes().to_vec())) {
                Ok(d) => (StatusCode::OK, d),
                Err(_) => (StatusCode::NOT_FOUND, b"{}".to_vec()),
            },
        }
    })
}

fn caller(h: &HeaderMap) -> (String, Option<i64>) {
    let t = h.get("authorization").and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer ")).unwrap_or("");
    (t.to_string(), h.get("as-user").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok()))
}

async fn sql(State(a): State<Arc<App>>, h: HeaderMap) -> Response {
    let (t, u) = caller(&h);
    let (s, v) = me_sql(&a.db, &t, u);
    json(s, v)
}

async fn hop(State(a): State<Arc<App>>, h: HeaderMap) -> Response {
    let (t, u) = caller(&h);
    let (s, v) = tokio::task::spawn_blocking(move || me_sql(&a.db, &t, u)).await.unwrap();
    json(s, v)
}

fn json(status: StatusCode, v: Vec<u8>) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], v).into_response()
}

async fn fixed(State(a): State<Arc<App>>) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], a.body.clone()).into_response()
}

async fn me(State(a): State<Arc<App>>, h: HeaderMap) -> Response {
    let token = h.get("authorization").and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
    let found = token.and_then(|t| a.tokens.read().unwrap().get(t).copied());
    let Some((mut uid, may)) = found else {
        return json(StatusCode::UNAUTHORIZED, b"{}".to_vec());
    };
    if let Some(v) = h.get("as-user") {
        match v.to_str().ok().and_then(|v| v.parse().ok()) {
            Some(id) if may => uid = id,
            _ => return json(StatusCode::FORBIDDEN, b"{}".to_vec()),
        }
    }
    let u = a.users.read().unwrap().get(&uid).cloned();
    match u {
        Some(u) => {
            let mut out = Vec::with_capacity(1536);
            serde_json::to_writer(&mut out, &*u).unwrap();
            json(StatusCode::OK, out)
        }
        None => json(StatusCode::NOT_FOUND, b"{}".to_vec()),
    }
}

#[derive(serde::Deserialize)]
struct NewItem {
    name: String,
    parent: u64,
}

type Write1 = (NewItem, tokio::sync::oneshot::Sender<i64>);

/// Takes whatever has queued up while the last commit was on its way to disk (at most 256), commits it as one
/// transaction, then answers all of them. No timer: a lone writer never waits for company.
fn writer(dir: &str) -> std::sync::mpsc::Sender<Write1> {
    let p = format!("{dir}/write.db");
    for s in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{p}{s}"));
    }
    let mut c = rusqlite::Connection::open(&p).unwrap();
    c.execute_batch("pragma journal_mode=wal; pragma synchronous=full; create table items(id integer primary key, parent integer not null, name text not null, doc text not null) strict; create index item_name on items(parent, name); create table events(id integer primary key, item integer not null, doc text not null) strict").unwrap();
    let (tx, rx) = std::sync::mpsc::channel::<Write1>();
    std::thread::spawn(move || {
        let doc = "d".repeat(300);
        while let Ok(first) = rx.recv() {
            let (mut next, mut done) = (Some(first), Vec::with_capacity(256));
            let t = c.transaction().unwrap();
            while let Some((w, reply)) = next.take() {
                t.prepare_cached("insert into items(parent, name, doc) values(?,?,?)")
                    .unwrap()
                    .execute((w.parent as i64, &w.name, &doc))
                    .unwrap();
                let id = t.last_insert_rowid();
                t.prepare_cached("insert into events(item, doc) values(?,?)").unwrap().execute((id, &doc)).unwrap();
                done.push((reply, id));
                if done.len() < 256 {
                    next = rx.try_recv().ok();
                }
            }
            t.commit().unwrap();
            for (reply, id) in done {
                let _ = reply.send(id);
            }
        }
    });
    tx
}

async fn write(State(a): State<Arc<App>>, axum::Json(w): axum::Json<NewItem>) -> Response {
    let (tx, rx) = tokio::sync::oneshot::channel();
    a.writer.get_or_init(|| writer(&a.dir)).send((w, tx)).unwrap();
    json(StatusCode::CREATED, format!("{{\"type\":\"folder\",\"id\":\"{}\"}}", rx.await.unwrap()).into_bytes())
}

#[derive(serde::Deserialize)]
struct Grant {
    assertion: String,
}

#[derive(serde::Deserialize)]
struct Claims {
    sub: String,
    exp: u64,
}

async fn token(State(a): State<Arc<App>>, Form(g): Form<Grant>) -> Response {
    let bad = || json(StatusCode::BAD_REQUEST, b"{\"error\":\"invalid_grant\"}".to_vec());
    let Some((signed, s)) = g.assertion.rsplit_once('.') else { return bad() };
    let Some((_, payload)) = signed.split_once('.') else { return bad() };
    let (Ok(s), Ok(p)) = (B64.decode(s), B64.decode(payload)) else { return bad() };
    let key = sig::UnparsedPublicKey::new(&sig::RSA_PKCS1_2048_8192_SHA256, &a.login.get_or_init(login).0);
    if key.verify(signed.as_bytes(), &s).is_err() {
        return bad();
    }
    let Ok(c) = serde_json::from_slice::<Claims>(&p) else { return bad() };
    if c.exp == 0 || c.sub.is_empty() {
        return bad();
    }
    let mut r = [0u8; 24];
    aws_lc_rs::rand::fill(&mut r).unwrap();
    let t = B64.encode(r);
    json(
        StatusCode::OK,
        format!("{{\"access_token\":\"{t}\",\"expires_in\":3600,\"restricted_to\":[],\"token_type\":\"bearer\"}}")
            .into_bytes(),
    )
}

async fn store<E>(dir: &str, mut body: impl Stream<Item = Result<Bytes, E>> + Unpin) -> Result<Response, ()> {
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
    static N: AtomicU64 = AtomicU64::new(0);
    let path = format!("{dir}/up{}", N.fetch_add(1, Relaxed));
    let (tx, mut rx) = tokio::sync::mpsc::channel::<Bytes>(64);
    // One blocking thread hashes and writes while the socket is read: SHA-1 and fsync off the reactor.
    let p = path.clone();
    let job = tokio::task::spawn_blocking(move || {
        let mut f = std::fs::File::create(&p).unwrap();
        let mut h = Sha1::new();
        while let Some(c) = rx.blocking_recv() {
            h.update(&c);
            f.write_all(&c).unwrap();
        }
        f.sync_data().unwrap();
        h.finalize()
    });
    while let Some(c) = body.next().await {
        tx.send(c.map_err(|_| ())?).await.map_err(|_| ())?;
    }
    drop(tx);
    let sum = job.await.unwrap();
    let _ = std::fs::remove_file(path);
    Ok(format!("{sum:x}\n").into_response())
}

async fn raw(State(a): State<Arc<App>>, b: Body) -> Response {
    store(&a.dir, b.into_data_stream()).await.unwrap_or(StatusCode::BAD_REQUEST.into_response())
}

async fn multipart(State(a): State<Arc<App>>, mut m: Multipart) -> Response {
    while let Ok(Some(f)) = m.next_field().await {
        if f.name() == Some("file") {
            return store(&a.dir, f).await.unwrap_or(StatusCode::BAD_REQUEST.into_response());
        }
    }
    StatusCode::BAD_REQUEST.into_response()
}

async fn big(State(a): State<Arc<App>>) -> Response {
    let (tx, rx) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    let f = std::fs::File::open(format!("{}/big.bin", a.dir)).unwrap();
    let len = f.metadata().unwrap().len();
    tokio::task::spawn_blocking(move || {
        use std::os::unix::fs::FileExt;
        let mut at = 0;
        while at < len {
            let mut b = vec![0; (256 << 10).min((len - at) as usize)];
            f.read_exact_at(&mut b, at).unwrap();
            at += b.len() as u64;
            if tx.blocking_send(Ok(b.into())).is_err() {
                return;
            }
        }
    });
    let s = futures_util::stream::unfold(rx, |mut rx| async move { rx.recv().await.map(|v| (v, rx)) });
    ([(header::CONTENT_LENGTH, len)], Body::from_stream(s)).into_response()
}

async fn sink(b: Body) -> String {
    let (mut s, mut n) = (b.into_data_stream(), 0);
    while let Some(Ok(c)) = s.next().await {
        n += c.len();
    }
    format!("{n}\n")
}

async fn mpsink(mut m: Multipart) -> String {
    let mut n = 0;
    while let Ok(Some(mut f)) = m.next_field().await {
        while let Ok(Some(c)) = f.chunk().await {
            n += c.len();
        }
    }
    format!("{n}\n")
}

fn main() {
    let port: u16 = arg(1, "9002").parse().unwrap();
    let workers: usize = arg(2, "2").parse().unwrap();
    let users: u64 = arg(4, "1000").parse().unwrap();
    let dir = arg(3, "data");
    let sql_users: u64 = arg(5, "0").parse().unwrap();
    if sql_users > 0 {
        fill(&dir, sql_users);
    }
    let app = Arc::new(App {
        body: serde_json::to_vec(&user(1)).unwrap().into(),
        tokens: RwLock::new((1..=users).map(|i| (format!("token-{i:026}"), (i, true))).collect()),
        users: RwLock::new((1..=users).map(|i| (i, Arc::new(user(i)))).collect()),
        writer: OnceLock::new(),
        login: OnceLock::new(),
        db: db_path(&dir, sql_users),
        dir,
    });
    let r = Router::new()
        .route("/static", get(fixed))
        .route("/2.0/users/me", get(me))
        .route("/sql/users/me", get(sql))
        .route("/hop/users/me", get(hop))
        .route("/write", post(write))
        .route("/oauth2/token", post(token))
        .route("/assertion", get(|State(a): State<Arc<App>>| async move { a.login.get_or_init(login).1.clone() }))
        .route("/raw", put(raw))
        .route("/multipart", post(multipart))
        .route("/big", get(big))
        .route("/sink", put(sink))
        .route("/mpsink", post(mpsink))
        .layer(DefaultBodyLimit::disable())
        .with_state(app);
    tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build().unwrap().block_on(
        async move {
            use axum::serve::ListenerExt;
            let l = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.unwrap();
            let l = l.tap_io(|s| {
                let _ = s.set_nodelay(true);
            });
            axum::serve(l, r).await.unwrap();
        },
    );
}
