//! A form with files in it, read as it comes in: no file is ever in the memory as a whole.
use super::{nowhere, open};
use crate::{
    Intake, Web,
    page::Failure,
    visitor::{TOKEN_FIELD, is_own_token},
};
use axum::extract::Request;
use boxwood_api::{
    Content, Error,
    resources::file_requests::{self, FileRequestAddress, RequestRow, Submission},
};
use boxwood_store::{Tx, Write};
use futures_util::{StreamExt, TryStreamExt};
use http::{StatusCode, header::CONTENT_TYPE};
use multer::{Field, Multipart};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// How long the next bytes of what is no file may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// In bytes: of what is no file.
const MOST_TEXT: usize = 16 << 10;
/// How many files one form may have.
const MOST_FILES: usize = 100;
/// How much of what is refused is still read, and dropped: browsers send all of it before they read the answer, and would
/// show no more than a broken connection.
const DROPPED: usize = 8 << 20;

/// What became of a form.
pub(super) struct Left {
    pub request: RequestRow,
    /// Files that were kept.
    pub count: usize,
    pub email: String,
    pub said: String,
    pub status: StatusCode,
    pub error: Option<String>,
}

/// # Errors
/// A form that was not served to this visitor; an address that leads nowhere.
pub(super) async fn take(web: &Web, address: &str, posted: Request, cookie: &str) -> Result<Left, Failure> {
    let (head, body) = posted.into_parts();
    let media = head.headers.get(CONTENT_TYPE).and_then(|media| media.to_str().ok()).unwrap_or_default();
    let boundary = multer::parse_boundary(media).map_err(|_| Failure::ForeignForm)?;
    let mut form = Form(Multipart::new(body.into_data_stream(), boundary));
    let read = async {
        // It comes first, so that a stranger's bytes are not kept.
        let token = match form.next().await? {
            Some(field) if field.name() == Some(TOKEN_FIELD) => text(field).await?,
            _ => String::new(),
        };
        if !is_own_token(&head.headers, &token, cookie) {
            return Err(Failure::ForeignForm);
        }
        let (address, request) = open(web, address).await?;
        let intake = web.intake.clone().ok_or_else(nowhere)?;
        let (email, said) = (String::new(), String::new());
        let left = Left { request, count: 0, email, said, status: StatusCode::BAD_REQUEST, error: None };
        Taking { web, intake, address, left }.all(&mut form).await
    };
    let read = read.await;
    if read.as_ref().map_or(true, |left| left.error.is_some()) {
        form.rest().await;
    }
    read
}

struct Taking<'a> {
    web: &'a Web,
    intake: Arc<dyn Intake>,
    address: FileRequestAddress,
    left: Left,
}

