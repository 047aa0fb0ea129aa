//! Places that bytes can be kept in, and how they are typed.
use percent_encoding::percent_decode_str;
use std::{fmt, path::PathBuf, str::FromStr};

/// Where bytes are kept. Its text is a directory's path, `s3://bucket/prefix` or `memory:`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A directory, which is made if need be. What was acknowledged is on the disk.
    Directory(PathBuf),
    /// A bucket of Amazon's or of any other server that speaks S3. Wants the cargo feature `s3`.
    S3(S3),
    /// The memory of this process: for tests, and for servers that are to forget.
    Memory,
}

/// A bucket, and what the `AWS_*` variables of the environment do not say.
///
/// Its text is `s3://bucket/prefix`, with `?endpoint=http://127.0.0.1:9000&region=eu-1` where the environment has no
/// `AWS_ENDPOINT` or `AWS_REGION`. Keys are not typed, for everybody can see what a process was started with: they come
/// from `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, or from the machine's role.
#[derive(Clone, PartialEq, Eq)]
pub struct S3 {
    /// The bucket's name.
    pub bucket: String,
    /// What all names in it begin with, without slashes at its ends; it may be empty.
    pub prefix: String,
    /// Names as those of the `AWS_*` variables in lower case without the `AWS_`, such as `endpoint`, `access_key_id`;
    /// they go before the environment.
    pub options: Vec<(String, String)>,
}

/// Values may be keys.
impl fmt::Debug for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let options: Vec<&str> = self.options.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("S3")
            .field("bucket", &self.bucket)
            .field("prefix", &self.prefix)
            .field("options", &options)
            .finish()
    }
}

/// The place cannot be used. The text says what to do, and is for whoever runs the server, not for clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPlace(pub(crate) String);

impl fmt::Display for BadPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadPlace {}

/// What can be typed behind the question mark.
const TYPED: [&str; 2] = ["endpoint", "region"];

impl FromStr for Place {
    type Err = BadPlace;

    fn from_str(text: &str) -> Result<Self, BadPlace> {
        if let Some(rest) = text.strip_prefix("s3://") {
            return s3(rest).map(Place::S3);
        }
        match text {
            "" => Err(BadPlace("no place for files is named: give a directory, or s3://BUCKET/PREFIX".to_owned())),
            "memory:" => Ok(Place::Memory),
            _ if text.contains("://") || text.starts_with("s3:") || text.starts_with("memory:") => {
                Err(BadPlace(format!("{text} is no place for files: give a directory, s3://BUCKET/PREFIX or memory:")))
            }
            _ => Ok(Place::Directory(text.into())),
        }
    }
}

fn s3(text: &str) -> Result<S3, BadPlace> {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
    let prefix = prefix.trim_matches('/');
    if bucket.is_empty() {
        return Err(BadPlace(format!("s3://{path} names no bucket: give s3://BUCKET/PREFIX")));
    }
    let is_odd = |segment: &str| matches!(segment, "" | "." | "..");
    if !prefix.is_empty() && prefix.split('/').any(is_odd) {
        return Err(BadPlace(format!("the prefix of s3://{path} has an empty or dotted part: leave it out")));
    }
    let options = query.split('&').filter(|pair| !pair.is_empty()).map(option).collect::<Result<_, _>>()?;
    Ok(S3 { bucket: bucket.to_owned(), prefix: prefix.to_owned(), options })
}

/// The value is not shown in the complaint: it may be a key that was typed here by mistake.
fn option(pair: &str) -> Result<(String, String), BadPlace> {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    if !TYPED.contains(&name) || value.is_empty() {
        return Err(BadPlace(format!(
            "an s3:// address takes ?{}=… and not {name}: set AWS_{} in the environment instead",
            TYPED.join("=…&"),
            name.trim_start_matches("aws_").to_ascii_uppercase(),
        )));
    }
    let value = percent_decode_str(value).decode_utf8_lossy();
    Ok((name.to_owned(), value.into_owned()))
}
