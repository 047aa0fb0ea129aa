//! Files: large ones up and down, and many small ones.
use super::{
    load::{Load, load},
    server::Server,
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, command, output};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

const MIB: usize = 256;
const SMALL: usize = 4 << 10;
const CLIENTS: usize = 64;
const TOKEN: &str = "Authorization: Bearer token-00000000000000000000000001";

/// What one round found.
#[derive(Clone, Copy)]
struct Round {
    /// Megabytes a second, of the bare server and of the product.
    up: [f64; 2],
    /// MiB that the product's memory has grown by in that upload.
    grown: f64,
    down: [f64; 2],
    /// Small files a second: the bare group commit, the product, and one file after the other with fsync.
    small: [f64; 3],
    /// Requests a second: who am I, of the bare server, and a file of 1 KiB, of the product.
    tiny: [f64; 2],
    /// Milliseconds until the first byte: of the whole, and of the last KiB.
    first_byte: [f64; 2],
}

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let data = setting.scratch("files")?;
    let big = setting.file("yard/big.bin");
    fill(&big, MIB << 20)?;
    let tiny = setting.file("tiny.bin");
    fill(&tiny, 1 << 10)?;
    let mut bare = setting.yardstick("yardstick", 9301, 0);
    let mut ours = setting.product("boxwood", 9302, &data, &[]);
    bare.start()?;
    ours.start()?;
    let (large, tiny) = (upload(&ours, "large", &big)?, upload(&ours, "tiny", &tiny)?);
    let mut rounds = Vec::new();
    for round in 0..setting.rounds {
        rounds.push(measure(setting, (&bare, &ours), round, (&big, &large, &tiny))?);
    }
    let grown = Spread::of(rounds.iter().map(|round| round.grown.max(0.0)));
    report(&rounds);
    let ratio = |value: fn(&Round) -> [f64; 2]| Spread::of(rounds.iter().map(value).map(|[bare, ours]| ours / bare));
    let goal = |id, what: &str, value, limit| Goal { id, what: what.to_owned(), value, limit };
    Ok(vec![
        goal("G6", "upload of 256 MiB: MB/s of Y4", ratio(|r| r.up), Limit::AtLeast(0.95)),
        goal("G6", "MiB that the memory has grown by in it", grown, Limit::AtMost(8.0)),
        goal(
            "G7",
            "4 KiB files of 64 clients: files/s of Y3",
            ratio(|r| [r.small[0], r.small[1]]),
            Limit::AtLeast(0.4),
        ),
        goal("G7", "the same, of files with an fsync each", ratio(|r| [r.small[2], r.small[1]]), Limit::AtLeast(5.0)),
        goal("G8", "download of 256 MiB: MB/s of Y5", ratio(|r| r.down), Limit::AtLeast(0.95)),
        goal("G8", "file of 1 KiB: requests/s of Y1", ratio(|r| r.tiny), Limit::AtLeast(0.7)),
        goal("G8", "first byte of the last KiB, of that of the whole", ratio(|r| r.first_byte), Limit::AtMost(2.0)),
    ])
}

fn measure(
    setting: &Setting,
    (bare, ours): (&Server, &Server),
    round: usize,
    (big, large, tiny): (&Path, &str, &str),
) -> Result<Round> {
    let url = |server: &Server, path: &str| format!("http://127.0.0.1:{}{path}", server.port);
    let rate = |seconds: f64| (MIB << 20) as f64 / 1e6 / seconds;
    let form = |server: &Server, path: &str, name: &str| {
        let said = format!("attributes={{\"name\":\"{name}\",\"parent\":{{\"id\":\"0\"}}}}");
        let mut curl =
            command("curl", &["-sf", "-o", "/dev/null", "-w", "%{time_total}", "-H", "Expect:", "-H", TOKEN]);
        curl.args(["-F", &said, "-F", &format!("file=@{}", big.display()), &url(server, path)]);
        output(&mut curl).and_then(|said| seconds(&said))
    };
    let get = |server: &Server, path: &str, what: &str, range: Option<&str>| {
        let mut curl = command("curl", &["-sf", "-o", "/dev/null", "-w", what, &url(server, path)]);
        if let Some(range) = range {
            curl.args(["-r", range]);
        }
        output(&mut curl).and_then(|said| seconds(&said))
    };
    let before = ours.memory("RssAnon");
    let up = [form(bare, "/multipart", "x")?, form(ours, "/api/2.0/files/content", &format!("large {round}"))?];
    let grown = ours.memory("RssAnon") - before;
    let (large, tiny) = (location(ours, large)?, location(ours, tiny)?);
    let down = [get(bare, "/big", "%{time_total}", None)?, get(ours, &large, "%{time_total}", None)?];
    let first = "%{time_starttransfer}";
    let first_byte = [get(ours, &large, first, None)?, get(ours, &large, first, Some("-1024"))?].map(|s| s * 1000.0);
    let items = setting.script("small-items.lua", &small_items())?;
    let files = setting.script("small-files.lua", &small_files(round))?;
    let me = setting.script("tiny.lua", &format!("wrk.headers[\"Authorization\"] = \"{}\"\n", &TOKEN[15..]))?;
    let loaded = |server, path: &str, lua| clean(load(server, path, lua, CLIENTS, setting.seconds)?);
    let one_by_one = one_by_one(setting, Duration::from_secs(setting.seconds))?;
    let small =
        [loaded(bare, "/write", Some(&*items))?, loaded(ours, "/api/2.0/files/content", Some(&*files))?, one_by_one];
    let tiny = [loaded(bare, "/2.0/users/me", Some(&*me))?, loaded(ours, &tiny, None)?];
    Ok(Round { up: up.map(rate), grown, down: down.map(rate), small, tiny, first_byte })
}

