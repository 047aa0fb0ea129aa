//! From this machine to the server.
use super::{
    Run,
    sums::Sums,
    told::{Deed, Told},
    trees::{Here, Local, There, split},
};
use crate::client::{
    fetch::Wanted,
    progress::Progress,
    send::{Failed, To, send},
    text,
    told::told as explained,
    value_of,
};
use boxwood_sdk::{
    Error,
    contract::wire::{FileId, FolderId},
};
use boxwood_server::admin::Refused;
use futures_util::{StreamExt, stream};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

/// A file that is to be sent: as what.
struct Step<'a> {
    place: &'a str,
    file: &'a Local,
    /// What it is the next version of.
    of: Option<FileId>,
}

/// What is there once it is sent.
struct Sent {
    id: String,
    sha1: String,
}

/// Names on the server are unique but for their case.
fn fold(place: &str) -> String {
    place.to_lowercase()
}

impl Run<'_> {
    /// Uploads what is not there, below a folder; None is one that is not there yet.
    ///
    /// # Errors
    /// That something could not be done; with what was told of each.
    pub async fn up(&self, from: &Path, top: Option<FolderId>) -> Result<(), Refused> {
        let here = Here::below(from)?;
        let there = match top {
            Some(top) => There::below(self.client, top, usize::from(self.at_once)).await?,
            None => There::default(),
        };
        let (mut sums, mut told) = (Sums::open(from)?, Told::new(self.json, self.is_dry));
        for place in &here.left_out {
            told.failed(place, Refused::new("It is no file, or has no name that the server could know."))?;
        }
        let mut folders: HashMap<String, FolderId> = there
            .folders
            .iter()
            .map(|(place, id)| (fold(place), *id))
            .chain(top.map(|top| (String::new(), top)))
            .collect();
        self.make_folders(&here, &there, &mut folders, &mut told).await?;
        let steps = steps(&here, &there, &mut sums, &mut told)?;
        if self.is_dry {
            steps.iter().for_each(|step| told.done(Deed::Upload, step.place, step.file.size, ""));
        } else {
            self.send_all(&steps, &folders, &mut sums, &mut told).await?;
        }
        if self.deletes && !told.has_failed() {
            self.delete_there(&here, &there, &mut told).await?;
        }
        sums.finish(|place| here.files.contains_key(place));
        told.finish(&from.display().to_string())
    }

    /// Makes those that are not there, the upper ones first.
    async fn make_folders(
        &self,
        here: &Here,
        there: &There,
        folders: &mut HashMap<String, FolderId>,
        told: &mut Told,
    ) -> Result<(), Refused> {
        let files: HashSet<String> = there.files.keys().map(|place| fold(place)).collect();
        for place in &here.folders {
            let (above, name) = split(place);
            if folders.contains_key(&fold(place)) {
                continue;
            }
            if files.contains(&fold(place)) {
                told.failed(place, Refused::new("A file is there by the name of this folder."))?;
                continue;
            }
            if self.is_dry {
                told.done(Deed::MakeFolder, place, 0, "");
                continue;
            }
            // What is in a folder that could not be made, fails for that as well.
            let Some(parent) = folders.get(&fold(above)) else { continue };
            match self.client.folders().create(name, *parent).await {
                Ok(made) => {
                    folders.insert(fold(place), made.id);
                    told.done(Deed::MakeFolder, place, 0, &made.id.to_string());
                }
                Err(error) => told.failed(place, explained(error))?,
            }
        }
        Ok(())
    }

    async fn send_all(
        &self,
        steps: &[Step<'_>],
        folders: &HashMap<String, FolderId>,
        sums: &mut Sums,
        told: &mut Told,
    ) -> Result<(), Refused> {
        let progress = told.begin("Uploading", steps.len(), steps.iter().map(|step| step.file.size).sum());
        let progress = &progress;
        let sending = steps.iter().map(|step| async move { (step, self.send_one(step, folders, progress).await) });
        let mut sending = std::pin::pin!(stream::iter(sending).buffer_unordered(usize::from(self.at_once)));
        while let Some((step, ended)) = sending.next().await {
            match ended {
                Ok(sent) => {
                    sums.learn(step.place, step.file, &sent.sha1);
                    told.done(Deed::Upload, step.place, step.file.size, &sent.id);
                }
                Err(refused) => told.failed(step.place, refused)?,
            }
        }
        told.end();
        Ok(())
    }

    async fn send_one(
        &self,
        step: &Step<'_>,
        folders: &HashMap<String, FolderId>,
        progress: &Progress,
    ) -> Result<Sent, Refused> {
        let (above, name) = split(step.place);
        let to = match (step.of, folders.get(&fold(above))) {
            (Some(file), _) => To::Version(file),
            (None, Some(folder)) => To::New(*folder, name.to_owned()),
            (None, None) => return Err(Refused::new("The folder that it goes to is not there.")),
        };
        match send(self.client, &step.file.path, to, progress.by_sum()).await {
            // It came while nobody looked: what a run that was killed had under way arrives later, it may be.
            Err(Failed::There(Error::Refused(refused))) if refused.code == "item_name_in_use" => {
                let known = refused.conflicts().into_iter().find(|item| text(item, "type") == "file").cloned();
                match known.as_ref().map(|item| (text(item, "id"), text(item, "sha1"))) {
                    Some((id, sha1)) if sha1 == super::sums::read(&step.file.path).unwrap_or_default() => {
                        Ok(Sent { id: id.to_owned(), sha1: sha1.to_owned() })
                    }
                    _ => Err(explained(Error::Refused(refused))),
                }
            }
            Err(failed) => Err(failed.told()),
            Ok(file) => {
                let value = value_of(&file);
                Ok(Sent { id: file.id.to_string(), sha1: text(&value, "sha1").to_ascii_lowercase() })
            }
        }
    }

    /// Moves what is not here to the trash: a folder with all that is in it.
    async fn delete_there(&self, here: &Here, there: &There, told: &mut Told) -> Result<(), Refused> {
        let files: HashSet<String> = here.files.keys().map(|place| fold(place)).collect();
        let kept: HashSet<String> = here.folders.iter().map(|place| fold(place)).collect();
        let mut gone: Vec<&str> = Vec::new();
        for (place, id) in &there.folders {
            let is_inside =
                gone.iter().any(|above| place.strip_prefix(above).is_some_and(|rest| rest.starts_with('/')));
            if kept.contains(&fold(place)) || is_inside {
                continue;
            }
            if !self.is_dry {
                self.client.folders().delete(*id, true).await.map_err(explained)?;
            }
            told.done(Deed::Delete, place, 0, &id.to_string());
            gone.push(place);
        }
        for (place, item) in &there.files {
            let is_inside =
                gone.iter().any(|above| place.strip_prefix(above).is_some_and(|rest| rest.starts_with('/')));
            let Some(wanted) = Wanted::of(item).filter(|_| !is_inside && !files.contains(&fold(place))) else {
                continue;
            };
            if !self.is_dry {
                self.client.files().delete(wanted.id).await.map_err(explained)?;
            }
            told.done(Deed::Delete, place, 0, &wanted.id.to_string());
        }
        Ok(())
    }
}

/// What has to be sent. What has another size is another; what has the same is read, if it was not before.
fn steps<'a>(here: &'a Here, there: &There, sums: &mut Sums, told: &mut Told) -> Result<Vec<Step<'a>>, Refused> {
    let known: BTreeMap<String, Wanted> =
        there.files.iter().filter_map(|(place, item)| Some((fold(place), Wanted::of(item)?))).collect();
    let (mut steps, mut seen) = (Vec::new(), HashSet::new());
    for (place, file) in &here.files {
        if !seen.insert(fold(place)) {
            told.failed(place, Refused::new("Another file here has the same name but for its case."))?;
            continue;
        }
        let of = known.get(&fold(place));
        match of {
            Some(of) if of.size == file.size && sums.of(place, file)? == of.sha1 => told.unchanged += 1,
            _ => steps.push(Step { place, file, of: of.map(|of| of.id) }),
        }
    }
    Ok(steps)
}
