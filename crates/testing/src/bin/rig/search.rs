//! How long a search takes, among so many files.
use super::Outcome;
use axum::body::Body;
use boxwood_api::{Error, SCHEMA};
use boxwood_server::{App, Config, index};
use boxwood_store::{Config as StoreConfig, Db, Tx, Write};
use boxwood_testing::fill;
use http::Request;
use http_body_util::BodyExt;
use std::{
    io::{self, Write as _},
    sync::Arc,
    time::Instant,
};

/// Folders of a hundred files each, ten of them in each other folder; nine in ten are the first user's, the others another's.
/// Of their names, one word is in all, one in a hundredth, and one in none but one.
const FOLDERS: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $1) \
    INSERT INTO items (id, kind, parent_id, name, name_key, created_by, modified_by, created_at, modified_at) \
    SELECT n, 0, CASE WHEN n <= 10 THEN CASE WHEN n = 10 THEN -2 ELSE -1 END ELSE n / 10 END, 'Folder ' || n, 'folder ' || n, 1, 1, n, n FROM n";
const FILES: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $2) \
    INSERT INTO items (kind, parent_id, name, name_key, created_by, modified_by, created_at, modified_at) \
    SELECT 1, 1 + n % $1, 'Report ' || n || ' of the year y' || (n % 100) || '.pdf', 'report ' || n, 1, 1, n, n FROM n";
const BACKLOG: &str = "INSERT INTO search_backlog (id, done, last) SELECT 1, 0, max(id) FROM items";

const ROUNDS: usize = 20;
const QUESTIONS: [(&str, &str); 5] = [
    ("one", "query=777"),
    ("a hundredth", "query=y77"),
    ("a hundredth, by date", "query=y77&sort=modified_at"),
    ("what begins so, a tenth", "query=y7"),
    ("all", "query=report"),
];

/// One line for each question: its name, what it found, and the median and the longest of the times, in microseconds.
pub fn measure(place: &str, count: &str) -> Outcome {
    let count: i64 = count.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let db = Db::open(&StoreConfig { durable: false, ..StoreConfig::new(place) }, &SCHEMA)?;
    let filled = runtime.block_on(async {
        fill(&db, 10, None).await?;
        let files = move |tx: &mut Tx<Write>| {
            tx.exec(FOLDERS, ((count / 100).max(10),))?;
            tx.exec(FILES, ((count / 100).max(10), count))?;
            tx.exec(BACKLOG, ())?;
            Ok::<_, Error>(())
        };
        db.write("rig.files", files).await
    });
    filled.map_err(|error| error.to_string())?;
    drop(db);
    let app = App::open(&Config::new(place))?;
    let start = Instant::now();
    runtime.block_on(index(app.db(), app.blobs())).map_err(|error| error.to_string())?;
    writeln!(io::stderr(), "{count} files put into the index in {:.1?}", start.elapsed())?;
    for (name, question) in QUESTIONS {
        let mut times = Vec::new();
        let mut total = 0;
        for _ in 0..ROUNDS {
            let start = Instant::now();
            total = runtime.block_on(ask(&app, question))?;
            times.push(start.elapsed().as_micros());
        }
        times.sort_unstable();
        let (median, most) = (times.get(ROUNDS / 2).copied().unwrap_or(0), times.last().copied().unwrap_or(0));
        writeln!(io::stdout(), "{name}\t{total}\t{median}\t{most}")?;
    }
    Ok(())
}

async fn ask(app: &Arc<App>, question: &str) -> Result<i64, Box<dyn std::error::Error>> {
    let request = Request::get(format!("/2.0/search?{question}")).header("Host", "127.0.0.1:8080");
    let request = request.header("Authorization", format!("Bearer token-{:026}", 1)).body(Body::empty())?;
    let body = app.handle(request).await.into_body().collect().await?.to_bytes();
    let body: serde_json::Value = serde_json::from_slice(&body)?;
    body.get("total_count").and_then(serde_json::Value::as_i64).ok_or_else(|| body.to_string().into())
}
