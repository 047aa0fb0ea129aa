//! From the server to this machine.
use super::{
    Run,
    sums::Sums,
    told::{Deed, Told},
    trees::{Here, Local, There},
};
use crate::client::fetch::{Wanted, fetch, fit};
use boxwood_sdk::contract::wire::FolderId;
use boxwood_server::admin::Refused;
use futures_util::{StreamExt, stream};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// A file that is to be fetched.
struct Step<'a> {
    place: &'a str,
    wanted: Wanted,
    to: PathBuf,
}

impl Run<'_> {
    /// Downloads what is not here, into a directory.
    ///
    /// # Errors
    /// That something could not be done; with what was told of each.
    pub async fn down(&self, top: FolderId, to: &Path) -> Result<(), Refused> {
        let there = There::below(self.client, top, usize::from(self.at_once)).await?;
        let mut told = Told::new(self.json, self.is_dry);
        if !self.is_dry {
            make(to)?;
        }
        // What would be made is not there yet.
        let (here, mut sums) = match to.is_dir() {
            true => (Here::below(to)?, Some(Sums::open(to)?)),
            false => (Here::default(), None),
        };
        for place in there.folders.keys() {
            if here.folders.contains(place) {
                continue;
            }
            let made = fit_all(place).and_then(|()| if self.is_dry { Ok(()) } else { make(&to.join(place)) });
            match made {
                Ok(()) => told.done(Deed::MakeFolder, place, 0, ""),
                Err(refused) => told.failed(place, refused)?,
            }
        }
        let steps = self.steps(&there, &here, to, &mut sums, &mut told)?;
        if self.is_dry {
            steps.iter().for_each(|step| told.done(Deed::Download, step.place, step.wanted.size, ""));
        } else {
            self.fetch_all(&steps, &mut sums, &mut told).await?;
        }
        if self.deletes && !told.has_failed() {
            self.delete_here(&here, &there, to, &mut told)?;
        }
        if let Some(sums) = sums {
            sums.finish(|place| there.files.contains_key(place));
        }
        told.finish(&to.display().to_string())
    }

    fn steps<'a>(
        &self,
        there: &'a There,
        here: &Here,
        to: &Path,
        sums: &mut Option<Sums>,
        told: &mut Told,
    ) -> Result<Vec<Step<'a>>, Refused> {
        let mut steps = Vec::new();
        for (place, item) in &there.files {
            let Some(wanted) = Wanted::of(item) else { continue };
            if let Err(refused) = fit_all(place) {
                told.failed(place, refused)?;
                continue;
            }
            let is_same = match (here.files.get(place), sums.as_mut()) {
                (Some(file), Some(sums)) => file.size == wanted.size && sums.of(place, file)? == wanted.sha1,
                _ => false,
            };
            if is_same {
                told.unchanged += 1;
            } else if here.files.contains_key(place) && !self.overwrites {
                told.failed(place, Refused::new("Another file is here by that name; --force writes over it."))?;
            } else {
                steps.push(Step { place, wanted, to: to.join(place) });
            }
        }
        Ok(steps)
    }

    async fn fetch_all(&self, steps: &[Step<'_>], sums: &mut Option<Sums>, told: &mut Told) -> Result<(), Refused> {
        let progress = told.begin("Downloading", steps.len(), steps.iter().map(|step| step.wanted.size).sum());
        let progress = &progress;
        let fetching = steps.iter().map(|step| async move {
            (step, fetch(self.client, &step.wanted, &step.to, |bytes| progress.more(bytes)).await)
        });
        let mut fetching = std::pin::pin!(stream::iter(fetching).buffer_unordered(usize::from(self.at_once)));
        while let Some((step, ended)) = fetching.next().await {
            match ended {
                Ok(()) => {
                    if let (Some(sums), Ok(file)) = (sums.as_mut(), Local::of(step.to.clone())) {
                        sums.learn(step.place, &file, &step.wanted.sha1);
                    }
                    told.done(Deed::Download, step.place, step.wanted.size, &step.wanted.id.to_string());
                }
                Err(refused) => told.failed(step.place, refused)?,
            }
        }
        told.end();
        Ok(())
    }

    /// Deletes what is not on the server: files, then the directories that are empty for that, the lower ones first.
    fn delete_here(&self, here: &Here, there: &There, top: &Path, told: &mut Told) -> Result<(), Refused> {
        for (place, file) in here.files.iter().filter(|(place, _)| !there.files.contains_key(*place)) {
            if !self.is_dry {
                fs::remove_file(&file.path)
                    .map_err(|error| Refused::failed(format!("{}: {error}", file.path.display())))?;
            }
            told.done(Deed::Delete, place, 0, "");
        }
        for place in here.folders.iter().rev().filter(|place| !there.folders.contains_key(*place)) {
            match if self.is_dry { Ok(()) } else { fs::remove_dir(top.join(place)) } {
                // Something is in it that a server could not have.
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
                Err(error) => return Err(Refused::failed(format!("{}: {error}", top.join(place).display()))),
                Ok(()) => told.done(Deed::Delete, place, 0, ""),
            }
        }
        Ok(())
    }
}

/// Names are anybody's texts.
fn fit_all(place: &str) -> Result<(), Refused> {
    place.split('/').try_for_each(fit)
}

fn make(directory: &Path) -> Result<(), Refused> {
    fs::create_dir_all(directory).map_err(|error| {
        Refused::new(format!("{}: {error}", directory.display())).hint("Name a place where a directory can be")
    })
}
