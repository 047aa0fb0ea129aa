//! Secrets as they may be shown: `…` and six digits, by which the same secret is told from another and nothing else.
//!
//! The digits are of a hash whose key lives as long as the process. Who knows a secret can have it masked and compare.
use crate::http::without_secret;
use http::HeaderName;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::{
    borrow::Cow,
    hash::{BuildHasher, RandomState},
    sync::LazyLock,
};

/// What names of fields, forms and queries are of secrets: in small letters, and without what stands between words. Settings
/// files write `clientSecret`.
const SECRETS: [&str; 23] = [
    "accesstoken",
    "actortoken",
    "assertion",
    "authtoken",
    "clientassertion",
    "clientsecret",
    "codeverifier",
    "csrf",
    "developertoken",
    "idtoken",
    "newpassword",
    "onetimecode",
    "otp",
    "passphrase",
    "password",
    "privatekey",
    "refreshtoken",
    "secret",
    "sharedlinkpassword",
    "subjecttoken",
    "token",
    "totp",
    "uploadtoken",
];
/// Those of forms and queries alone. In JSON, `code` is an error's; the site's forms ask for the `current` password, and for
/// the new one `again`.
const TYPED: [&str; 3] = ["again", "code", "current"];
/// What may stand before a token. Whatever else does may be one.
const SCHEMES: [&str; 4] = ["basic", "bearer", "boxauth", "token"];
/// A secret of that many letters could be guessed from its digits; they all look alike.
const SHORT: usize = 4;

fn is_secret(name: &str) -> bool {
    let bare = name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
    SECRETS.contains(&&*bare.collect::<String>())
}

/// A secret, so that it can be told from others.
pub(super) fn secret(text: &str) -> String {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    match text.len() {
        0 => String::new(),
        length if length < SHORT => "…".to_owned(),
        _ => format!("…{:06x}", KEY.hash_one(text) & 0xff_ffff),
    }
}

pub(super) fn header(name: &HeaderName, value: &str) -> String {
    match name.as_str() {
        "authorization" | "proxy-authorization" => credentials(value),
        "boxapi" => door(value),
        "cookie" => value.split("; ").map(named).collect::<Vec<_>>().join("; "),
        "set-cookie" => {
            value.split_once(';').map_or_else(|| named(value), |(it, more)| format!("{};{more}", named(it)))
        }
        "location" | "referer" => url(value),
        "x-csrf-token" => secret(value),
        _ => text(value),
    }
}

/// The scheme tells what kind of secret it is. Some clients say more behind the token, as a query would.
fn credentials(value: &str) -> String {
    let known = |scheme: &str| SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known));
    match value.trim().split_once(' ').filter(|(scheme, _)| known(scheme)) {
        Some((scheme, rest)) => match rest.trim().split_once('&') {
            Some((token, more)) => format!("{scheme} {}&{}", secret(token), secret(more)),
            None => format!("{scheme} {}", secret(rest.trim())),
        },
        None => secret(value),
    }
}

/// A shared link and its password. As the API reads it, the password goes on to the end.
fn door(value: &str) -> String {
    let Some((link, password)) = value.split_once("&shared_link_password=") else { return pairs(value) };
    let password = percent_decode_str(password).decode_utf8_lossy();
    format!("{}&shared_link_password={}", pairs(link), secret(&password))
}

/// A cookie.
fn named(cookie: &str) -> String {
    cookie.split_once('=').map_or_else(|| secret(cookie), |(name, value)| format!("{name}={}", secret(value)))
}