impl Taking<'_> {
    async fn all(mut self, form: &mut Form) -> Result<Left, Failure> {
        while let Some(field) = form.next().await? {
            match field.name() {
                Some("email") => text(field).await?.trim().clone_into(&mut self.left.email),
                Some("description") => text(field).await?.trim().clone_into(&mut self.left.said),
                // Where no file was chosen, browsers send one without a name.
                Some("file") if field.file_name().is_some_and(|name| !name.is_empty()) => {
                    if let Some(missing) = self.missing() {
                        return Ok(self.refused(missing));
                    }
                    if let Err(error) = self.file(field).await {
                        let why = why(&error).ok_or(error)?;
                        return Ok(self.refused(why));
                    }
                }
                _ => drop(field),
            }
        }
        let missing = self.missing().or((self.left.count == 0).then_some("Choose at least one file."));
        Ok(match missing {
            Some(missing) => self.refused(missing),
            None => self.left,
        })
    }

    fn refused(self, why: &str) -> Left {
        let Left { count, .. } = self.left;
        let before = match count {
            0 => String::new(),
            1 => " One file before it was uploaded.".to_owned(),
            count => format!(" {count} files before it were uploaded."),
        };
        Left { error: Some(format!("{why}{before}")), ..self.left }
    }

    /// What has to be said before a file.
    fn missing(&self) -> Option<&'static str> {
        let Left { request, email, said, count, .. } = &self.left;
        let is_address = |text: &str| {
            text.split_once('@').is_some_and(|(name, domain)| {
                !name.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
            })
        };
        match () {
            () if request.is_email_required && email.is_empty() => Some("Enter your email address."),
            () if !email.is_empty() && (!is_address(email) || email.len() > 254) => {
                Some("That is no email address. Check it.")
            }
            () if request.is_description_required && said.is_empty() => Some("Describe what you upload."),
            () if *count >= MOST_FILES => Some("At most 100 files can be uploaded at a time."),
            () => None,
        }
    }

    async fn file(&mut self, field: Field<'static>) -> Result<(), Error> {
        let (address, request) = (self.address, self.web.request()?);
        let most = self.web.read(move |tx| file_requests::room(tx, address, request)).await?;
        let most = most.ok_or_else(Error::no_such_path)?;
        let name = field.file_name().unwrap_or_default();
        // Old browsers say where the file was; blanks at the end no name has.
        let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim_end().to_owned();
        let bytes = field.map_err(|_| Error::bad_request("The form breaks off")).boxed();
        let content = self.intake.take(bytes, most).await?;
        let submission = Submission { name, email: self.left.email.clone(), description: self.left.said.clone() };
        let object = content.object().map(str::to_owned);
        let kept = self.keep(submission, content).await;
        // Of a transaction whose end nobody has heard of it is not known whether it names the object.
        let is_settled = kept.as_ref().err().is_none_or(|error| error.status() < 500);
        if let Some(object) = object.filter(|_| is_settled) {
            self.intake.settle(object).await;
        }
        kept?;
        self.left.count += 1;
        Ok(())
    }

    async fn keep(&self, said: Submission, content: Content) -> Result<(), Error> {
        let (address, request) = (self.address, self.web.request()?);
        let submit = move |tx: &mut Tx<Write>| file_requests::submit(tx, address, &said, &content, request);
        let kept = self.web.db.write("web.submit", submit).await?;
        kept.map(drop).ok_or_else(Error::no_such_path)
    }
}

/// What is said of a file that is not taken; None: it is not the file's fault.
fn why(error: &Error) -> Option<&'static str> {
    let body = error.body("")?;
    match body.get("code")?.as_str()? {
        "file_size_limit_exceeded" => Some("A file is too large."),
        "storage_limit_exceeded" => Some("There is no room left for it. Tell whoever asked you for files."),
        "item_name_invalid" | "item_name_too_long" => Some("A file has a name that cannot be kept. Rename it."),
        _ => None,
    }
}

struct Form(Multipart<'static>);

impl Form {
    async fn next(&mut self) -> Result<Option<Field<'static>>, Failure> {
        let next = timeout(PATIENCE, self.0.next_field()).await.map_err(|_| Error::request_timeout())?;
        Ok(next.map_err(|_| Error::bad_request("The form breaks off"))?)
    }

    async fn rest(&mut self) {
        let mut dropped = 0;
        while let Ok(Some(mut field)) = self.next().await {
            while let Ok(Ok(Some(chunk))) = timeout(PATIENCE, field.chunk()).await {
                dropped += chunk.len();
                if dropped > DROPPED {
                    return;
                }
            }
        }
    }
}

async fn text(mut field: Field<'static>) -> Result<String, Failure> {
    let mut all = Vec::new();
    loop {
        let chunk = timeout(PATIENCE, field.chunk()).await.map_err(|_| Error::request_timeout())?;
        let Some(chunk) = chunk.map_err(|_| Error::bad_request("The form breaks off"))? else { break };
        all.extend_from_slice(&chunk);
        if all.len() > MOST_TEXT {
            return Err(Failure::TooLarge);
        }
    }
    Ok(String::from_utf8_lossy(&all).replace('\0', ""))
}
