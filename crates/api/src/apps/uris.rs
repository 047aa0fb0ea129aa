//! Redirect URIs and CORS origins: what the console accepts (contract: identity §2.4, §8).
const LOOPBACK: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Scheme, host and what follows the host; lower-case schemes only, and nothing but printable ASCII.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (scheme, rest) = text.split_once("://")?;
    let end =
        if rest.starts_with('[') { rest.find(']')? + 1 } else { rest.find([':', '/', '?', '#']).unwrap_or(rest.len()) };
    let (host, after) = rest.split_at_checked(end)?;
    let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
    (printable && !host.is_empty() && !host.contains('@') && !text.contains('#')).then_some((scheme, host, after))
}

/// Why a redirect URI will not do: it is https, or http to this very machine, without blanks and without a fragment.
pub(super) fn redirect_fault(uri: &str) -> Option<&'static str> {
    match parts(uri) {
        Some(("https", _, _)) => None,
        Some(("http", host, _)) if LOOPBACK.contains(&host) => None,
        Some(("http", _, _)) => Some("Use https. Plain http is allowed only for localhost, 127.0.0.1 and [::1]."),
        _ => Some("Write a whole address, like https://app.example.com/callback, without blanks and without #."),
    }
}

/// Whether an address that was asked for is the configured one: the very same text, but that a port of this very machine
/// may be any, because a program that waits there takes the one that is free.
pub fn redirect_fits(configured: &str, asked: &str) -> bool {
    let without_port = |text: &str| {
        let (scheme, host, after) = parts(text)?;
        let port = after.strip_prefix(':').map_or(0, |port| 1 + port.bytes().take_while(u8::is_ascii_digit).count());
        let rest = after.get(port..)?.to_owned();
        (scheme == "http" && LOOPBACK.contains(&host)).then(|| (host.to_owned(), rest))
    };
    configured == asked || without_port(configured).is_some_and(|known| without_port(asked) == Some(known))
}

/// Why a CORS origin will not do: it is scheme, host and port; `*.` may stand for any subdomain.
pub(super) fn origin_fault(origin: &str) -> Option<&'static str> {
    let valid = match parts(origin) {
        Some(("http" | "https", host, after)) => {
            let port = after.strip_prefix(':').is_none_or(|port| port.parse::<u16>().is_ok());
            let wild = host.strip_prefix("*.").unwrap_or(host);
            port && !wild.contains('*') && !wild.is_empty() && (after.is_empty() || after.starts_with(':'))
        }
        _ => false,
    };
    (!valid)
        .then_some("Write scheme, host, and a port where it is not the usual one: https://app.example.com. No path.")
}

#[cfg(test)]
mod tests {
    use super::{origin_fault, redirect_fault, redirect_fits};

    #[test]
    fn an_address_fits_itself_and_on_this_machine_any_port() {
        let fits = |configured, asked| assert!(redirect_fits(configured, asked), "{configured} {asked}");
        let differs = |configured, asked| assert!(!redirect_fits(configured, asked), "{configured} {asked}");
        fits("https://app.example/cb", "https://app.example/cb");
        fits("http://localhost/cb", "http://localhost:49152/cb");
        fits("http://127.0.0.1:3000/cb?a=1", "http://127.0.0.1:4000/cb?a=1");
        fits("http://[::1]:3000", "http://[::1]");
        differs("https://app.example/cb", "https://app.example/cb/");
        differs("https://app.example/cb", "https://app.example:444/cb");
        differs("https://app.example/cb", "https://app.example/cb?a=1");
        differs("https://app.example/cb", "http://app.example/cb");
        differs("http://localhost:3000/cb", "http://127.0.0.1:3000/cb");
        differs("http://localhost:3000/cb", "https://localhost:3000/cb");
        differs("http://localhost:3000/cb", "http://localhost:3000@evil.example/cb");
        differs("http://localhost:3000/cb", "http://localhost:3000.evil.example/cb");
        differs("http://localhost/cb", "http://localhost:80x/cb");
        differs("http://localhost/cb", "http://localhost/cb#x");
    }

    #[test]
    fn redirects_are_https_or_loopback() {
        let valid = |uri: &str| redirect_fault(uri).is_none();
        for uri in ["https://a.example/cb?x=1", "http://localhost:3000/cb", "http://[::1]/", "http://127.0.0.1"] {
            assert!(valid(uri), "{uri}");
        }
        for uri in [
            "",
            "a.example",
            "http://a.example/",
            "http://localhost.evil.example/",
            "http://localhost@evil.example/",
            "https://",
            "https://a b/",
            "https://a.example/#x",
            "javascript://a",
        ] {
            assert!(!valid(uri), "{uri}");
        }
    }

    #[test]
    fn origins_are_scheme_host_and_port() {
        let valid = |origin: &str| origin_fault(origin).is_none();
        for origin in ["https://a.example", "http://localhost:3000", "https://*.a.example"] {
            assert!(valid(origin), "{origin}");
        }
        for origin in ["*", "a.example", "https://a.example/", "https://a.example:x", "https://*.", "https://a.*.b"] {
            assert!(!valid(origin), "{origin}");
        }
    }
}
