//! The query of the authorize page, read once and echoed where it has to be.
use boxwood_api::oauth::Asked;

#[derive(Clone)]
pub(super) struct Query {
    /// As it came.
    pub raw: String,
    pub asked: Asked,
    /// As it came, too: escaped as the app escaped it, so that it goes back byte by byte.
    state: Option<String>,
}

impl Query {
    pub fn parse(raw: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(raw).unwrap_or_default();
        let get = |name: &str| {
            let found = pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            found.filter(|value| !value.is_empty())
        };
        let asked = Asked {
            response_type: get("response_type"),
            client_id: get("client_id"),
            redirect_uri: get("redirect_uri"),
            scope: get("scope"),
            code_challenge: get("code_challenge"),
            code_challenge_method: get("code_challenge_method"),
        };
        let state = raw.split('&').find_map(|pair| pair.strip_prefix("state=")).map(str::to_owned);
        Query { raw: raw.to_owned(), asked, state }
    }

    /// The way back, with what the app is told and its own state.
    pub fn back(&self, to: &str, told: &[(&str, &str)]) -> String {
        let told = serde_urlencoded::to_string(told).unwrap_or_default();
        let state = self.state.as_ref().map(|state| format!("&state={state}")).unwrap_or_default();
        let joint = if to.contains('?') { '&' } else { '?' };
        format!("{to}{joint}{told}{state}")
    }
}

/// Scheme, host and port of an address that was checked.
pub(super) fn origin(uri: &str) -> &str {
    let begin = uri.find("://").map_or(0, |at| at + 3);
    let end = uri.get(begin..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(uri.len(), |at| begin + at);
    uri.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Query, origin};

    #[test]
    fn state_goes_back_byte_by_byte() {
        for state in ["a%20b", "a+b", "%7B%22x%22%3A1%7D", "%ff", "a=b", "", "~!*()'"] {
            let query = Query::parse(&format!("client_id=1&state={state}&response_type=code"));
            assert_eq!(
                query.back("https://a.example/", &[("code", "c")]),
                format!("https://a.example/?code=c&state={state}")
            );
        }
        let query = Query::parse("client_id=1");
        assert_eq!(query.back("https://a.example/?b=c", &[("code", "c")]), "https://a.example/?b=c&code=c");
    }

    #[test]
    fn an_origin_ends_where_the_path_begins() {
        for (uri, expected) in [
            ("https://a.example/cb?x", "https://a.example"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:3000?x", "http://[::1]:3000"),
        ] {
            assert_eq!(origin(uri), expected);
        }
    }
}
