//! Uploads: a form is read part by part as it comes in, and its file goes to where bytes are kept, so that no file is ever
//! in the memory as a whole.
use super::{App, gate::Gate, seen::Met, table::Entry};
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use boxwood_api::{
    ATTRIBUTES, Answer, Call, Caller, Content, Error, Result, Run, SMALL, Stored, resources::files::stock,
};
use boxwood_blobs::{Digest, ObjectName, Put};
use boxwood_store::{Cost, Read, Tx};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use multer::{Field, Multipart};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How much of a file that is refused is still read, and dropped: clients send all of it before they read the answer, and
/// would see no more than a broken connection.
const DROPPED: usize = 8 << 20;

impl App {
    /// Settles who calls, then what is said of the file, and only then takes the file: a stranger's bytes are not kept.
    pub(super) async fn upload<B>(
        &self,
        entry: &Arc<Entry>,
        gate: Gate,
        mut call: Call,
        body: B,
        met: &mut Met,
    ) -> Result<Answer>
    where
        B: HttpBody<Data = Bytes, Error: std::error::Error + Send + Sync> + Send + 'static,
    {
        let admitted = self.admitted(gate, &call, met).await?;
        let boundary = call.content_type.as_deref().and_then(|media| multer::parse_boundary(media).ok());
        let boundary = boundary.ok_or_else(|| Error::bad_request("The body is no multipart form"))?;
        let mut form = Form { parts: Multipart::new(body.into_data_stream(), boundary), patience: self.limits.body };
        if let Err(error) = self.take(entry, &mut call, &mut form).await {
            form.rest().await;
            return Err(error);
        }
        let object = call.content.as_ref().and_then(Content::object).map(str::to_owned);
        let outcome = self.commit(entry, call, admitted).await;
        // Of a transaction whose end nobody has heard of it is not known whether it names the object: that may be collected.
        let is_settled = outcome.as_ref().err().is_none_or(|error| error.status() < 500);
        if let Some(object) = object.filter(|_| is_settled) {
            self.keep_or_delete(object).await;
        }
        outcome
    }

    async fn take(&self, entry: &Arc<Entry>, call: &mut Call, form: &mut Form) -> Result<()> {
        while let Some(part) = form.next().await? {
            if part.name() == Some("attributes") {
                call.body = form.small(part).await?;
                continue;
            }
            let most = match self.check(entry, call).await {
                Err(error) if call.body.is_empty() => {
                    drop(part);
                    return Err(if form.rest().await { Error::metadata_after_file_contents() } else { error });
                }
                checked => checked?,
            };
            call.content = Some(self.content(form, part, most).await?);
            return Ok(());
        }
        Err(Error::bad_request("The form has no file"))
    }

    /// How many bytes the file may have, once all that is said of it is found good.
    async fn check(&self, entry: &Arc<Entry>, call: &mut Call) -> Result<i64> {
        let (entry, asked) = (entry.clone(), Arc::new(std::mem::take(call)));
        let by = asked.clone();
        let check = move |tx: &mut Tx<Read>| {
            let who = Caller::identify(tx, &by.credentials, &entry.endpoint.about)??;
            let Run::Upload(check, _) = &entry.endpoint.run else { return Err(Error::no_such_path()) };
            check(tx, &who, &by)
        };
        let most = self.db.read(Cost::Point, check).await;
        *call = Arc::unwrap_or_clone(asked);
        most
    }

    async fn content(&self, form: &mut Form, mut part: Field<'static>, most: i64) -> Result<Content> {
        let (mut small, mut put) = (BytesMut::new(), None::<Put>);
        let most = u64::try_from(most).unwrap_or_default();
        while let Some(chunk) = form.chunk(&mut part).await? {
            if let Some(put) = &mut put {
                put.write(chunk).await.map_err(failed)?;
                continue;
            }
            if (small.len() + chunk.len()) as u64 > most {
                return Err(Error::file_size_limit_exceeded());
            }
            small.extend_from_slice(&chunk);
            if small.len() > SMALL {
                let mut begun = self.blobs.put(most);
                begun.write(std::mem::take(&mut small).freeze()).await.map_err(failed)?;
                put = Some(begun);
            }
        }
        let Some(put) = put else { return Ok(here(small.freeze())) };
        let stored = put.finish().await.map_err(failed)?;
        Ok(Content {
            size: i64::try_from(stored.size).unwrap_or(i64::MAX),
            sha1: stored.sha1,
            digest: *stored.digest.as_bytes(),
            place: Stored::Object(stored.object.to_string()),
        })
    }

    /// An object that no row names is nobody's: the upload was refused after all, or the same bytes were here before.
    async fn keep_or_delete(&self, object: String) {
        let asked = object.clone();
        let is_named = self.db.read(Cost::Point, move |tx| stock::is_named(tx, &asked)).await;
        if let (Ok(false), Ok(name)) = (is_named, object.parse::<ObjectName>())
            && let Err(error) = self.blobs.delete(&name).await
        {
            tracing::warn!(%error, "an object that nobody needs waits to be collected");
        }
    }
}

fn here(bytes: Bytes) -> Content {
    let mut sha1 = [0; 20];
    sha1.iter_mut().zip(digest(&SHA1_FOR_LEGACY_USE_ONLY, &bytes).as_ref()).for_each(|(to, from)| *to = *from);
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    Content { size, sha1, digest: *Digest::of(&bytes).as_bytes(), place: Stored::Here(bytes) }
}

fn broken(_: impl std::error::Error) -> Error {
    Error::bad_request("The body is no multipart form, or breaks off")
}

fn failed(error: boxwood_blobs::Error) -> Error {
    match error {
        boxwood_blobs::Error::TooLarge => Error::file_size_limit_exceeded(),
        error => {
            tracing::error!(%error, "a file could not be stored");
            Error::unavailable()
        }
    }
}

/// A form on its way in, whose next bytes may take so long and no longer.
struct Form {
    parts: Multipart<'static>,
    patience: Duration,
}

impl Form {
    async fn next(&mut self) -> Result<Option<Field<'static>>> {
        let next = timeout(self.patience, self.parts.next_field()).await;
        next.map_err(|_| Error::request_timeout())?.map_err(broken)
    }

    async fn chunk(&self, part: &mut Field<'static>) -> Result<Option<Bytes>> {
        let next = timeout(self.patience, part.chunk()).await;
        next.map_err(|_| Error::request_timeout())?.map_err(broken)
    }

    async fn small(&self, mut part: Field<'static>) -> Result<Bytes> {
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk(&mut part).await? {
            if all.len() + chunk.len() > ATTRIBUTES {
                return Err(Error::too_large());
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all.freeze())
    }

    /// Reads on, within bounds; whether there was a part with attributes.
    async fn rest(&mut self) -> bool {
        let (mut dropped, mut found) = (0, false);
        while let Ok(Some(mut part)) = self.next().await {
            found |= part.name() == Some("attributes");
            while let Ok(Some(chunk)) = self.chunk(&mut part).await {
                dropped += chunk.len();
                if dropped > DROPPED {
                    return found;
                }
            }
        }
        found
    }
}
