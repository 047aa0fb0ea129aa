//! One file on its way to this machine. Until all of it is there it is `.NAME.part`, and beside it stands what it is of, so
//! that a download that was cut short goes on where it was.
use super::{
    paths::{Item, Target},
    state::{self, hex},
    text,
    told::told,
};
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use boxwood_sdk::{
    Client, Error,
    contract::wire::{FileId, FileVersionId, Time},
    download::Download,
};
use boxwood_server::admin::Refused;
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::{self, Read, Write as _},
    ops::Range,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

/// How much is asked for at a time.
const PIECE: u64 = 4 << 20;
/// How many pieces are under way.
const AT_ONCE: usize = 4;
/// How often a piece is asked for that breaks off.
const ATTEMPTS: u32 = 5;

/// A file on the server, as it was when it was listed.
#[derive(Clone)]
pub struct Wanted {
    pub id: FileId,
    pub size: u64,
    /// In hexadecimal digits; empty where the server does not say.
    pub sha1: String,
    version: Option<FileVersionId>,
    /// When its content was last changed, as far as the server says.
    modified: Option<SystemTime>,
}

impl Wanted {
    /// None for what is no file.
    pub fn of(item: &Item) -> Option<Wanted> {
        let Target::File(id) = item.target else { return None };
        let size = item.value.get("size").and_then(Value::as_u64).unwrap_or_default();
        let version = item.value.pointer("/file_version/id").and_then(Value::as_str);
        let version = version.and_then(|id| id.parse().ok()).map(FileVersionId);
        let modified = Time::of(text(&item.value, "content_modified_at"))
            .and_then(|time| u64::try_from(time.micros()).ok())
            .map(|micros| SystemTime::UNIX_EPOCH + Duration::from_micros(micros));
        Some(Wanted { id, size, sha1: text(&item.value, "sha1").to_ascii_lowercase(), version, modified })
    }

    fn download(&self, client: &Client) -> Download {
        let download = client.files().download(self.id);
        match self.version {
            Some(version) => download.version(version),
            None => download,
        }
    }

    /// What a part of it says that it is of.
    fn about(&self) -> Value {
        let version = self.version.map(|version| version.to_string());
        json!({ "file": self.id.to_string(), "version": version, "sha1": self.sha1, "size": self.size })
    }
}

/// Whether that is the name of a part, or of what says of what it is one.
pub fn is_part(name: &str) -> bool {
    name.starts_with('.') && (name.ends_with(".part") || name.ends_with(".part.json"))
}

/// Whether a name can be a file's here. Names are anybody's texts: none leads out of a directory.
///
/// # Errors
/// Where it cannot.
pub fn fit(name: &str) -> Result<(), Refused> {
    if name.is_empty() || name == "." || name == ".." || name.contains(['/', '\0']) {
        return Err(Refused::new(format!("'{name}' is no name for a file here.")).hint("Name the file as well"));
    }
    Ok(())
}

/// Downloads a file, with the time of its last change. `more` is told of each further bytes; those that were there already come first.
///
/// # Errors
/// As of any call; where it cannot be written, or is not what the server said.
pub async fn fetch(client: &Client, wanted: &Wanted, to: &Path, more: impl Fn(u64)) -> Result<(), Refused> {
    let failed = |error: io::Error| Refused::failed(format!("{}: {error}", to.display()));
    let (part, about) = parts(to);
    let mut sum = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    let mut file = begin(wanted, &part, &about, &mut sum).map_err(failed)?;
    let there = file.metadata().map_err(failed)?.len();
    more(there);
    if wanted.size <= PIECE {
        let bytes = wanted.download(client).bytes().await.map_err(told)?;
        sum.update(&bytes);
        file.write_all(&bytes).map_err(failed)?;
        more(bytes.len() as u64);
    } else {
        let starts = (0..).map(|n| there + n * PIECE).take_while(|start| *start < wanted.size);
        let ranges = starts.map(|start| start..wanted.size.min(start + PIECE));
        let pieces = stream::iter(ranges.map(|range| piece(client, wanted, range))).buffered(AT_ONCE);
        let mut pieces = std::pin::pin!(pieces);
        while let Some(bytes) = pieces.try_next().await? {
            sum.update(&bytes);
            file.write_all(&bytes).map_err(failed)?;
            more(bytes.len() as u64);
        }
    }
    if !wanted.sha1.is_empty() && hex(sum.finish().as_ref()) != wanted.sha1 {
        let _ = (fs::remove_file(&about), fs::remove_file(&part));
        return Err(Refused::failed(format!("What came for {} is not what the server says it has.", to.display()))
            .hint("It may just have changed: try again"));
    }
    if let Some(modified) = wanted.modified {
        // A place that keeps no times still keeps the file.
        let _ = file.set_modified(modified);
    }
    fs::rename(&part, to).map_err(failed)?;
    let _ = fs::remove_file(&about);
    Ok(())
}

