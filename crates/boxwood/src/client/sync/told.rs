//! What a run has done: told as it goes on, and summed up at its end.
use crate::{client::progress::Progress, show};
use boxwood_server::admin::{Kind, Refused};
use serde_json::{Value, json};

/// What becomes of one thing.
#[derive(Clone, Copy, PartialEq)]
pub enum Deed {
    Upload,
    Download,
    MakeFolder,
    Delete,
}

impl Deed {
    fn name(self) -> &'static str {
        match self {
            Deed::Upload => "upload",
            Deed::Download => "download",
            Deed::MakeFolder => "make_folder",
            Deed::Delete => "delete",
        }
    }
}

/// What was done so far.
pub struct Told {
    json: bool,
    /// Nothing is done, and only told.
    is_dry: bool,
    progress: Option<Progress>,
    files: u64,
    bytes: u64,
    folders: u64,
    deleted: u64,
    failed: u64,
    pub unchanged: u64,
}

impl Told {
    pub fn new(json: bool, is_dry: bool) -> Told {
        Told { json, is_dry, progress: None, files: 0, bytes: 0, folders: 0, deleted: 0, failed: 0, unchanged: 0 }
    }

    /// A line that shows how far it is, as long as files are under way.
    pub fn begin(&mut self, name: &str, files: usize, bytes: u64) -> Progress {
        let progress = Progress::of_all(name, files as u64, bytes, self.json);
        self.progress = Some(progress.clone());
        progress
    }

    pub fn end(&mut self) {
        self.progress = None;
    }

    pub fn done(&mut self, deed: Deed, place: &str, bytes: u64, id: &str) {
        match deed {
            Deed::Upload | Deed::Download => (self.files, self.bytes) = (self.files + 1, self.bytes + bytes),
            Deed::MakeFolder => self.folders += 1,
            Deed::Delete => self.deleted += 1,
        }
        if self.json {
            let mut line = json!({ "action": deed.name(), "path": place });
            if matches!(deed, Deed::Upload | Deed::Download) {
                put(&mut line, "bytes", json!(bytes));
            }
            if !id.is_empty() {
                put(&mut line, "id", json!(id));
            }
            if self.is_dry {
                put(&mut line, "dry_run", json!(true));
            }
            show::line(&line);
        } else if self.is_dry {
            show::sync::would(deed.name(), place);
        }
        if let Some(progress) = self.progress.as_ref().filter(|_| matches!(deed, Deed::Upload | Deed::Download)) {
            progress.file();
        }
    }

    /// The others go on, unless the server has stopped to answer.
    ///
    /// # Errors
    /// Then, with what was wrong.
    pub fn failed(&mut self, place: &str, refused: Refused) -> Result<(), Refused> {
        if matches!(refused.kind, Kind::Failed) {
            return Err(refused);
        }
        self.failed += 1;
        if self.json {
            show::line(&json!({ "action": "failed", "path": place, "error": refused }));
        } else {
            if let Some(progress) = &self.progress {
                progress.hide();
            }
            show::sync::failed(place, &refused.message);
        }
        Ok(())
    }

    pub fn has_failed(&self) -> bool {
        self.failed > 0
    }

    /// # Errors
    /// That something was left undone.
    pub fn finish(self, what: &str) -> Result<(), Refused> {
        if self.json {
            show::line(&json!({
                "action": "summary", "files": self.files, "bytes": self.bytes, "folders": self.folders,
                "unchanged": self.unchanged, "deleted": self.deleted, "failed": self.failed, "dry_run": self.is_dry,
            }));
        } else {
            let size = show::bytes(i64::try_from(self.bytes).unwrap_or(i64::MAX));
            let mut parts = vec![format!("{}, {size}", count(self.files, "file"))];
            let more = [
                (self.folders, "new folders"),
                (self.unchanged, "unchanged"),
                (self.deleted, "deleted"),
                (self.failed, "failed"),
            ];
            parts
                .extend(more.iter().filter(|(number, _)| *number > 0).map(|(number, name)| format!("{number} {name}")));
            show::items::done(if self.is_dry { "Would sync" } else { "Synced" }, what, &parts.join(", "));
        }
        if self.failed > 0 {
            return Err(Refused::new(format!("{} failed, and all others are done.", count(self.failed, "file")))
                .hint("Mend what was told above, and say the same again: what is done is not done twice"));
        }
        Ok(())
    }
}

fn put(line: &mut Value, name: &str, value: Value) {
    if let Some(members) = line.as_object_mut() {
        members.insert(name.to_owned(), value);
    }
}

fn count(number: u64, of: &str) -> String {
    format!("{number} {of}{}", if number == 1 { "" } else { "s" })
}