/// An address: what is a permission in itself, and what its query says.
pub(super) fn url(address: &str) -> String {
    let (whole, fragment) = address.split_once('#').map_or((address, None), |(whole, part)| (whole, Some(part)));
    let (before, query) = whole.split_once('?').map_or((whole, None), |(before, query)| (before, Some(query)));
    let authority = before.find("://").map_or(0, |at| at + 3);
    let behind = before.get(authority..).unwrap_or_default();
    let at = if authority == 0 { 0 } else { authority + behind.find('/').unwrap_or(behind.len()) };
    let (host, path) = before.split_at_checked(at).unwrap_or(("", before));
    let host = match host.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
        Some((scheme, (user, host))) => format!("{scheme}://{}@{host}", secret(user)),
        None => host.to_owned(),
    };
    let query = query.map(|query| format!("?{}", pairs(query))).unwrap_or_default();
    let fragment = fragment.map(|fragment| format!("#{}", pairs(fragment))).unwrap_or_default();
    format!("{host}{}{query}{fragment}", self::path(path))
}

/// What is left out of a path has digits, too.
pub(super) fn path(path: &str) -> String {
    // Programs that are told where Box is name their world before all else.
    let at = path.strip_prefix("/_world/").and_then(|rest| Some("/_world/".len() + rest.find('/')?));
    let (world, path) = path.split_at_checked(at.unwrap_or(0)).unwrap_or(("", path));
    let hidden = without_secret(path);
    let around = hidden.split_once('…').filter(|_| matches!(hidden, Cow::Owned(_)));
    let within = around.and_then(|(start, end)| Some((start, path.strip_prefix(start)?.strip_suffix(end)?, end)));
    match within {
        Some((start, bearer, end)) => format!("{world}{start}{}{end}", secret(bearer)),
        None => format!("{world}{hidden}"),
    }
}

/// `name=value&name=value`, as forms and queries have it.
pub(super) fn pairs(text: &str) -> String {
    let plain = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    let masked = text.split('&').map(|pair| {
        let Some((name, value)) = pair.split_once('=') else { return pair.to_owned() };
        let (bare, said) = (plain(name), plain(value));
        if is_secret(&bare) || TYPED.iter().any(|typed| bare.eq_ignore_ascii_case(typed)) {
            return format!("{name}={}", secret(&said));
        }
        // An address within an address, or JSON within a form.
        let masked = self::text(&said);
        if masked == said { pair.to_owned() } else { format!("{name}={masked}") }
    });
    masked.collect::<Vec<_>>().join("&")
}

/// A form in parts, as `multipart/form-data` has it.
pub(super) fn parts(form: &str) -> String {
    let boundary = format!("\r\n{}", form.lines().next().unwrap_or_default());
    let part = |part: &str| {
        let (head, value) = part.split_once("\r\n\r\n")?;
        let name = head.split(';').find_map(|said| said.trim_start().strip_prefix("name="))?;
        let name = name.lines().next()?.trim_matches('"');
        is_secret(name).then(|| format!("{head}\r\n\r\n{}", secret(value)))
    };
    form.split(&boundary).map(|one| part(one).unwrap_or_else(|| text(one))).collect::<Vec<_>>().join(&boundary)
}

/// Every value in it.
pub(super) fn json(value: &Value) -> Value {
    match value {
        Value::Object(all) => {
            // A grant's code is a secret, and an error's is none.
            let is_grant = all.contains_key("grant_type");
            let hides = |name: &str| is_secret(name) || (is_grant && name == "code");
            let masked =
                all.iter().map(|(name, value)| (name.clone(), if hides(name) { hidden(value) } else { json(value) }));
            masked.collect()
        }
        Value::Array(all) => all.iter().map(json).collect(),
        Value::String(said) => text(said).into(),
        other => other.clone(),
    }
}

/// What has the name of a secret.
fn hidden(value: &Value) -> Value {
    match value {
        Value::String(text) => secret(text).into(),
        Value::Number(number) => secret(&number.to_string()).into(),
        Value::Array(all) => all.iter().map(hidden).collect(),
        other => json(other),
    }
}

