//! What is below a directory of this machine, and what is below a folder of the server.
use crate::client::{
    fetch,
    paths::{Item, items},
    state::modified,
};
use boxwood_sdk::{Client, contract::wire::FolderId};
use boxwood_server::admin::Refused;
use futures_util::{StreamExt, TryStreamExt, stream};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A file of this machine, as it was when it was looked at.
#[derive(Clone)]
pub struct Local {
    pub path: PathBuf,
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
}

impl Local {
    /// # Errors
    /// Where it cannot be looked at.
    pub fn of(path: PathBuf) -> Result<Local, Refused> {
        let about = fs::metadata(&path).map_err(|error| unreadable(&path, &error))?;
        Ok(Local { size: about.len(), modified: modified(&about), path })
    }
}

/// All by the path from the top, `Plans/2030/note.txt`.
#[derive(Default)]
pub struct Here {
    pub files: BTreeMap<String, Local>,
    pub folders: BTreeSet<String>,
    /// What can be no file of a server's: links to directories, pipes, names that are no text.
    pub left_out: Vec<String>,
}

impl Here {
    /// What is below a directory. Links to files are followed, and those to directories are not: they can lead in circles.
    ///
    /// # Errors
    /// Where part of it cannot be read: what is not seen is not gone.
    pub fn below(top: &Path) -> Result<Here, Refused> {
        let mut here = Here::default();
        let mut open = vec![(top.to_owned(), String::new())];
        while let Some((directory, path)) = open.pop() {
            for entry in fs::read_dir(&directory).map_err(|error| unreadable(&directory, &error))? {
                let entry = entry.map_err(|error| unreadable(&directory, &error))?;
                let name = entry.file_name();
                let place = join(&path, &name.to_string_lossy());
                let kind = entry.file_type().map_err(|error| unreadable(&entry.path(), &error))?;
                match name.to_str() {
                    Some(name) if fetch::is_part(name) => {}
                    Some(_) if kind.is_dir() => {
                        open.push((entry.path(), place.clone()));
                        here.folders.insert(place);
                    }
                    Some(_) if kind.is_file() || kind.is_symlink() && entry.path().is_file() => {
                        here.files.insert(place, Local::of(entry.path())?);
                    }
                    _ => here.left_out.push(place),
                }
            }
        }
        Ok(here)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Refused {
    Refused::failed(format!("{}: {error}", path.display()))
        .hint("Name a directory that can be read with all that is in it")
}

/// All by the path from the top.
#[derive(Default)]
pub struct There {
    pub files: BTreeMap<String, Item>,
    pub folders: BTreeMap<String, FolderId>,
}

impl There {
    /// What is below a folder, so many folders at a time. Web links are no files, and are left alone.
    ///
    /// # Errors
    /// Those of the calls.
    pub async fn below(client: &Client, top: FolderId, at_once: usize) -> Result<There, Refused> {
        let mut there = There::default();
        let mut open = vec![(String::new(), top)];
        while !open.is_empty() {
            let listing =
                open.drain(..).map(|(path, id)| async move { Ok::<_, Refused>((path, items(client, id).await?)) });
            let listed = stream::iter(listing.collect::<Vec<_>>()).buffer_unordered(at_once);
            let listed: Vec<(String, Vec<Item>)> = listed.try_collect().await?;
            for (path, item) in
                listed.into_iter().flat_map(|(path, items)| items.into_iter().map(move |item| (path.clone(), item)))
            {
                let place = join(&path, item.name());
                match item.folder() {
                    Some(id) => {
                        open.push((place.clone(), id));
                        there.folders.insert(place, id);
                    }
                    None if fetch::Wanted::of(&item).is_some() => {
                        there.files.insert(place, item);
                    }
                    None => {}
                }
            }
        }
        Ok(there)
    }
}

pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") }
}

/// The path to what it is in, and its name there.
pub fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

#[cfg(test)]
mod tests {
    use super::Here;
    use std::{fs, os::unix::fs::symlink};

    #[test]
    fn all_that_is_below_a_directory_is_seen_once() {
        let top = tempfile::tempdir().unwrap();
        let at = |name: &str| top.path().join(name);
        fs::create_dir_all(at("a/b")).unwrap();
        for name in ["one.txt", "a/two.txt", "a/b/three.txt", ".one.txt.part"] {
            fs::write(at(name), name).unwrap();
        }
        symlink(at("one.txt"), at("a/link.txt")).unwrap();
        symlink(top.path(), at("a/b/circle")).unwrap();
        let here = Here::below(top.path()).unwrap();
        assert_eq!(here.files.keys().collect::<Vec<_>>(), ["a/b/three.txt", "a/link.txt", "a/two.txt", "one.txt"]);
        assert_eq!(here.folders.iter().collect::<Vec<_>>(), ["a", "a/b"]);
        assert_eq!(here.left_out, ["a/b/circle"]);
        assert_eq!(here.files["a/link.txt"].size, 7);
        assert!(Here::below(&at("none")).is_err());
    }
}