fn report(rounds: &[Round]) {
    let pair = |name: &str, what: &str, value: fn(&Round) -> [f64; 2]| {
        let bare = Spread::of(rounds.iter().map(|round| value(round)[0]));
        let ours = Spread::of(rounds.iter().map(|round| value(round)[1]));
        println!("{name:<28} yardstick {:>24}  boxwood {:>24} {what}", bare.shown(1), ours.shown(1));
    };
    pair("upload of 256 MiB", "MB/s", |r| r.up);
    pair("download of 256 MiB", "MB/s", |r| r.down);
    pair("4 KiB files, 64 clients", "files/s", |r| [r.small[0], r.small[1]]);
    pair("a file of 1 KiB", "req/s", |r| r.tiny);
    let alone = Spread::of(rounds.iter().map(|round| round.small[2]));
    println!("one file after the other, each with two fsyncs: {} files/s", alone.shown(0));
}

fn clean(load: Load) -> Result<f64> {
    if load.bad > 0 { Err("there were answers that were no success".to_owned()) } else { Ok(load.rate) }
}

fn seconds(said: &str) -> Result<f64> {
    said.trim().parse().map_err(|_| format!("curl said something else: {said}"))
}

/// Bytes that no disk and no server can make smaller; made once.
fn fill(path: &Path, size: usize) -> Result<()> {
    if fs::metadata(path).is_ok_and(|there| there.len() == size as u64) {
        return Ok(());
    }
    let (mut state, mut bytes) = (0x9e37_79b9_7f4a_7c15_u64, Vec::with_capacity(size));
    while bytes.len() < size {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    fs::write(path, bytes).map_err(|error| format!("{}: {error}", path.display()))
}

/// The id of a new file.
fn upload(server: &Server, name: &str, file: &Path) -> Result<String> {
    let said = format!("attributes={{\"name\":\"{name}\",\"parent\":{{\"id\":\"0\"}}}}");
    let url = format!("http://127.0.0.1:{}/api/2.0/files/content", server.port);
    let mut curl = command("curl", &["-s", "-H", TOKEN, "-F", &said, "-F", &format!("file=@{}", file.display()), &url]);
    let answer = output(&mut curl)?;
    let body: serde_json::Value = serde_json::from_str(&answer).map_err(|error| format!("{error}: {answer}"))?;
    let id = body.pointer("/entries/0/id").and_then(serde_json::Value::as_str);
    id.map(str::to_owned).ok_or_else(|| format!("no file: {answer}"))
}

/// Where a file's bytes are handed out, as a path of the server.
fn location(server: &Server, file: &str) -> Result<String> {
    let base = format!("http://127.0.0.1:{}", server.port);
    let url = format!("{base}/2.0/files/{file}/content");
    let there = output(&mut command("curl", &["-s", "-o", "/dev/null", "-w", "%{redirect_url}", "-H", TOKEN, &url]))?;
    there.trim().strip_prefix(&base).map(str::to_owned).ok_or_else(|| format!("the download leads elsewhere: {there}"))
}

/// What a directory does by itself for files that are to last: the bytes are written and synced, and then the directory.
fn one_by_one(setting: &Setting, time: Duration) -> Result<f64> {
    let directory = setting.file("one-by-one");
    let _ = fs::remove_dir_all(&directory);
    let (start, bytes) = (Instant::now(), [7; SMALL]);
    let write = |name: String| {
        let mut file = File::create(directory.join(name))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        File::open(&directory)?.sync_all()
    };
    let mut count = 0;
    fs::create_dir_all(&directory).map_err(|error| error.to_string())?;
    while start.elapsed() < time {
        write(format!("{count}")).map_err(|error| error.to_string())?;
        count += 1;
    }
    Ok(f64::from(count) / start.elapsed().as_secs_f64())
}

fn small_items() -> String {
    r#"local n = 0
function request()
  n = n + 1
  local body = string.format('{"name":"file %d","parent":%d}', n, n % 100)
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
end
"#
    .to_owned()
}

fn small_files(round: usize) -> String {
    format!(
        r#"local n, filler = 0, string.rep("x", {SMALL} - 16)
function request()
  n = n + 1
  local headers = {{["Content-Type"] = "multipart/form-data; boundary=b"}}
  headers["Authorization"] = string.format("Bearer token-%026d", n % 100 + 1)
  local said = string.format('{{"name":"small {round} %d","parent":{{"id":"0"}}}}', n)
  local body = '--b\r\nContent-Disposition: form-data; name="attributes"\r\n\r\n' .. said ..
    '\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n' ..
    string.format("%02d %012d ", {round}, n) .. filler .. '\r\n--b--\r\n'
  return wrk.format("POST", nil, headers, body)
end
"#
    )
}
