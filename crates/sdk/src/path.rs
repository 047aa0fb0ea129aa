//! The path and the query of a call, from what its operation's type says of them.
use crate::{Error, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::fmt::Display;

/// What a part of a path may hold as it is (RFC 3986, unreserved).
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The variable parts of an operation's path.
pub trait PathParts {
    /// In their order.
    fn parts(&self) -> Vec<String>;
}

impl PathParts for () {
    fn parts(&self) -> Vec<String> {
        Vec::new()
    }
}

impl<A: Display> PathParts for (A,) {
    fn parts(&self) -> Vec<String> {
        vec![self.0.to_string()]
    }
}

impl<A: Display, B: Display> PathParts for (A, B) {
    fn parts(&self) -> Vec<String> {
        vec![self.0.to_string(), self.1.to_string()]
    }
}

impl<A: Display, B: Display, C: Display> PathParts for (A, B, C) {
    fn parts(&self) -> Vec<String> {
        vec![self.0.to_string(), self.1.to_string(), self.2.to_string()]
    }
}

/// `/folders/{folder_id}` with its parts put in.
pub(crate) fn fill(pattern: &str, parts: &[String]) -> String {
    let mut parts = parts.iter();
    let mut path = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once('{') {
        path.push_str(before);
        path.extend(parts.next().map(String::as_str).into_iter().flat_map(|part| utf8_percent_encode(part, ESCAPED)));
        rest = behind.split_once('}').map_or("", |(_, after)| after);
    }
    path.push_str(rest);
    path
}

/// The parameters of a query that say something.
///
/// # Errors
/// For a query that is no list of names and values.
pub(crate) fn pairs(query: &impl Serialize) -> Result<Vec<(String, String)>> {
    let unfit = |error: &dyn Display| Error::unfit(format!("a query that cannot be written: {error}"));
    let text = serde_urlencoded::to_string(query).map_err(|error| unfit(&error))?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let all: Vec<(String, String)> = serde_urlencoded::from_str(&text).map_err(|error| unfit(&error))?;
    Ok(all.into_iter().filter(|(_, value)| !value.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::{PathParts, fill, pairs};
    use crate::contract::{
        NoQuery,
        resources::{files::ContentQuery, folders::ItemsQuery, users::ListQuery},
        wire::{FileId, FileVersionId, Flag, PageQuery},
    };

    #[test]
    fn parts_go_into_the_path_in_their_order() {
        let path = "/files/{file_id}/versions/{file_version_id}";
        assert_eq!(fill(path, &(FileId(1), FileVersionId(2)).parts()), "/files/1/versions/2");
        assert_eq!(fill("/a/{x}.{y}", &("ü/..?", "png").parts()), "/a/%C3%BC%2F..%3F.png");
        assert_eq!(fill("/users/me", &().parts()), "/users/me");
    }

    #[test]
    fn a_query_holds_what_was_said() {
        assert!(pairs(&NoQuery {}).unwrap().is_empty());
        assert!(pairs(&ItemsQuery::default()).unwrap().is_empty());
        let query = ItemsQuery { limit: "2".to_owned(), usemarker: Flag(true), ..ItemsQuery::default() };
        let told = pairs(&query).unwrap();
        assert_eq!(told, [("limit", "2"), ("usemarker", "true")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let page = PageQuery { offset: "5".to_owned(), ..PageQuery::default() };
        let query = ListQuery { filter_term: "a b&c".to_owned(), page, ..ListQuery::default() };
        let told = pairs(&query).unwrap();
        assert_eq!(told, [("filter_term", "a b&c"), ("offset", "5")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let query = ContentQuery { version: Some(FileVersionId(7)) };
        assert_eq!(pairs(&query).unwrap(), [("version".to_owned(), "7".to_owned())]);
    }
}
