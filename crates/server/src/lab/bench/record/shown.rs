//! An exchange as it may be seen: without its secrets.
use super::{
    exchange::{Exchange, Message},
    mask,
};
use crate::{lab::bench::Matcher, proxy::is_box};
use base64::{Engine, prelude::BASE64_STANDARD};
use boxwood_api::{audit::Step, wire::Time};
use flate2::read::GzDecoder;
use http::{
    HeaderMap,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HOST},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{borrow::Cow, collections::BTreeMap, io::Read as _, sync::Arc};

/// Of a body that was packed.
const UNPACKED: u64 = 256 << 10;
const MOST: usize = 1000;
/// Where bodies are forms whatever their media type is said to be.
const GRANTS: &str = "/oauth2/";

/// Which exchanges somebody would like to see.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    #[serde(flatten)]
    of: Matcher,
    status: Option<u16>,
    /// Behind the one of that number.
    after: Option<u64>,
    /// The last so many.
    limit: Option<usize>,
}

impl Wanted {
    pub(super) fn limit(&self) -> usize {
        self.limit.unwrap_or(MOST)
    }

    pub(super) fn fits(&self, exchange: &Exchange) -> bool {
        self.after.is_none_or(|after| exchange.number > after)
            && self.status.is_none_or(|status| exchange.answer.get().is_some_and(|answer| answer.status == status))
            && self.of.fits(&exchange.asked())
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// Counted from 1 in each world.
    pub number: u64,
    /// By the clock of the world.
    pub at: Time,
    pub method: String,
    pub url: String,
    pub operation: &'static str,
    /// None as long as nothing is answered.
    pub status: Option<u16>,
    pub took_ms: Option<f64>,
    /// The token's own user, where the call was let in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Named>,
    /// The effective one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<Reason>,
    /// The faults that were applied.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<u64>,
    /// The client got nothing of the answer.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lost: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<Said>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Said>,
}

/// A user with their login, an app with its client id.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

/// Why a call was refused, step by step.
#[derive(Clone, Debug, Serialize)]
pub struct Reason {
    pub refusal: Value,
    pub reason: &'static str,
    pub remedy: &'static str,
    pub steps: Vec<Step>,
}

/// One way of an exchange. The body is in one of three forms, or in none where it is empty, of a page, or packed in a way that
/// is not known.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Said {
    pub headers: BTreeMap<String, String>,
    pub bytes: u64,
    /// Only the beginning is here.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

impl Shown {
    /// `bodies`: with headers and bodies.
    pub(super) fn of(exchange: &Arc<Exchange>, bodies: bool) -> Shown {
        let answer = exchange.answer.get();
        let names = answer.and_then(|answer| answer.written.names.as_ref());
        let named = |id: &dyn ToString, name: &str| Named { id: id.to_string(), name: name.to_owned() };
        let refused = answer.and_then(|answer| answer.written.found.refused.as_ref());
        let id = answer.and_then(|answer| answer.message.headers.get("box-request-id")?.to_str().ok());
        Shown {
            number: exchange.number,
            at: Time::at(exchange.at),
            method: exchange.method.to_string(),
            url: url(exchange),
            operation: exchange.operation,
            status: answer.map(|answer| answer.status),
            took_ms: answer.map(|answer| answer.took.as_secs_f64() * 1e3),
            actor: names.map(|who| named(&who.actor, &who.actor_login)),
            user: names.map(|who| named(&who.user, &who.user_login)),
            app: names.map(|who| named(&who.app, &who.client_id)),
            request_id: id.map(|id| id.chars().take(16).collect()),
            refused: refused.map(|refused| Reason {
                refusal: serde_json::to_value(refused.refusal).unwrap_or_default(),
                reason: refused.refusal.reason(),
                remedy: refused.refusal.remedy(),
                steps: refused.steps.clone(),
            }),
            faults: answer.map(|answer| answer.written.faults.clone()).unwrap_or_default(),
            lost: answer.is_some_and(|answer| answer.is_lost),
            request: bodies.then(|| Said::of(&exchange.request, exchange.uri.path().starts_with(GRANTS))),
            answer: answer.filter(|_| bodies).map(|answer| Said::of(&answer.message, false)),
        }
    }
}

/// The whole address, whatever of it the client has sent.
fn url(exchange: &Exchange) -> String {
    let uri = &exchange.uri;
    if uri.authority().is_some() {
        return mask::url(&uri.to_string());
    }
    let host = exchange.request.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("127.0.0.1");
    let scheme = if is_box(host.split(':').next().unwrap_or_default()) { "https" } else { "http" };
    mask::url(&format!("{scheme}://{host}{uri}"))
}

impl Said {
    fn of(message: &Message, is_form: bool) -> Said {
        let headers = message.headers.keys().map(|name| {
            let values = message.headers.get_all(name).iter();
            let values = values.map(|value| mask::header(name, &String::from_utf8_lossy(value.as_bytes())));
            (name.to_string(), values.collect::<Vec<_>>().join(", "))
        });
        let heard = message.heard();
        let mut said = Said {
            headers: headers.collect(),
            bytes: heard.total,
            cut: (heard.bytes.len() as u64) < heard.total,
            ..Said::default()
        };
        said.fill(&message.headers, heard.bytes, is_form);
        said
    }

    fn fill(&mut self, headers: &HeaderMap, bytes: Vec<u8>, is_form: bool) {
        let text =
            |name| headers.get(name).and_then(|value: &http::HeaderValue| value.to_str().ok()).unwrap_or_default();
        let media = text(CONTENT_TYPE).to_ascii_lowercase();
        // What the site shows to people has forms with secrets in them.
        if bytes.is_empty() || media.starts_with("text/html") {
            return;
        }
        let Some(bytes) = unpacked(text(CONTENT_ENCODING), bytes) else { return };
        if media.starts_with("multipart/") {
            self.text = Some(mask::parts(&String::from_utf8_lossy(&bytes)));
            return;
        }
        let is_form = is_form || media.starts_with("application/x-www-form-urlencoded");
        let plain = match str::from_utf8(&bytes) {
            Ok(plain) => Cow::Borrowed(plain),
            // The break may have come within a letter; and of these, what is no text is read past.
            Err(error) if is_form || media.contains("json") || (self.cut && error.error_len().is_none()) => {
                String::from_utf8_lossy(&bytes)
            }
            Err(_) => {
                self.base64 = Some(BASE64_STANDARD.encode(&bytes));
                return;
            }
        };
        if let Ok(value) = serde_json::from_str::<Value>(&plain)
            && (value.is_object() || value.is_array())
        {
            self.json = Some(mask::json(&value));
        } else if is_form && !plain.trim_start().starts_with(['{', '[']) {
            self.text = Some(mask::pairs(&plain));
        } else {
            self.text = Some(mask::text(&plain));
        }
    }
}

/// None: nobody knows what it says.
fn unpacked(encoding: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
    match encoding {
        "" | "identity" => Some(bytes),
        "gzip" => {
            let mut plain = Vec::new();
            // Of one that broke off, what came before.
            let _ = GzDecoder::new(&*bytes).take(UNPACKED).read_to_end(&mut plain);
            Some(plain)
        }
        _ => None,
    }
}
