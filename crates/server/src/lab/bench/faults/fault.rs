//! A fault as a test writes it.
use super::Nth;
use crate::lab::bench::Matcher;
use boxwood_api::Error;
use http::StatusCode;
use serde::{Deserialize, Serialize};

/// `{"on": {"operation": "post_folders"}, "moment": "after", "nth": "1", "what": "drop"}`
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    #[serde(default)]
    pub on: Matcher,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moment: Option<Moment>,
    pub what: What,
    /// Which of the calls that it fits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<Nth>,
    /// How likely each of them is hit, from 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// What chance is drawn from; the fault's id where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// How often at the most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u64>,
}

/// When it happens.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// Nothing is done.
    Before,
    /// It is done, and committed; the answer is lost.
    After,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Another answer.
    Answer(Instead),
    /// None, for so long.
    DelayMs(u64),
    /// None at all: the connection is closed.
    Drop,
    /// The connection is closed after so many bytes of the body.
    TruncateAfter(u64),
    /// So many bytes of the body in a second.
    Slow(u64),
}

/// A refusal, in Box's shape.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Instead {
    pub status: u16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// Seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
}

impl Fault {
    pub fn moment(&self) -> Moment {
        match self.what {
            // Only what is answered has a body.
            What::TruncateAfter(_) | What::Slow(_) => Moment::After,
            _ => self.moment.unwrap_or(Moment::Before),
        }
    }

    /// # Errors
    /// `bad_request`, in a sentence, where it could not be applied.
    pub fn checked(self) -> Result<Fault, Error> {
        let wrong = match &self.what {
            What::Answer(instead) if !(400..600).contains(&instead.status) => {
                "The status of an answer is that of a refusal, 400 to 599"
            }
            What::Slow(0) => "Slow is at least one byte in a second; 'drop' is none",
            What::DelayMs(time) if *time > 3_600_000 => "A delay is an hour at the most",
            _ if self.chance.is_some_and(|chance| !(0.0..=1.0).contains(&chance)) => "A chance is from 0 to 1",
            _ => return Ok(self),
        };
        Err(Error::bad_request(wrong))
    }
}

impl Instead {
    pub fn error(&self) -> Error {
        let code = self.code.as_deref().unwrap_or(match self.status {
            401 => "unauthorized",
            403 => "access_denied_insufficient_permissions",
            404 => "not_found",
            409 => "conflict",
            412 => "precondition_failed",
            429 => "rate_limit_exceeded",
            500 => "internal_server_error",
            502 => "bad_gateway",
            503 => "unavailable",
            504 => "gateway_timeout",
            _ => "bad_request",
        });
        let reason = StatusCode::from_u16(self.status).ok().and_then(|status| status.canonical_reason());
        let message = self.message.as_deref().or(reason).unwrap_or(code);
        let error = Error::wished_for(self.status, code.to_owned(), message.to_owned());
        match self.retry_after {
            Some(seconds) => error.with_header("retry-after", seconds.to_string()),
            None => error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, Moment};

    #[test]
    fn each_kind_is_written_so() {
        for (text, moment) in [
            (r#"{"what":{"answer":{"status":429,"retry_after":2}}}"#, Moment::Before),
            (
                r#"{"on":{"user":"3"},"moment":"after","what":{"answer":{"status":503,"code":"unavailable"}}}"#,
                Moment::After,
            ),
            (r#"{"what":{"delay_ms":250}}"#, Moment::Before),
            (r#"{"on":{"operation":"post_folders"},"moment":"after","what":"drop","nth":"1"}"#, Moment::After),
            (r#"{"what":{"truncate_after":10}}"#, Moment::After),
            (r#"{"what":{"slow":1000},"chance":0.5,"seed":7,"times":3}"#, Moment::After),
        ] {
            let fault = serde_json::from_str::<Fault>(text).unwrap().checked().unwrap();
            assert_eq!(fault.moment(), moment, "{text}");
            let again: Fault = serde_json::from_str(&serde_json::to_string(&fault).unwrap()).unwrap();
            assert_eq!(again.what, fault.what);
        }
        for text in [r#"{"what":{"answer":{"status":200}}}"#, r#"{"what":{"slow":0}}"#, r#"{"what":"drop","chance":2}"#]
        {
            assert_eq!(serde_json::from_str::<Fault>(text).unwrap().checked().unwrap_err().status(), 400, "{text}");
        }
        assert!(serde_json::from_str::<Fault>(r#"{"what":"explode"}"#).is_err());
    }
}
