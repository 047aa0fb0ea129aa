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

/// What names of fields, forms and queries are of secrets. `code` is one in forms and queries; in JSON it is an error's.
const SECRETS: [&str; 20] = [
    "access_token",
    "actor_token",
    "assertion",
    "client_assertion",
    "client_secret",
    "csrf",
    "developer_token",
    "id_token",
    "new_password",
    "one_time_code",
    "otp",
    "passphrase",
    "password",
    "private_key",
    "refresh_token",
    "secret",
    "shared_link_password",
    "subject_token",
    "token",
    "totp",
];
/// Headers that are one secret, or hold one.
const HEADERS: [&str; 5] = ["authorization", "cookie", "proxy-authorization", "set-cookie", "x-csrf-token"];
/// Before a secret in `Authorization`; what is before another space may be a part of one.
const SCHEMES: [&str; 3] = ["bearer", "basic", "digest"];
/// A secret of that many letters could be guessed from its digits; they all look alike.
const SHORT: usize = 4;

fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|secret| name.eq_ignore_ascii_case(secret))
}

/// A secret, so that it can be told from others.
pub(super) fn secret(text: &str) -> String {
    static KEY: LazyLock<RandomState> = LazyLock::new(RandomState::new);
    if text.len() < SHORT {
        return "…".to_owned();
    }
    format!("…{:06x}", KEY.hash_one(text) & 0xff_ffff)
}

pub(super) fn header(name: &HeaderName, value: &str) -> String {
    match name.as_str() {
        // The scheme tells what kind of secret it is.
        "authorization" | "proxy-authorization" => match value.split_once(' ') {
            Some((scheme, rest)) if SCHEMES.iter().any(|known| scheme.eq_ignore_ascii_case(known)) => {
                format!("{scheme} {}", secret(rest.trim()))
            }
            _ => secret(value),
        },
        "boxapi" => pairs(value),
        "location" | "referer" => url(value),
        name if HEADERS.contains(&name) => secret(value),
        _ => text(value),
    }
}

/// An address: what is a permission in itself, and what its query says.
pub(super) fn url(address: &str) -> String {
    let (whole, fragment) = address.split_once('#').map_or((address, None), |(whole, part)| (whole, Some(part)));
    let (before, query) = whole.split_once('?').map_or((whole, None), |(before, query)| (before, Some(query)));
    let at = before.find("://").and_then(|at| before.get(at + 3..)?.find('/').map(|slash| at + 3 + slash));
    let (host, path) = before.split_at_checked(at.unwrap_or(0)).unwrap_or(("", before));
    // `https://NAME:PASSWORD@…`
    let host = match host.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?))) {
        Some((scheme, (login, host))) => format!("{scheme}://{}@{host}", secret(login)),
        None => host.to_owned(),
    };
    let path = match without_secret(path) {
        Cow::Borrowed(path) => path.to_owned(),
        // What is left out has digits, too.
        Cow::Owned(hidden) => hidden.replacen('…', &secret(path), 1),
    };
    let query = query.map(|query| format!("?{}", pairs(query))).unwrap_or_default();
    let fragment = fragment.map(|fragment| format!("#{}", pairs(fragment))).unwrap_or_default();
    format!("{host}{path}{query}{fragment}")
}

/// `name=value&name=value`, as forms and queries have it.
pub(super) fn pairs(text: &str) -> String {
    let named = |name: &str| percent_decode_str(&name.replace('+', " ")).decode_utf8_lossy().trim().to_owned();
    let masked = text.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if is_secret(&named(name)) || named(name) == "code" => {
            let plain = percent_decode_str(&value.replace('+', " ")).decode_utf8_lossy().into_owned();
            format!("{name}={}", secret(&plain))
        }
        Some((name, value)) => {
            let plain = percent_decode_str(value).decode_utf8_lossy();
            // An address within an address.
            if plain.contains("://") { format!("{name}={}", self::text(&plain)) } else { pair.to_owned() }
        }
        None => pair.to_owned(),
    });
    masked.collect::<Vec<_>>().join("&")
}

/// Every value in it.
pub(super) fn json(value: &Value) -> Value {
    match value {
        Value::Object(all) => all
            .iter()
            .map(|(name, value)| match value {
                Value::String(hidden) if is_secret(name) => (name.clone(), secret(hidden).into()),
                Value::Number(hidden) if is_secret(name) => (name.clone(), secret(&hidden.to_string()).into()),
                other => (name.clone(), json(other)),
            })
            .collect(),
        Value::Array(all) => all.iter().map(json).collect(),
        Value::String(said) => text(said).into(),
        other => other.clone(),
    }
}

