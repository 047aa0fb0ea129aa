//! No secret comes off the tape, wherever clients of Box send one or get one, and however they write it.
use super::{Claims, Tape, Wanted, exchange, har};
use crate::lab::bench::record::mask;
use axum::body::Body;
use base64::{Engine, prelude::BASE64_STANDARD};
use flate2::{Compression, write::GzEncoder};
use http::{Request, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::io::Write as _;

/// How a client happens to write things.
#[derive(Clone, Debug)]
struct Style {
    /// Names in capitals, where the server does not care either.
    is_loud: bool,
    /// Every letter escaped that may be; else what must be.
    escapes_all: bool,
    /// Escapes in small letters.
    is_small: bool,
    /// Where the secret stands among the other fields.
    at: usize,
    /// Which of the names, of the media types, or of the shapes.
    which: usize,
    /// How deep in a JSON body.
    depth: usize,
}

impl Style {
    fn name(&self, name: &str) -> String {
        if self.is_loud { name.to_ascii_uppercase() } else { name.to_owned() }
    }

    fn one<'a>(&self, of: &[&'a str]) -> &'a str {
        of[self.which % of.len()]
    }

    /// As forms and queries have it.
    fn escaped(&self, text: &str) -> String {
        let must = |letter: char| !(letter.is_ascii_alphanumeric() || "-._~!*'(),:/@".contains(letter));
        let escaped = text.chars().map(|letter| match letter {
            ' ' if !self.escapes_all => "+".to_owned(),
            _ if self.escapes_all || must(letter) => format!("%{:02X}", u32::from(letter)),
            _ => letter.to_string(),
        });
        let escaped: String = escaped.collect();
        if self.is_small { lowered(&escaped) } else { escaped }
    }

    /// A form in which the secret stands where it happens to.
    fn form(&self, name: &str, secret: &str) -> String {
        let mut fields =
            vec!["grant_type=refresh_token".to_owned(), "client_id=full".to_owned(), "x=%22a%22".to_owned()];
        // Some writers escape the underscore.
        let name = if self.escapes_all { self.name(name).replace('_', "%5f") } else { self.name(name) };
        fields.insert(self.at % 4, format!("{name}={}", self.escaped(secret)));
        fields.join("&")
    }

    fn json(&self, name: &str, value: Value) -> Value {
        let named = json!({ "aa": "said \"so\"", self.name(name): value, "zz": 1 });
        (0..self.depth).fold(named, |inner, n| if n % 2 == 0 { json!([1, inner]) } else { json!({ "in": inner }) })
    }
}

fn lowered(escaped: &str) -> String {
    let mut parts = escaped.split('%');
    let first = parts.next().unwrap().to_owned();
    parts.fold(first, |all, part| format!("{all}%{}{}", part[..2].to_ascii_lowercase(), &part[2..]))
}

type Two = (Request<Body>, Response<Body>);

fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Request<Body> {
    let request = Request::builder().method(method).uri(path).header("host", "api.box.com");
    headers.iter().fold(request, |all, (name, value)| all.header(*name, *value)).body(body.into()).unwrap()
}

fn nothing() -> Response<Body> {
    Response::new(Body::empty())
}

fn answer(media: &str, body: impl Into<Body>) -> Two {
    let response = Response::builder().header("content-type", media).body(body.into()).unwrap();
    (ask("GET", "/2.0/files/1", &[], ""), response)
}

fn sent(headers: &[(&str, &str)]) -> Two {
    (ask("GET", "/2.0/files/1", headers, ""), nothing())
}

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

