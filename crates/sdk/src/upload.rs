//! Large files: in parts, several at a time, and gone on with where an upload broke off.
use crate::{
    Client, Error, Result, Source,
    call::{Call, Request},
    contract::{
        NoQuery,
        resources::{
            files::File,
            upload_sessions::{
                self, Attributes, CommitList, NewSession, NewSessionOf, PartsQuery, UploadPart, UploadSession,
                UploadSessionId, UploadedPart,
            },
        },
        wire::{FileId, FolderId, Maybe},
    },
    doors::Files,
    download::Progress,
    pages::{Pages, Way},
    payload::Payload,
};
use aws_lc_rs::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::Value;
use std::{collections::BTreeMap, fmt, sync::Arc};

/// What is smaller than this cannot come in parts (contract: content §3.8).
pub const SMALLEST: u64 = 20_000_000;
/// How many parts are under way.
const AT_ONCE: usize = 4;

/// Uploads of files in parts, step by step. [`Files::upload_large`] takes all of them.
#[derive(Clone, Debug)]
pub struct UploadSessions(Client);

impl Client {
    /// Uploads of files in parts, step by step. [`Files::upload_large`] takes all of them.
    pub fn upload_sessions(&self) -> UploadSessions {
        UploadSessions(self.clone())
    }
}

impl UploadSessions {
    /// Begins a file in parts.
    pub fn create(&self, name: &str, parent: FolderId, size: u64) -> Call<UploadSession> {
        let (folder_id, file_size) = (Value::from(parent.to_string()).into(), Value::from(size).into());
        let new = NewSession { folder_id, file_size, file_name: name.to_owned().into() };
        self.0.call(&upload_sessions::CREATE, (), NoQuery {}, new)
    }

    /// Begins a new version of a file in parts.
    pub fn create_version(&self, id: FileId, size: u64) -> Call<UploadSession> {
        let new = NewSessionOf { file_size: Value::from(size).into(), ..NewSessionOf::default() };
        self.0.call(&upload_sessions::CREATE_VERSION, (id,), NoQuery {}, new)
    }

    /// How far a file in parts has come.
    pub fn get(&self, id: UploadSessionId) -> Call<UploadSession> {
        self.0.call(&upload_sessions::GET, (id,), NoQuery {}, ())
    }

    /// Uploads a part: these bytes, of a file of `total`, from `offset` on.
    pub fn upload_part(&self, id: UploadSessionId, part: bytes::Bytes, offset: u64, total: u64) -> Call<UploadedPart> {
        let last = (offset + part.len() as u64).saturating_sub(1);
        let digest = digest(&sha1(&[&part]));
        let op = &upload_sessions::PUT_PART.about;
        let request = Request {
            about: *op,
            path: crate::path::fill(op.path, &[id.to_string()]),
            query: Vec::new(),
            headers: vec![("digest", digest), ("content-range", format!("bytes {offset}-{last}/{total}"))],
            payload: Payload::Bytes(Source::Bytes(part)),
        };
        Call::new(&self.0, Ok(request))
    }

    /// The parts that were uploaded.
    pub fn parts(&self, id: UploadSessionId) -> Pages<UploadPart> {
        self.0.list(&upload_sessions::PARTS, (id,), PartsQuery::default(), Way::Offset)
    }

    /// Makes a file of its parts. `sha1` is that of the whole.
    pub fn commit(
        &self,
        id: UploadSessionId,
        parts: Vec<UploadPart>,
        attributes: Maybe<Attributes>,
        sha1: &[u8; 20],
    ) -> Call<crate::contract::resources::files::Files> {
        let op = &upload_sessions::COMMIT.about;
        let list = CommitList { parts, attributes };
        let request = Payload::json(&list).map(|payload| Request {
            about: *op,
            path: crate::path::fill(op.path, &[id.to_string()]),
            query: Vec::new(),
            headers: vec![("digest", digest(sha1))],
            payload,
        });
        Call::new(&self.0, request)
    }

    /// Gives up a file in parts.
    pub fn delete(&self, id: UploadSessionId) -> Call<()> {
        self.0.call(&upload_sessions::DELETE, (id,), NoQuery {}, ())
    }
}

/// An upload in parts that is yet to be begun, or to be gone on with.
#[must_use = "an upload begins with `send`"]
pub struct LargeUpload {
    client: Client,
    to: To,
    content: Source,
    at_once: usize,
    progress: Option<Progress>,
    begun: Option<Begun>,
    attributes: Maybe<Attributes>,
}

/// Is told the id of a session.
type Begun = Arc<dyn Fn(&str) + Send + Sync>;

enum To {
    File(String, FolderId),
    Version(FileId),
    /// A session that was begun before.
    Session(UploadSessionId),
}

impl fmt::Debug for LargeUpload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LargeUpload").field("content", &self.content).finish_non_exhaustive()
    }
}

impl Files {
    /// Uploads a file in parts, several at a time; it must have [`SMALLEST`] bytes or more.
    pub fn upload_large(&self, name: &str, parent: FolderId, content: impl Into<Source>) -> LargeUpload {
        LargeUpload::new(&self.0, To::File(name.to_owned(), parent), content.into())
    }

