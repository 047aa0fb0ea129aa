//! The `box-version` header, which tells operations of one path apart (contract: identity §7.5, content §0.3).
use boxwood_api::{Error, Result};
use http::HeaderMap;
use std::borrow::Cow;

/// What a call without the header means.
pub(super) const DEFAULT: &str = "2024.0";
const KNOWN: [&str; 3] = [DEFAULT, "2025.0", "2026.0"];

/// The version that is asked for. `supported`: those in which the path has the method.
///
/// # Errors
/// `invalid_api_version`, each case with its own message.
pub(super) fn asked<'a>(headers: &'a HeaderMap, supported: &[&str]) -> Result<Cow<'a, str>> {
    let mut values = headers.get_all("box-version").iter();
    let Some(value) = values.next() else {
        return if supported.contains(&DEFAULT) {
            Ok(DEFAULT.into())
        } else {
            Err(Error::invalid_api_version("Missing required box-version header."))
        };
    };
    let version = String::from_utf8_lossy(value.as_bytes());
    let message = if values.next().is_some() || version.contains(',') {
        "The 'box-version' header supports only one header value per request, do not use comas.".into()
    } else if version.trim().is_empty() {
        "Invalid (empty) API version specified in 'box-version' header.".into()
    } else if !KNOWN.contains(&version.trim()) {
        "Unsupported API version specified in 'box-version' header.".into()
    } else if !supported.contains(&version.trim()) {
        let supported = supported.join(", ");
        format!("Invalid API version specified in 'box-version' header. Supported API versions: [{supported}].")
    } else {
        return Ok(version);
    };
    Err(Error::invalid_api_version(message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn content_row_72_a_later_operation_wants_its_version_named() {
        let ask = |value: Option<&'static str>| {
            let headers = value.map(|value| ("box-version".parse().unwrap(), HeaderValue::from_static(value)));
            let version = asked(&HeaderMap::from_iter(headers), &["2025.0"]).map(Cow::into_owned);
            version.map_err(|error| error.body("").unwrap()["message"].to_string())
        };
        assert_eq!(ask(Some("2025.0")), Ok("2025.0".to_owned()));
        assert_eq!(ask(None), Err(r#""Missing required box-version header.""#.to_owned()));
        assert!(ask(Some("2024.0")).unwrap_err().contains("Supported API versions: [2025.0]."));
        assert!(ask(Some("2026.0")).unwrap_err().contains("Supported API versions: [2025.0]."));
    }
}