/// Where it is until it is whole, and what says what it is of.
fn parts(to: &Path) -> (PathBuf, PathBuf) {
    let name = to.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // A name of a file has 255 bytes at the most.
    let name = if name.len() > 240 { state::name_of(&name) } else { name };
    (to.with_file_name(format!(".{name}.part")), to.with_file_name(format!(".{name}.part.json")))
}

/// The part, to be written on; of what there is, the sum.
fn begin(wanted: &Wanted, part: &Path, about: &Path, sum: &mut Context) -> io::Result<File> {
    let said = fs::read(about).ok().and_then(|text| serde_json::from_slice::<Value>(&text).ok());
    let is_known = !wanted.sha1.is_empty() && said.as_ref() == Some(&wanted.about());
    let is_long = |size: u64| size > PIECE;
    if is_known && fs::metadata(part).is_ok_and(|about| about.len() <= wanted.size) {
        let mut file = File::options().read(true).append(true).open(part)?;
        read_all(&mut file, |bytes| sum.update(bytes))?;
        return Ok(file);
    }
    let _ = fs::remove_file(about);
    let file = File::create(part)?;
    if is_long(wanted.size) {
        state::write(about, wanted.about().to_string().as_bytes())?;
    }
    Ok(file)
}

/// Reads a file from where it is to its end.
///
/// # Errors
/// Of the disk.
pub fn read_all(file: &mut File, mut take: impl FnMut(&[u8])) -> io::Result<()> {
    let mut buffer = vec![0; 128 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(()),
            count => take(buffer.get(..count).unwrap_or_default()),
        }
    }
}

/// A piece of it, asked for again where it breaks off.
async fn piece(client: &Client, wanted: &Wanted, range: Range<u64>) -> Result<Bytes, Refused> {
    for attempt in 1.. {
        match wanted.download(client).range(range.clone()).bytes().await {
            Ok(bytes) if bytes.len() as u64 == range.end - range.start => return Ok(bytes),
            Err(Error::Unanswered { .. }) | Ok(_) if attempt < ATTEMPTS => {}
            Ok(_) => break,
            Err(error) => return Err(told(error)),
        }
    }
    Err(Refused::failed("The server sends other bytes than those that were asked for.").hint("Try again later"))
}

#[cfg(test)]
mod tests {
    use super::{fit, is_part, parts};
    use std::path::Path;

    #[test]
    fn parts_stand_beside_what_they_become() {
        let (part, about) = parts(Path::new("/x/plan.pdf"));
        assert_eq!(
            (part.as_path(), about.as_path()),
            (Path::new("/x/.plan.pdf.part"), Path::new("/x/.plan.pdf.part.json"))
        );
        let (long, _) = parts(&Path::new("/x").join("n".repeat(255)));
        assert!(long.file_name().unwrap().len() < 100);
        assert!(is_part(".a.part") && is_part(".a.part.json") && !is_part("a.part") && !is_part(".a"));
        assert!(fit("a b").is_ok() && [".", "..", "", "a/b"].iter().all(|name| fit(name).is_err()));
    }
}