    /// Uploads a new version of a file in parts.
    pub fn upload_large_version(&self, id: FileId, content: impl Into<Source>) -> LargeUpload {
        LargeUpload::new(&self.0, To::Version(id), content.into())
    }

    /// Goes on with an upload in parts that broke off, with the same content: what has arrived is not sent again.
    pub fn resume_upload(&self, session: UploadSessionId, content: impl Into<Source>) -> LargeUpload {
        LargeUpload::new(&self.0, To::Session(session), content.into())
    }
}

impl LargeUpload {
    fn new(client: &Client, to: To, content: Source) -> Self {
        let client = client.clone();
        LargeUpload { client, to, content, at_once: AT_ONCE, progress: None, begun: None, attributes: Maybe::Absent }
    }

    /// How many parts are under way.
    pub fn at_once(self, parts: usize) -> Self {
        LargeUpload { at_once: parts.max(1), ..self }
    }

    /// Is told how far it is.
    pub fn progress(self, told: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        LargeUpload { progress: Some(Arc::new(told)), ..self }
    }

    /// Is told the id of the session, for [`Files::resume_upload`].
    pub fn on_begin(self, told: impl Fn(&str) + Send + Sync + 'static) -> Self {
        LargeUpload { begun: Some(Arc::new(told)), ..self }
    }

    /// What is said of the file besides.
    pub fn attributes(self, attributes: Attributes) -> Self {
        LargeUpload { attributes: attributes.into(), ..self }
    }

    /// Sends all of it that is not there yet; the file that it became.
    ///
    /// # Errors
    /// As of any call. The session stays, to go on with.
    pub async fn send(self) -> Result<File> {
        let sessions = self.client.upload_sessions();
        let total = self.content.size();
        let session = match &self.to {
            To::File(name, parent) => sessions.create(name, *parent, total).await?,
            To::Version(id) => sessions.create_version(*id, total).await?,
            To::Session(id) => sessions.get(*id).await?,
        };
        if let Some(begun) = &self.begun {
            begun(&session.id);
        }
        let unreadable = |cause: &str| Error::Unreadable { operation: OPERATION, cause: cause.to_owned() };
        let id: UploadSessionId = session.id.parse().map_err(|()| unreadable("no id of a session"))?;
        let size = u64::try_from(session.part_size).ok().filter(|size| *size > 0);
        let size = size.ok_or_else(|| unreadable("parts of no size"))?;
        let known = match self.to {
            To::Session(_) => sessions.parts(id).limit(1000).stream().try_collect().await?,
            _ => Vec::new(),
        };
        let known: BTreeMap<i64, UploadPart> = known.into_iter().map(|part| (part.offset, part)).collect();
        let (parts, sha1) = self.parts(&sessions, id, size, known).await?;
        let uploaded = sessions.commit(id, parts, self.attributes.clone(), &sha1).await?;
        Files::only(uploaded, upload_sessions::COMMIT.about.id)
    }

    /// Sends the parts that are not known, and reads all of them, in their order: the whole has a digest, too.
    async fn parts(
        &self,
        sessions: &UploadSessions,
        id: UploadSessionId,
        size: u64,
        known: BTreeMap<i64, UploadPart>,
    ) -> Result<(Vec<UploadPart>, [u8; 20])> {
        let total = self.content.size();
        let mut whole = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
        let (mut parts, mut done) = (Vec::new(), 0);
        let whole_of = &mut whole;
        let known = &known;
        let reading = stream::iter((0..).map(|n| n * size).take_while(|offset| *offset < total)).then(|offset| {
            let part = self.content.part(offset..offset.saturating_add(size).min(total));
            async move { Ok::<_, Error>((offset, part.read().await?)) }
        });
        let sending = reading.map_ok(move |(offset, bytes)| {
            whole_of.update(&bytes);
            async move {
                let there = i64::try_from(offset).ok().and_then(|offset| known.get(&offset));
                match there.filter(|part| part.sha1.as_deref().is_none_or(|sha1| is(sha1, &bytes))) {
                    Some(part) => Ok((bytes.len(), part.clone())),
                    None => {
                        let count = bytes.len();
                        sessions.upload_part(id, bytes, offset, total).await.map(|sent| (count, sent.part))
                    }
                }
            }
        });
        {
            let mut sending = std::pin::pin!(sending.try_buffered(self.at_once));
            while let Some((count, part)) = sending.try_next().await? {
                parts.push(part);
                done += count as u64;
                if let Some(progress) = &self.progress {
                    progress(done, total);
                }
            }
        }
        let digest = whole.finish();
        Ok((parts, digest.as_ref().try_into().unwrap_or_default()))
    }
}

const OPERATION: &str = upload_sessions::CREATE.about.id;

fn sha1(of: &[&[u8]]) -> [u8; 20] {
    let mut context = Context::new(&SHA1_FOR_LEGACY_USE_ONLY);
    of.iter().for_each(|bytes| context.update(bytes));
    context.finish().as_ref().try_into().unwrap_or_default()
}

/// As headers have it.
fn digest(sha1: &[u8; 20]) -> String {
    format!("sha={}", BASE64_STANDARD.encode(sha1))
}

/// Whether bytes are what a part says it is.
fn is(hex: &str, bytes: &[u8]) -> bool {
    crate::contract::wire::hex(&sha1(&[bytes])).eq_ignore_ascii_case(hex)
}
