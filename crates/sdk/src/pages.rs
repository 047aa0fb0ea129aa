//! Lists: a page at a time, or all of it as a stream.
use crate::{
    Client, Error, Result,
    call::Request,
    contract::wire::{Order, Page},
    transport::read,
};
use futures_util::{Stream, StreamExt, TryStreamExt, stream};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use std::{
    future::{Future, IntoFuture},
    marker::PhantomData,
    pin::Pin,
};

/// How a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By counting; some have an end to that (10,000).
    Offset,
    /// By a marker, always.
    Marker,
    /// By a marker, if that is asked for.
    Either,
}

/// A list that is read when it is awaited, or streamed.
///
/// ```no_run
/// # use futures_util::TryStreamExt;
/// # async fn all(client: boxwood_sdk::Client) -> boxwood_sdk::Result<()> {
/// let users = client.users();
/// let first = users.list().limit(50).await?;
/// let mut all = std::pin::pin!(users.list().stream());
/// while let Some(user) = all.try_next().await? {
///     println!("{}", user.id);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a list is read when it is awaited, or streamed"]
pub struct Pages<T> {
    client: Client,
    request: Result<Request>,
    way: Way,
    entry: PhantomData<fn() -> T>,
}

/// What a page may lack, with one server or the other.
#[derive(Deserialize)]
struct Lenient<T> {
    entries: Vec<T>,
    total_count: Option<i64>,
    limit: Option<Value>,
    offset: Option<i64>,
    order: Option<Value>,
    next_marker: Option<Value>,
}

impl<T> From<Lenient<T>> for Page<T> {
    fn from(read: Lenient<T>) -> Self {
        let count = read.entries.len() as i64;
        // One list has its limit in a text.
        let limit = read.limit.and_then(|limit| limit.as_i64().or_else(|| limit.as_str()?.parse().ok()));
        let marker = read.next_marker.map(|marker| match marker {
            Value::String(text) => Some(text).filter(|text| !text.is_empty()),
            Value::Null => None,
            other => Some(other.to_string()),
        });
        Page {
            total_count: read.total_count,
            entries: read.entries,
            limit: limit.unwrap_or(count),
            offset: read.offset,
            order: read.order.and_then(|order| serde_json::from_value::<Vec<Order>>(order).ok()),
            next_marker: marker,
        }
    }
}

impl<T> Pages<T> {
    pub(crate) fn new(client: &Client, request: Result<Request>, way: Way) -> Self {
        Pages { client: client.clone(), request, way, entry: PhantomData }
    }

    fn with(mut self, name: &str, value: String) -> Self {
        if let Ok(request) = &mut self.request {
            request.set(name, value);
        }
        self
    }

    /// Shows these fields of each entry, and those of the smallest representation.
    pub fn fields(self, names: &[&str]) -> Self {
        self.with("fields", names.join(","))
    }

    /// That many at a time; 1000 at the most.
    pub fn limit(self, entries: u32) -> Self {
        self.with("limit", entries.to_string())
    }

    /// Begins with the entry after that many.
    pub fn offset(self, entries: u32) -> Self {
        self.with("offset", entries.to_string())
    }

    /// Begins where a page's `next_marker` says.
    pub fn marker(self, marker: &str) -> Self {
        let all = if self.way == Way::Either { self.with("usemarker", "true".to_owned()) } else { self };
        all.with("marker", marker.to_owned())
    }
}

impl<T: DeserializeOwned + Send + 'static> Pages<T> {
    async fn page(client: &Client, request: &Request) -> Result<Page<T>> {
        let operation = request.about.id;
        let (_, body) = read(client.send(request).await?, operation).await?;
        let page: Lenient<T> =
            serde_json::from_slice(&body).map_err(|error| Error::Unreadable { operation, cause: error.to_string() })?;
        Ok(page.into())
    }

    /// Every entry, from the first page on; each page is asked for when it is needed.
    pub fn stream(mut self) -> impl Stream<Item = Result<T>> + Send + 'static {
        if let Ok(request) = &mut self.request
            && self.way == Way::Either
            && ["offset", "sort", "direction"].iter().all(|name| request.said(name).is_none())
        {
            // What comes and goes meanwhile makes no entry come twice so, and there is no end to it.
            request.set("usemarker", "true".to_owned());
        }
        let client = self.client;
        let pages = stream::try_unfold(Some(self.request), move |next| {
            let client = client.clone();
            async move {
                let Some(request) = next else { return Ok(None) };
                let request = request?;
                let page = Pages::<T>::page(&client, &request).await?;
                let next = behind(&request, &page);
                Ok(Some((page.entries, next.map(Ok))))
            }
        });
        pages.map_ok(|entries| stream::iter(entries).map(Ok)).try_flatten()
    }
}

/// The request for the page behind this one, if there is one.
fn behind<T>(request: &Request, page: &Page<T>) -> Option<Request> {
    let mut next = request.clone();
    if let Some(marker) = &page.next_marker {
        next.set("marker", marker.clone()?);
        return Some(next);
    }
    let count = page.entries.len() as i64;
    let begun = page.offset.or_else(|| request.said("offset")?.parse().ok()).unwrap_or_default();
    let is_last = page.total_count.map_or(count < page.limit.max(1), |total| begun + count >= total);
    if count == 0 || is_last || request.said("usemarker").is_some() {
        return None;
    }
    next.set("offset", (begun + count).to_string());
    Some(next)
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for Pages<T> {
    type Output = Result<Page<T>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Page<T>>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move { Pages::page(&self.client, &self.request?).await })
    }
}

#[cfg(test)]
mod tests {
    use super::{Lenient, behind};
    use crate::{
        call::Request,
        contract::{resources::users, wire::Page},
    };

    fn page(json: &str) -> Page<u8> {
        serde_json::from_str::<Lenient<u8>>(json).unwrap().into()
    }

    fn request(query: &[(&str, &str)]) -> Request {
        let mut request = Request::new(&users::LIST, &(), &users::ListQuery::default(), ()).unwrap();
        query.iter().for_each(|(name, value)| request.set(name, (*value).to_owned()));
        request
    }

    #[test]
    fn a_list_goes_on_until_its_end() {
        let by_offset = request(&[]);
        let next = |page: &Page<u8>, request: &Request| behind(request, page).map(|next| next.query);
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let first = page(r#"{"entries":[1,2],"total_count":3,"limit":2,"offset":0}"#);
        assert_eq!(next(&first, &by_offset), Some(vec![pair("offset", "2")]));
        let last = page(r#"{"entries":[3],"total_count":3,"limit":2,"offset":2}"#);
        assert_eq!(next(&last, &request(&[("offset", "2")])), None);
        let silent = page(r#"{"entries":[3,4]}"#);
        assert_eq!(next(&silent, &request(&[("offset", "2")])), Some(vec![pair("offset", "4")]));
        assert_eq!(next(&page(r#"{"entries":[],"total_count":9}"#), &by_offset), None, "hidden entries");
        let marked = request(&[("usemarker", "true")]);
        let first = page(r#"{"entries":[1],"limit":1,"next_marker":"m"}"#);
        assert_eq!(next(&first, &marked), Some(vec![pair("usemarker", "true"), pair("marker", "m")]));
        for end in [
            r#"{"entries":[1],"limit":1,"next_marker":null}"#,
            r#"{"entries":[1],"limit":1}"#,
            r#"{"entries":[1],"next_marker":""}"#,
        ] {
            assert_eq!(next(&page(end), &marked), None, "{end}");
        }
    }
}
