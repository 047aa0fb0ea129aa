//! How long a page of a folder takes, of so many items.
use super::Outcome;
use axum::body::Body;
use boxwood_api::{Error, SCHEMA};
use boxwood_server::{App, Config};
use boxwood_store::{Config as StoreConfig, Db, Tx, Write};
use boxwood_testing::fill;
use http::Request;
use http_body_util::BodyExt;
use std::{
    io::{self, Write as _},
    sync::Arc,
    time::Instant,
};

/// One folder in the first user's root, and so many files in it.
const FOLDER: &str = "INSERT INTO items (id, kind, parent_id, name, name_key, created_by, modified_by, created_at, modified_at) \
    VALUES (1, 0, -1, 'Folder', 'folder', 1, 1, 1, 1)";
const FILES: &str = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < $1) \
    INSERT INTO items (kind, parent_id, name, name_key, created_by, modified_by, created_at, modified_at) \
    SELECT 1, 1, 'File ' || n, 'file ' || n, 1, 1, n, n FROM n";
const TOTAL: &str = "INSERT INTO counters (kind, owner_id, part_id, shard, value) VALUES ('folder_items', 1, 1, 0, $1)";

const ROUNDS: usize = 200;

/// A folder of so many items, and what its pages take.
struct Folder {
    size: String,
    app: Arc<App>,
    /// Name and path of each page, and what it took, in nanoseconds.
    pages: Vec<(&'static str, String, Vec<u128>)>,
}

/// One line for each size and kind of page: size, name, and the median of the times in microseconds. The sizes take turns, so
/// that what else the machine does is in all of them.
pub fn measure(directory: &str, sizes: &[&str]) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut folders = Vec::new();
    for size in sizes {
        let place = format!("{directory}/{size}.db");
        runtime.block_on(filled(&place, size.parse()?))?;
        folders.push(runtime.block_on(Folder::open(&place, size))?);
    }
    for _ in 0..ROUNDS {
        for folder in &mut folders {
            for (_, path, times) in &mut folder.pages {
                let start = Instant::now();
                runtime.block_on(ask(&folder.app, path))?;
                times.push(start.elapsed().as_nanos());
            }
        }
    }
    for Folder { size, pages, .. } in &mut folders {
        for (name, _, times) in pages {
            times.sort_unstable();
            let median = times.get(ROUNDS / 2).copied().unwrap_or(0) as f64 / 1000.0;
            writeln!(io::stdout(), "{size}\t{name}\t{median}")?;
        }
    }
    Ok(())
}

async fn filled(place: &str, count: i64) -> Outcome {
    let db = Db::open(&StoreConfig { durable: false, ..StoreConfig::new(place) }, &SCHEMA)?;
    fill(&db, 10, None).await.map_err(|error| error.to_string())?;
    add_files(&db, count).await
}

/// The folder, and its files.
pub async fn add_files(db: &Db, count: i64) -> Outcome {
    let files = move |tx: &mut Tx<Write>| {
        tx.exec(FOLDER, ())?;
        tx.exec(FILES, (count,))?;
        tx.exec(TOTAL, (count,))?;
        Ok::<_, Error>(())
    };
    db.write("rig.files", files).await.map_err(|error| error.to_string().into())
}

impl Folder {
    async fn open(place: &str, size: &str) -> Result<Folder, Box<dyn std::error::Error>> {
        let app = App::open(&Config::new(place))?;
        // Half of what there is, but not so much that finding the middle takes long.
        let mut marker = String::new();
        for _ in 0..(size.parse::<u64>()? / 2000).min(100) {
            let page = ask(&app, &format!("/1/items?usemarker=true&limit=1000&marker={marker}")).await?;
            marker = page.get("next_marker").and_then(serde_json::Value::as_str).ok_or("no next page")?.to_owned();
        }
        let page = |name, path| (name, path, Vec::new());
        let pages = vec![
            page("a page by marker, from the middle", format!("/1/items?usemarker=true&marker={marker}")),
            page("the first page, with the total", "/1/items".to_owned()),
            page("the folder, with its first hundred", "/1".to_owned()),
            page("the page at offset 9,900, of the first page", "/1/items?offset=9900".to_owned()),
        ];
        Ok(Folder { size: size.to_owned(), app, pages })
    }
}

async fn ask(app: &Arc<App>, path: &str) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
    let request = Request::get(format!("/2.0/folders{path}")).header("Host", "127.0.0.1:8080");
    let request = request.header("Authorization", format!("Bearer token-{:026}", 1)).body(Body::empty())?;
    let response = app.handle(request).await;
    let is_good = response.status() == 200;
    let body: serde_json::Value = serde_json::from_slice(&response.into_body().collect().await?.to_bytes())?;
    if is_good { Ok(body) } else { Err(body.to_string().into()) }
}
