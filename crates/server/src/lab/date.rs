//! The `Date` of an answer: by the clock of its world. Clients find out from it how wrong their own is (contract: identity §4).
use axum::body::Body;
use boxwood_api::wire::Time;
use http::{HeaderValue, Response, header::DATE};

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DAY: i64 = 86_400_000_000;

/// Sets it, where nobody has yet.
pub(super) fn set(response: &mut Response<Body>, now: i64) {
    if !response.headers().contains_key(DATE)
        && let Some(value) = text(now).and_then(|text| HeaderValue::try_from(text).ok())
    {
        response.headers_mut().insert(DATE, value);
    }
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 §5.6.7), of a time in microseconds.
fn text(now: i64) -> Option<String> {
    // As `1994-11-06T08:49:37Z` or with an offset of nothing.
    let plain = Time::at(now).to_string();
    let (date, rest) = plain.split_once('T')?;
    let time = rest.get(..8)?;
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?;
    let weekday = DAYS.get(usize::try_from(now.div_euclid(DAY).rem_euclid(7)).ok()?)?;
    Some(format!("{weekday}, {day} {month} {year} {time} GMT"))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn it_is_written_as_http_has_it() {
        assert_eq!(text(784_111_777_000_000).unwrap(), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(text(0).unwrap(), "Thu, 01 Jan 1970 00:00:00 GMT");
    }
}