/// A place for a secret, by its name, and what is asked and answered with one in it.
type Spot = (&'static str, fn(&Style, &str) -> Two);

/// Where secrets are that have letters of any kind.
const ANYWHERE: [Spot; 9] = [
    ("a form of the token endpoint, whatever it is said to be", |style, secret| {
        let media =
            [FORM, "application/x-www-form-urlencoded; charset=utf-8", "text/plain", "application/octet-stream"];
        let names = ["refresh_token", "client_secret", "assertion", "client_assertion", "code", "subject_token"];
        let names = [&names[..], &["actor_token", "code_verifier", "token"]].concat();
        let path = ["/oauth2/token", "/oauth2/revoke"][style.at % 2];
        let form = style.form(style.one(&names), secret);
        (ask("POST", path, &[("content-type", media[style.depth % 4])], form), nothing())
    }),
    ("a form of the site", |style, secret| {
        let name = style.one(&["password", "current", "again", "csrf", "code", "secret"]);
        (ask("POST", "/login", &[("content-type", FORM)], style.form(name, secret)), nothing())
    }),
    ("a form in parts", |style, secret| {
        let name = style.name(style.one(&["client_secret", "csrf", "password", "refresh_token"]));
        // A file beside it, which is no text.
        let mut form = b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\xff\xfe".to_vec();
        let end = ["\r\n--b--\r\n", "\r\n--b\r\nContent-Disposition: form-data; name=x\r\n\r\ny\r\n--b--\r\n"];
        let head = "\r\n--b\r\nContent-Disposition: form-data; name=";
        form.extend(format!("{head}\"{name}\"\r\n\r\n{secret}{}", end[style.at % 2]).bytes());
        (ask("POST", "/oauth2/token", &[("content-type", "multipart/form-data; boundary=b")], form), nothing())
    }),
    ("JSON for the token endpoint", |style, secret| {
        let name = style.one(&["client_secret", "refresh_token", "code", "assertion"]);
        let body = json!({ "grant_type": "authorization_code", name: secret, "client_id": "full" }).to_string();
        let media = [FORM, JSON][style.at % 2];
        (ask("POST", "/oauth2/token", &[("content-type", media)], body), nothing())
    }),
    ("JSON for any call", |style, secret| {
        let name = style.one(&["password", "access_token", "shared_link_password", "clientSecret", "private_key"]);
        let value = [json!(secret), json!([secret])][style.at % 2].clone();
        (ask("PUT", "/2.0/files/1", &[("content-type", JSON)], style.json(name, value).to_string()), nothing())
    }),
    ("JSON that breaks off", |style, secret| {
        let name = style.name(style.one(&["password", "access_token", "refresh_token"]));
        let end = [",", "", "}", "\n}, \"more"][style.at % 4];
        let body = format!("{{\"a\": \"5\\\" b\", \"{name}\" : {}{end}", json!(secret));
        (ask("PUT", "/2.0/files/1", &[("content-type", JSON)], body), nothing())
    }),
    ("JSON in an answer, packed or not", |style, secret| {
        let name =
            style.one(&["access_token", "refresh_token", "upload_token", "clientSecret", "privateKey", "passphrase"]);
        let body = style.json(name, json!(secret)).to_string();
        if style.at % 2 == 0 {
            return answer(JSON, body);
        }
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(body.as_bytes()).unwrap();
        let (request, mut response) = answer(JSON, packed.finish().unwrap());
        response.headers_mut().insert("content-encoding", "gzip".parse().unwrap());
        (request, response)
    }),
    ("a link's password in its header", |style, secret| {
        let link = ["https://x.example/s/abc", "https%3A%2F%2Fx.example%2Fs%2Fabc"][style.at % 2];
        // A plus is a plus there.
        let password = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
        let is_plain = style.which % 2 == 0 && !secret.contains('%');
        let password = if is_plain { secret.to_owned() } else { password };
        sent(&[("BoxApi", &format!("shared_link={link}&shared_link_password={password}"))])
    }),
    ("a query", |style, secret| {
        let name = style.one(&["access_token", "shared_link_password", "code", "token"]);
        (ask("GET", &format!("/2.0/files/1/content?{}", style.form(name, secret)), &[], ""), nothing())
    }),
];

/// Where secrets are that are letters and digits: tokens, and what addresses are a permission by.
const TOKENS: [Spot; 8] = [
    ("a token in a header", |style, secret| {
        let scheme = style.name(style.one(&["Bearer", "bearer", "BoxAuth", "Token"]));
        let more = ["", "&device_id=1", "&shared_link=https://x.example/s/abc"][style.at % 3];
        let name = ["authorization", "proxy-authorization"][style.depth % 2];
        sent(&[(name, &format!("{scheme} {secret}{more}"))])
    }),
    ("a token without a scheme", |_, secret| sent(&[("authorization", secret)])),
    ("a cookie", |style, secret| {
        let cookies = [format!("session={secret}; lang=en"), format!("lang=en; session={secret}")];
        let (request, mut response) = sent(&[("cookie", &cookies[style.at % 2])]);
        let given = format!("session={secret}; Path=/; HttpOnly");
        response.headers_mut().insert("set-cookie", given.parse().unwrap());
        (request, response)
    }),
    ("an address that is called", |style, secret| {
        (ask("GET", &bearer(style, secret), &[("x-csrf-token", secret)], ""), nothing())
    }),
    ("an address in an answer", |style, secret| {
        let address = format!("https://dl.boxcloud.com{}", bearer(style, secret));
        let mut two = answer(JSON, style.json("download_url", json!(address)).to_string());
        two.1.headers_mut().insert("location", address.parse().unwrap());
        two
    }),
    ("an address in words", |style, secret| {
        let address = format!("http://127.0.0.1:8080/_world/w1{}", bearer(style, secret));
        let escaped = address.replace('/', "\\/");
        answer("text/plain", [format!("see <{address}>"), format!("{{\"url\": \"{escaped}\", ")][style.at % 2].clone())
    }),
    ("an address in an address", |style, secret| {
        let name = style.one(&["redirect_uri", "next", "shared_link"]);
        let host = ["", "https://x.example"][style.at % 2];
        let inner = format!("{host}{}", bearer(style, secret));
        let path = format!("/login?{name}={}#access_token={secret}", style.escaped(&inner));
        let (request, mut response) = sent(&[("referer", &format!("https://a:{secret}@x.example{path}"))]);
        response.headers_mut().insert("location", path.parse().unwrap());
        (request, response)
    }),
    ("a code on its way back", |style, secret| {
        let (request, mut response) = sent(&[]);
        let back = format!("https://x.example/back?{}", style.form("code", secret));
        response.headers_mut().insert("location", back.parse().unwrap());
        (request, response)
    }),
];

fn bearer(style: &Style, secret: &str) -> String {
    let starts = ["/d/1/*/download", "/s/*", "/s/*/folder/7", "/shared/static/*", "/preview/expiring_embed/*", "/f/*"];
    let more = ["/2.0/zip_downloads/*/content", "/2.0/files/1/content?access_token=*"];
    style.one(&[&starts[..], &more].concat()).replace('*', secret)
}

/// Every way to write a secret by which somebody could read it.
fn readable(secret: &str) -> Vec<String> {
    let escaped = utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string();
    let styles = [(false, false), (false, true), (true, false), (true, true)].map(|(escapes_all, is_small)| {
        let style = Style { is_loud: false, escapes_all, is_small, at: 0, which: 0, depth: 0 };
        style.escaped(secret)
    });
    let quoted = json!(secret).to_string();
    // Base64 has three looks, by where it begins. What the letters before and behind have a part in is left out.
    let packed = (0..3).map(|before| {
        let whole = BASE64_STANDARD.encode([&vec![0; before], secret.as_bytes()].concat());
        whole[(before * 8).div_ceil(6)..(before + secret.len()) * 8 / 6].to_owned()
    });
    let mut all = vec![secret.to_owned(), lowered(&escaped), escaped, quoted[1..quoted.len() - 1].to_owned()];
    all.extend(styles);
    all.extend(packed.clone().map(|it| it.replace('+', "-").replace('/', "_")));
    all.extend(packed);
    all
}

fn style() -> impl Strategy<Value = Style> {
    let numbers = (0..12_usize, 0..72_usize, 0..4_usize);
    (any::<bool>(), any::<bool>(), any::<bool>(), numbers).prop_map(|(is_loud, escapes_all, is_small, numbers)| {
        let (at, which, depth) = numbers;
        Style { is_loud, escapes_all, is_small, at, which, depth }
    })
}

/// What comes off the tape, in every way: three exchanges, of which the first two have the same secret.
async fn told(place: fn(&Style, &str) -> Two, style: &Style, secrets: [&str; 3]) -> (Vec<Value>, String) {
    let tape = Tape::default();
    for secret in secrets {
        let (request, response) = place(style, secret);
        exchange(&tape, request, "get_files_id", response).await;
    }
    let shown = tape.shown(&Wanted::default());
    let claims = json!({ "that": [
        { "path": "/none", "header": { "authorization": "none" }, "body": { "a": "b" }, "count": 9 },
    ] });
    let near = tape.check(&serde_json::from_value::<Claims>(claims).unwrap());
    let report = tape.report(false);
    let texts = [
        serde_json::to_string(&shown).unwrap(),
        har(&shown).to_string(),
        serde_json::to_string(&near).unwrap(),
        serde_json::to_string(&report).unwrap(),
    ];
    let both = |one: Value| json!([one["url"], one["request"], one["answer"]]);
    (shown.iter().map(|one| both(serde_json::to_value(one).unwrap())).collect(), texts.join("\n"))
}

fn check(place: (&str, fn(&Style, &str) -> Two), style: &Style, one: &str, other: &str) -> Result<(), TestCaseError> {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let (shown, text) = runtime.block_on(told(place.1, style, [one, one, other]));
    let name = place.0;
    for secret in [one, other] {
        for form in readable(secret) {
            // As it is, and as JSON would have it.
            let quoted = json!(form).to_string();
            let is_there = text.contains(&form) || text.contains(&quoted[1..quoted.len() - 1]);
            prop_assert!(!is_there, "{name}: {form} of {secret} in {text}");
        }
    }
    let masks = [mask::secret(one), mask::secret(other)];
    let texts: Vec<_> = shown.iter().map(Value::to_string).collect();
    prop_assert_eq!(&texts[0], &texts[1], "{}: the same secret", name);
    prop_assert!(texts[0].contains(&masks[0]), "{}: {} is not {}", name, &masks[0], texts[0]);
    prop_assert!(texts[2].contains(&masks[1]), "{}: {} is not {}", name, &masks[1], texts[2]);
    prop_assert!(!texts[2].contains(&masks[0]), "{name}: another secret");
    Ok(())
}

/// A finding names the path where there is no operation.
#[tokio::test]
async fn no_address_that_is_a_permission_is_in_a_report() {
    let (tape, secret) = (Tape::default(), "Zk3vQ9pLmX7t");
    let lacks = Response::builder().status(403).header("www-authenticate", "Bearer error=\"insufficient_scope\"");
    let request = ask("GET", &format!("/s/{secret}"), &[], "");
    exchange(&tape, request, "other", lacks.body(Body::empty()).unwrap()).await;
    let report = serde_json::to_string(&tape.report(false)).unwrap();
    assert!(report.contains("missing_scope") && !report.contains(secret), "{report}");
    assert!(report.contains(&mask::secret(secret)), "{report}");
}

proptest! {
    #[test]
    fn whatever_is_in_it_no_secret_comes_out(
        place in prop::sample::select(ANYWHERE.to_vec()),
        style in style(),
        one in "[!-~]{4}[!-~ ]{4,20}[!-~]{4}",
        other in "[A-Za-z0-9]{12,32}",
    ) {
        check(place, &style, &one, &other)?;
    }

    #[test]
    fn no_token_comes_out_and_no_address_that_is_a_permission(
        place in prop::sample::select(TOKENS.to_vec()),
        style in style(),
        one in "[A-Za-z0-9]{12,32}",
        other in "[A-Za-z0-9]{12,64}",
    ) {
        check(place, &style, &one, &other)?;
    }

    #[test]
    fn who_a_program_is_and_its_secret_are_one(secret in "[!-~]{12,24}", other in "[!-~]{12,24}") {
        prop_assume!(secret != other);
        let shown = |secret: &str| {
            let basic = BASE64_STANDARD.encode(format!("full:{secret}"));
            mask::header(&http::header::AUTHORIZATION, &format!("Basic {basic}"))
        };
        let basic = shown(&secret);
        prop_assert!(basic.starts_with("Basic …") && basic.chars().count() == 13, "{}", basic);
        prop_assert_eq!(&basic, &shown(&secret));
        prop_assert_ne!(&basic, &shown(&other));
    }
}
