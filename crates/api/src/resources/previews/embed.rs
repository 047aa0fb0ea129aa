//! Addresses of files for pages of others: each opens once, within a minute, and shows the file to whoever opens it (contract:
//! content §3.7).
use super::{
    db::{self, EmbedRow},
    forms::{Make, Sort},
};
use crate::{
    About, Caller, Credentials, Error, Result, Site,
    access::{self, Allowed, Preview, See},
    identity::TokenHash,
    items::{AFile, Node},
    oauth::{self, TokenReply},
    resources::files,
    signed::SigningKey,
    wire::{FileId, FileVersionId, RequestId},
};
use boxwood_store::{Read, Tx, Write};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

const PURPOSE: &str = "embed";
/// How long an address waits to be opened, in microseconds.
const LIFE: i64 = 60 * 1_000_000;

/// An address that opens once, and a token for whoever wants to show the file by other means.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct EmbedLink {
    pub access_token: String,
    pub expires_in: i64,
    #[schemars(extend("enum" = ["bearer"]))]
    pub token_type: String,
    pub restricted_to: Vec<Restricted>,
    pub url: String,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Restricted {
    pub scope: String,
    pub object: OnThat,
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct OnThat {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
}

/// Makes an address for a file.
///
/// # Errors
/// `unsupported_media_type` for what cannot be shown, `access_denied_insufficient_permissions`.
pub(crate) fn embed(tx: &mut Tx<Write>, who: &Caller, file: &Allowed<Node<AFile>, See>) -> Result<EmbedLink> {
    let file = file.also::<Preview>()?;
    let version = file.version_id.filter(|_| Sort::of(&file.name).is_some() && !file.is_gone());
    let version = version.ok_or_else(Error::unsupported_media_type)?;
    let (now, id) = (tx.now(), FileId(file.id.0));
    let seed = format!("{} {id} {now}", who.request());
    let TokenReply { access_token, expires_in, token_type, restricted_to, .. } =
        oauth::issue_embed_token(tx, who, &file, &seed)?;
    let row = db::add_embed(tx, &file, &seed, version, now - LIFE)?;
    let key = SigningKey::of(tx)?.ok_or_else(Error::unavailable)?;
    let restricted_to = restricted_to.into_iter().map(|one| Restricted {
        scope: one.scope.to_owned(),
        object: OnThat { kind: one.object.r#type.to_owned(), id: one.object.id },
    });
    Ok(EmbedLink {
        access_token,
        expires_in,
        token_type: token_type.to_owned(),
        restricted_to: restricted_to.collect(),
        url: format!("{}preview/expiring_embed/{}", Site::of(tx).url(), key.sign(PURPOSE, [row])),
    })
}

/// By what a page shows a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame {
    Picture,
    Audio,
    Video,
    /// As a page of its own within the page.
    Document,
}

/// A file that is shown in a page of somebody else's.
#[derive(Clone, Debug)]
pub struct Embedded {
    pub name: String,
    pub frame: Frame,
    /// Where its bytes are.
    pub address: String,
}

/// Opens an address, which nobody can open again. None: it has been opened, has run out, or its file is gone.
///
/// # Errors
/// Those of the store.
pub fn open_embedded(tx: &mut Tx<Write>, address: &str, request: RequestId) -> Result<Option<Embedded>> {
    let Some([row]) = SigningKey::of(tx)?.and_then(|key| key.open(PURPOSE, address)) else { return Ok(None) };
    let Some(EmbedRow { seed, file_id, version_id, issued_at }) = db::take_embed(tx, row)? else { return Ok(None) };
    if tx.now() >= issued_at + LIFE {
        return Ok(None);
    }
    let token = oauth::embed_token_text(tx, &seed, issued_at)?;
    let shown = shown(tx, file_id, version_id, &token, request);
    match shown {
        Err(error) if error.status() < 500 => Ok(None),
        shown => shown.map(Some),
    }
}

/// The file as whoever has the token sees it.
fn shown(tx: &mut Tx<Read>, file: FileId, version: FileVersionId, token: &str, request: RequestId) -> Result<Embedded> {
    let by = Credentials { token: Some(TokenHash::of_token(token)), request, ..Credentials::default() };
    let about = About { by_link: true, ..files::GET.about };
    let who = Caller::identify(tx, &by, &about)??;
    let file: Allowed<Node<AFile>, Preview> = access::get(tx, &who, file)?;
    let sort = Sort::of(&file.name).ok_or_else(Error::unsupported_media_type)?;
    // The largest picture; of all else, the file as it is.
    let form = match sort {
        Sort::Picture => sort.forms().iter().find(|form| form.name == "jpg_2048x2048"),
        _ => sort.forms().iter().find(|form| form.make == Make::AsItIs),
    };
    let form = form.ok_or_else(Error::unsupported_media_type)?;
    let path = format!("/2.0/internal_files/{}/versions/{version}/representations/{}/content/", file.id, form.name);
    let frame = match sort {
        Sort::Picture => Frame::Picture,
        Sort::Audio => Frame::Audio,
        Sort::Video => Frame::Video,
        Sort::Text | Sort::Pdf => Frame::Document,
    };
    Ok(Embedded { name: file.name.clone(), frame, address: format!("{path}?access_token={token}") })
}
