//! `boxwood sync`: makes what is below one place what is below another, one of which is on the server.
//!
//! What is there already, by size and SHA-1, is not sent again; that is asked of the server at the beginning of each run. So
//! a run can be killed at any moment, and the next one goes on.
mod down;
mod sums;
mod told;
mod trees;
mod up;

use super::{
    paths::{find_folder, is_marked, unmarked},
    who::Who,
};
use boxwood_sdk::{Client, contract::wire::FolderId};
use boxwood_server::admin::Refused;
use clap::Args;
use std::path::Path;

const AFTER: &str = "\
One of the two is on the server: box:/Folder, or id:123. The other is a directory of this machine.

  boxwood sync photos box:/Photos             # uploads what is new or has changed
  boxwood sync box:/Photos photos --delete    # downloads; what is not there any more goes here as well
  boxwood sync photos box:/Photos --dry-run   # only tells

It can be stopped at any moment: the next run goes on. Without --delete nothing is deleted. What is deleted on the \
server is in the trash; what is deleted here is gone.";

#[derive(Args)]
#[command(after_help = AFTER)]
pub struct Sync {
    /// What is to be as it is: a directory, or box:/Folder
    from: String,
    /// What is to become so: box:/Folder, or a directory
    to: String,
    /// Delete what is not there any more
    #[arg(long)]
    delete: bool,
    /// Tell what would be done, and do nothing
    #[arg(long, short = 'n')]
    dry_run: bool,
    /// How many files are under way
    #[arg(long, value_name = "N", default_value_t = AT_ONCE, value_parser = clap::value_parser!(u16).range(1..=64))]
    parallel: u16,
    #[command(flatten)]
    who: Who,
}

/// How many files are under way, where nobody says.
pub const AT_ONCE: u16 = 4;

/// What is to be done with two trees.
pub struct Run<'a> {
    pub client: &'a Client,
    pub json: bool,
    pub is_dry: bool,
    /// What is not there any more is deleted.
    pub deletes: bool,
    /// What is another on the receiving side is written over; else it is told that it is there.
    pub overwrites: bool,
    pub at_once: u16,
}

impl Sync {
    pub async fn run(self, json: bool) -> Result<(), Refused> {
        let (from, to) = (self.from.as_str(), self.to.as_str());
        if is_marked(from) == is_marked(to) {
            return Err(Refused::new(format!("Of '{from}' and '{to}' one is to be on the server."))
                .hint("Paths on the server are marked: boxwood sync DIRECTORY box:/Folder, or the other way round"));
        }
        let client = self.who.client().await?;
        let run = Run {
            client: &client,
            json,
            is_dry: self.dry_run,
            deletes: self.delete,
            overwrites: true,
            at_once: self.parallel,
        };
        if is_marked(to) {
            if !Path::new(from).is_dir() {
                return Err(Refused::missing(format!("There is no directory '{from}' here."))
                    .hint("Name one; boxwood put uploads single files"));
            }
            let top = folder(&run, unmarked(to)).await?;
            run.up(Path::new(from), top).await
        } else {
            let (top, _) = find_folder(&client, from).await?;
            run.down(top, Path::new(to)).await
        }
    }
}

/// The folder that is to be filled, made if it is not there; None, where nothing is done.
async fn folder(run: &Run<'_>, path: &str) -> Result<Option<FolderId>, Refused> {
    if !run.is_dry {
        return super::items::ensure(run.client, path).await.map(Some);
    }
    match find_folder(run.client, path).await {
        Ok((id, _)) => Ok(Some(id)),
        Err(refused) if matches!(refused.kind, boxwood_server::admin::Kind::Missing) => Ok(None),
        Err(refused) => Err(refused),
    }
}
