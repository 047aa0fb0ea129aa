//! What somebody leaves at the address of a file request.
use super::{
    FileRequestStatus,
    db::{self, RequestRow},
};
use crate::{
    Caller, Content, Error, Result,
    access::{self, Upload},
    events::{self, EventKind, Holder, Source},
    items::{self, AFolder, InFolder, Kind, Node, Place},
    resources::files::{self, NewFile},
    signed::SigningKey,
    wire::{AppId, FileRequestId, FolderId, Maybe, RequestId, hex},
};
use boxwood_store::{Read, Tx, Write};
use subtle::ConstantTimeEq;

const PURPOSE: &str = "file request";
/// How many names are tried before a number that nobody else has.
const TRIES: usize = 100;
/// Who does not say who they are.
const NOBODY: &str = "Anonymous";

/// What stands behind `/f/`: the request, and what shows that the server gave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FileRequestAddress {
    id: FileRequestId,
    seal: [u8; 16],
}

impl FileRequestAddress {
    /// # Errors
    /// Those of the store.
    pub fn of(tx: &mut Tx<Read>, id: FileRequestId) -> Result<Self> {
        // Whoever made the request saw to it that there is a key.
        let key = SigningKey::of(tx)?.ok_or_else(Error::unavailable)?;
        Ok(FileRequestAddress { id, seal: key.derive(PURPOSE, &id.to_string()) })
    }

    /// Of the 48 hexadecimal digits that a browser comes with.
    pub fn parse(text: &str) -> Option<Self> {
        let is_one = text.len() == 48 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let (id, seal) = text.split_at_checked(16).filter(|_| is_one)?;
        let (id, seal) = (i64::from_str_radix(id, 16).ok()?, u128::from_str_radix(seal, 16).ok()?);
        Some(FileRequestAddress { id: FileRequestId(id), seal: seal.to_be_bytes() })
    }

    /// Below the site's own address.
    pub fn path(self) -> String {
        format!("/f/{:016x}{}", self.id.0, hex(&self.seal))
    }
}

/// A request that takes files in.
pub struct Asking {
    pub row: RequestRow,
    who: Caller,
    folder: access::Allowed<Node<AFolder>, Upload>,
}

/// What is said of a file that somebody leaves.
#[derive(Clone, Debug, Default)]
pub struct Submission {
    pub name: String,
    pub email: String,
    pub description: String,
}

/// None: the address was never given, or what it leads to takes nothing in any more.
///
/// # Errors
/// Those of the store.
pub fn ask(tx: &mut Tx<Read>, address: FileRequestAddress, request: RequestId) -> Result<Option<Asking>> {
    if SigningKey::of(tx)?.is_none() {
        return Ok(None);
    }
    let known = FileRequestAddress::of(tx, address.id)?;
    if !bool::from(known.seal.ct_eq(&address.seal)) {
        return Ok(None);
    }
    let now = tx.now();
    let found = db::by_id(tx, address.id)?.filter(|row| row.status_at(now) == FileRequestStatus::Active);
    let Some(row) = found else { return Ok(None) };
    let by = Holder { user: row.created_by, actor: row.created_by, app: AppId::default() };
    let Some(who) = Caller::holding(tx, by, request)? else { return Ok(None) };
    match access::get::<Node<AFolder>, Upload>(tx, &who, FolderId(row.item_id.0)) {
        Ok(folder) => Ok(Some(Asking { row, who, folder })),
        Err(error) if error.status() >= 500 => Err(error),
        Err(_) => Ok(None),
    }
}

/// How many bytes a file may have that is left there. None: as [`ask`].
///
/// # Errors
/// `storage_limit_exceeded`, those of the store.
pub fn room(tx: &mut Tx<Read>, address: FileRequestAddress, request: RequestId) -> Result<Option<i64>> {
    let Some(Asking { who, folder, .. }) = ask(tx, address, request)? else { return Ok(None) };
    files::most(tx, &who, &folder).map(Some)
}

/// Puts a file into the folder, under a name that nothing there has; answers that. None: as [`ask`].
///
/// # Errors
/// What is wrong with the file, `storage_limit_exceeded`, `file_size_limit_exceeded`, those of the store.
pub fn submit(
    tx: &mut Tx<Write>,
    address: FileRequestAddress,
    said: &Submission,
    content: &Content,
    request: RequestId,
) -> Result<Option<String>> {
    let Some(Asking { who, folder, row }) = ask(tx, address, request)? else { return Ok(None) };
    let name = free(tx, &folder, items::checked(&said.name)?, request)?;
    let description = match said.description.trim() {
        "" => Maybe::Absent,
        text => Maybe::Value(text.chars().take(items::MAX_DESCRIPTION).collect()),
    };
    let new = NewFile {
        name: name.clone(),
        parent: InFolder { id: FolderId(row.item_id.0) },
        description,
        content_created_at: Maybe::Absent,
        content_modified_at: Maybe::Absent,
    };
    let file = files::put(tx, &who, &new, content)?;
    let visitor = if said.email.is_empty() { NOBODY } else { &said.email };
    let source = Source { kind: Kind::File.name(), id: file.id.0 };
    events::emit_visited(tx, &who, EventKind::FileRequestSubmit, source, visitor)?;
    Ok(Some(name))
}

/// `a.txt`, or `a (1).txt` where there is one: who leaves a file learns nothing of what others have left.
fn free(tx: &mut Tx<Read>, folder: &Node<AFolder>, name: &str, request: RequestId) -> Result<String> {
    let (stem, ending) = name.split_at(name.rfind('.').filter(|at| *at > 0).unwrap_or(name.len()));
    let numbered = |number: &str| {
        let behind = format!(" ({number}){ending}");
        let room = items::MAX_NAME.saturating_sub(behind.chars().count());
        format!("{}{behind}", stem.chars().take(room).collect::<String>())
    };
    let numbers = (0..TRIES).map(|n| n.to_string());
    for number in numbers {
        let tried = if number == "0" { name.to_owned() } else { numbered(&number) };
        if items::named(tx, &Place { parent: folder.inside(), name: &tried })?.is_none() {
            return Ok(tried);
        }
    }
    Ok(numbered(request.as_str()))
}
