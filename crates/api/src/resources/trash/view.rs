//! What is in the trash, and what has come out of it, as each kind is shown.
use crate::{
    Caller, Result,
    access::{Allowed, See},
    items::{AFile, AFolder, AWebLink, Common, Frame, Item, Node, Sort, Trashed, Wanted},
    resources::{
        files::{self, File},
        folders::{self, Folder},
        web_links::{self, WebLink},
    },
    wire::Selection,
};
use boxwood_store::{Read, Tx};

/// How a kind of item is shown. Of a folder nothing tells what is in it (contract: content §4).
pub trait Shown: Sort {
    type Wire;

    fn wanted(show: Selection) -> Wanted;
    fn filled(item: &Item, common: Common) -> Self::Wire;
}

macro_rules! shown {
    ($($kind:ident: $wire:ident, $wanted:ident, $filled:path;)*) => {$(
        impl Shown for $kind {
            type Wire = $wire;

            fn wanted(show: Selection) -> Wanted {
                Wanted::$wanted(show)
            }
            fn filled(item: &Item, common: Common) -> $wire {
                $filled(item, common)
            }
        }
    )*};
}
shown! {
    AFolder: Folder, of_folder, folders::folder;
    AFile: File, of_file, files::file;
    AWebLink: WebLink, of_web_link, web_links::web_link;
}

pub(super) fn trashed<K: Shown>(
    tx: &mut Tx<Read>,
    who: &Caller,
    item: &Allowed<Trashed<K>, See>,
    show: Selection,
) -> Result<K::Wire> {
    let wanted = K::wanted(show);
    let frame = Frame::of_trash(tx, who, std::slice::from_ref(&**item), wanted)?;
    let common = frame.common(tx, who, item, wanted, |_| Ok(item.rights()))?;
    Ok(K::filled(item, common))
}

pub(super) fn restored<K: Shown>(
    tx: &mut Tx<Read>,
    who: &Caller,
    item: &Allowed<Node<K>, See>,
    show: Selection,
) -> Result<K::Wire> {
    let wanted = K::wanted(show);
    let common = Frame::of_item(tx, who, item, wanted)?.common(tx, who, item, wanted, |_| Ok(item.rights()))?;
    Ok(K::filled(item, common))
}
