//! Answers in fewer bytes, for clients that ask and where it pays.
use flate2::{Compression, write::GzEncoder};
use http::{HeaderMap, HeaderValue, Response, header};
use std::io::Write;

/// Less than that fits into a packet as it is.
const WORTH: usize = 1024;

/// Whether the client takes gzip: named, or meant by `*`, and not with a weight of nothing.
pub(crate) fn is_asked(headers: &HeaderMap) -> bool {
    let mut any = false;
    let values = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    for one in values.flat_map(|value| value.split(',')) {
        let (name, weight) = one.split_once(';').unwrap_or((one, ""));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
        let wanted = weight.is_none_or(|weight| weight > 0.0);
        match name.trim() {
            name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => return wanted,
            "*" => any = wanted,
            _ => {}
        }
    }
    any
}

/// The body as it is sent. Whatever could have been compressed says so (`Vary`), compressed or not.
pub(super) fn pack<B>(response: &mut Response<B>, media: &str, body: Vec<u8>, asked: bool) -> Vec<u8> {
    let is_text = media.starts_with("application/json") || media.starts_with("text/");
    if !is_text || body.len() < WORTH {
        return body;
    }
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    if !asked {
        return body;
    }
    match packed(&body) {
        Some(packed) => {
            response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            packed
        }
        None => body,
    }
}

/// Memory does not refuse to be written to; but who asks has the plain bytes at hand either way.
pub(crate) fn packed(plain: &[u8]) -> Option<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::fast());
    packed.write_all(plain).and_then(|()| packed.finish()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_asked_for_by_name_or_by_star() {
        for (asked, is) in [
            ("gzip", true),
            ("gzip, deflate", true),
            ("br;q=1.0, GZIP;q=0.5", true),
            ("gzip;q=0", false),
            ("gzip; q=0.0, *", false),
            ("*", true),
            ("*;q=0", false),
            ("identity", false),
            ("", false),
            ("zstd", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(asked))]);
            assert_eq!(is_asked(&headers), is, "{asked}");
        }
        assert!(!is_asked(&HeaderMap::new()));
    }
}