/// Words, with the addresses in them; and what looks like JSON that broke off.
pub(super) fn text(text: &str) -> String {
    let text = if text.contains('"') { broken(text) } else { text.to_owned() };
    if !text.contains('/') {
        return text;
    }
    let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '<' | '>' | '\\' | ')');
    let mut masked = String::with_capacity(text.len());
    for word in text.split_inclusive(is_end) {
        let bare = word.trim_end_matches(is_end);
        masked.push_str(&if bare.contains("://") || bare.starts_with('/') { url(bare) } else { bare.to_owned() });
        masked.push_str(word.get(bare.len()..).unwrap_or_default());
    }
    masked
}

/// `"name": "value"` of a text that is no JSON as a whole: wherever a quote may begin a name, for nobody knows which do.
fn broken(text: &str) -> String {
    let (mut masked, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('"') {
        masked.push_str(before);
        masked.push('"');
        rest = after;
        let Some((name, value)) = named_text(after) else { continue };
        let (hidden, further) = to_quote(value);
        // The same digits as where the text is whole.
        let plain = serde_json::from_str::<String>(&format!("\"{hidden}\""));
        masked.push_str(&format!("{name}\": \"{}", secret(plain.as_deref().unwrap_or(hidden))));
        match further {
            Some(further) => {
                masked.push('"');
                rest = further;
            }
            None => return masked,
        }
    }
    masked.push_str(rest);
    masked
}

/// What begins with `NAME": "`, if that is the name of a secret: the name, and what is behind.
fn named_text(text: &str) -> Option<(&str, &str)> {
    let (name, behind) = text.split_once('"')?;
    let value = behind.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    is_secret(name).then_some((name, value))
}

/// A text of JSON up to its end, and what is behind that.
fn to_quote(text: &str) -> (&str, Option<&str>) {
    let mut is_escaped = false;
    let end = text.find(|letter| {
        let is_end = letter == '"' && !is_escaped;
        is_escaped = letter == '\\' && !is_escaped;
        is_end
    });
    match end {
        Some(end) => (text.get(..end).unwrap_or_default(), text.get(end + 1..)),
        None => (text, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{SECRETS, header, json, pairs, secret, text, url};
    use http::HeaderName;
    use proptest::prelude::*;
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

    /// As a client writes it, or as somebody writes it who would like to be overlooked.
    fn named() -> impl Strategy<Value = String> {
        let name = proptest::sample::select(&SECRETS[..]).prop_map(str::to_owned);
        (name, any::<bool>()).prop_map(|(name, is_loud)| if is_loud { name.to_uppercase() } else { name })
    }

    proptest! {
        #[test]
        fn a_secret_gets_out_of_no_place_it_is_in(
            head in "[A-Za-z0-9]{7}", middle in "[ -~]{0,9}", tail in "[A-Za-z0-9]{7}", name in named(),
            others in proptest::collection::vec(("[a-z]{1,6}x", "[ -~]{0,9}"), 0..4), at in 0_usize..4, cut in 0_usize..200,
        ) {
            let hidden = format!("{head}{middle}{tail}");
            let mut fields = others;
            fields.insert(at.min(fields.len()), (name.clone(), hidden.clone()));
            let form = serde_urlencoded::to_string(&fields).unwrap();
            let escaped = form.replacen(&name, &format!("%{:02X}{}", name.as_bytes()[0], &name[1..]), 1);
            let object: serde_json::Map<_, _> = fields.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
            let broken = json!({ "a": [object.clone()], "more": "x".repeat(200) }).to_string();
            let cut = broken.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(broken.len());
            let of = HeaderName::from_static;
            for shown in [
                pairs(&form),
                pairs(&escaped),
                url(&format!("/2.0/users/me?{form}")),
                url(&format!("https://a.example/b#{form}")),
                url(&format!("https://{}@a.example/b?c=d", form.replace(['/', '?', '#'], "_"))),
                json(&json!({ "a": [object] })).to_string(),
                text(&broken),
                text(&broken[..cut]),
                text(&format!("{broken} and more")),
                header(&of("authorization"), &format!("Bearer {hidden}")),
                header(&of("authorization"), &hidden),
                header(&of("cookie"), &format!("session={hidden}")),
                header(&of("location"), &format!("https://a.example/back?{form}")),
                header(&of("boxapi"), &form),
            ] {
                prop_assert!(!shown.contains(&head) && !shown.contains(&tail), "{}: {}", hidden, shown);
            }
            prop_assert_eq!(secret(&hidden), secret(&hidden));
            let masked = secret(&hidden);
            let whole = json(&json!({ name.clone(): hidden })).to_string();
            prop_assert!(whole.contains(&masked), "{}", whole);
            prop_assert!(pairs(&form).contains(&masked) && text(&broken).contains(&masked), "the same digits everywhere");
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