/// Words, with the addresses in them; and what looks like JSON that broke off.
pub(super) fn text(text: &str) -> String {
    let text = if text.contains('"') { broken(text) } else { text.to_owned() };
    if !text.contains('/') {
        return text;
    }
    // Some clients write JSON so.
    let text = text.replace("\\/", "/");
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '<' | '>' | '\\' | ')');
    let mut masked = String::with_capacity(text.len());
    for word in text.split_inclusive(is_end) {
        let bare = word.trim_end_matches(is_end);
        masked.push_str(&if bare.contains("://") || bare.starts_with('/') { url(bare) } else { bare.to_owned() });
        masked.push_str(word.get(bare.len()..).unwrap_or_default());
    }
    masked
}

/// `"name": "value"` of a text that is no JSON as a whole. Any quote may begin a name: who knows which belong together.
fn broken(text: &str) -> String {
    let (mut masked, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('"') {
        masked.push_str(before);
        masked.push('"');
        rest = after;
        let Some((name, behind)) = after.split_once('"') else { break };
        let value =
            behind.trim_start().strip_prefix(':').map(str::trim_start).and_then(|value| value.strip_prefix('"'));
        if let Some(value) = value.filter(|_| is_secret(name)) {
            let (hidden, further) = value.split_at_checked(quoted(value)).unwrap_or((value, ""));
            let plain = serde_json::from_str::<String>(&format!("\"{hidden}\""));
            masked.push_str(&format!("{name}\": \"{}", secret(plain.as_deref().unwrap_or(hidden))));
            rest = further;
        }
    }
    masked.push_str(rest);
    masked
}

/// How far a text of JSON goes: to the first quote that is none of its letters.
fn quoted(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|letter| {
        let ends = letter == b'"' && !is_escaped;
        is_escaped = letter == b'\\' && !is_escaped;
        ends
    });
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::{header, json, pairs, secret, text, url};
    use http::HeaderName;
    use serde_json::json;

    const SECRET: &str = "s3cr3t-t0k3n";

    #[test]
    fn no_secret_gets_out_and_each_is_told_from_others() {
        let masks = secret(SECRET);
        assert!(masks.starts_with('…') && masks.chars().count() == 7, "{masks}");
        assert_eq!(secret(SECRET), masks);
        assert_ne!(secret("another one"), masks);
        assert_eq!(secret("abc"), "…", "too short for digits");
        let named = |name| HeaderName::from_static(name);
        for shown in [
            header(&named("authorization"), &format!("Bearer {SECRET}")),
            header(&named("boxapi"), &format!("shared_link=https://a.example/s/x&shared_link_password={SECRET}")),
            header(&named("location"), &format!("https://a.example/back?state=1&code={SECRET}")),
            pairs(&format!("grant_type=refresh_token&refresh_token={SECRET}&client_secret={SECRET}")),
            url(&format!("/2.0/files/1/content?access_token={SECRET}")),
            json(&json!({ "a": [{ "client_secret": SECRET }] })).to_string(),
            text(&format!(r#"{{"access_token" : "{SECRET}", "more": "#)),
            text(&format!(r#"{{"access_token":"{SECRET}"#)),
        ] {
            assert!(!shown.contains(SECRET) && shown.contains(&masks), "{shown}");
        }
        for shown in [
            header(&named("cookie"), &format!("session={SECRET}")),
            url(&format!("https://dl.a.example/d/1/{SECRET}/download")),
            json(&json!({ "download_url": format!("https://dl.a.example/d/1/{SECRET}/download") })).to_string(),
            text(&format!("see https://a.example/shared/static/{SECRET}.txt, or not")),
        ] {
            assert!(!shown.contains(SECRET) && shown.contains('…'), "{shown}");
        }
    }

    #[test]
    fn all_else_stays() {
        let said = json!({ "type": "error", "code": "not_found", "status": 404, "name": "a \"b\" c/d" });
        assert_eq!(json(&said), said);
        assert_eq!(url("/2.0/folders/0/items?limit=2&fields=id,name"), "/2.0/folders/0/items?limit=2&fields=id,name");
        assert_eq!(text(r#"he said "so" and "#), r#"he said "so" and "#);
    }
}
