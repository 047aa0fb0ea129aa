//! The body of a call, read as a whole.
use boxwood_api::{Error, Result};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use std::{pin::pin, time::Duration};
use tokio::time::timeout;

/// How much of a body that is too large is still read, and dropped: clients send all of it before they read the answer,
/// and would see no more than a broken connection.
const DROPPED: usize = 8 << 20;

/// # Errors
/// When it has more bytes than `limit`, takes longer than `time`, or breaks off.
pub(crate) async fn collect<B>(body: B, limit: usize, time: Duration) -> Result<Bytes>
where
    B: HttpBody<Data = Bytes, Error: std::error::Error>,
{
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    timeout(time, whole(body, limit)).await.unwrap_or_else(|_| Err(Error::request_timeout()))
}

async fn whole<B>(body: B, limit: usize) -> Result<Bytes>
where
    B: HttpBody<Data = Bytes, Error: std::error::Error>,
{
    let mut body = pin!(body);
    let (mut first, mut rest, mut length) = (Bytes::new(), BytesMut::new(), 0);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Error::bad_request("The body breaks off"))?;
        // Trailers are nobody's.
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length > limit {
            rest.clear();
            if length > limit.saturating_add(DROPPED) {
                break;
            }
        } else if first.is_empty() {
            first = data;
        } else {
            rest.extend_from_slice(&data);
        }
    }
    if length > limit {
        return Err(Error::too_large());
    }
    if rest.is_empty() {
        return Ok(first);
    }
    let mut all = BytesMut::with_capacity(length);
    all.extend_from_slice(&first);
    all.extend_from_slice(&rest);
    Ok(all.freeze())
}
