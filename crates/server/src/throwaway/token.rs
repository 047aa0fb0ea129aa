//! Tokens for whoever is there.
use super::Throwaway;
use crate::admin::{Refused, Result};
use axum::body::Body;
use http::{Request, header::CONTENT_TYPE};
use http_body_util::BodyExt;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

impl Throwaway {
    /// An access token of the first app for a user of its company: by client credentials, as any program gets one.
    ///
    /// # Errors
    /// What the server answers where the app may not have such tokens, or there is no such user.
    pub async fn token(&self, user: &str) -> Result<String> {
        let app = self.details().planted.enterprises.first().and_then(|enterprise| enterprise.apps.first());
        let app = app.ok_or_else(|| Refused::new("There is no app that could have a token."))?;
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (id, secret, user) = (escaped(&app.client_id), escaped(&app.client_secret), escaped(user));
        let form = format!(
            "grant_type=client_credentials&client_id={id}&client_secret={secret}&box_subject_type=user&box_subject_id={user}"
        );
        let failed = |error: &dyn std::fmt::Display| Refused::failed(error.to_string());
        let request = Request::post("/oauth2/token").header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(Body::from(form)).map_err(|error| failed(&error))?;
        let answer = self.app().handle(request).await.into_body().collect().await.map_err(|error| failed(&error))?;
        let answer: Value = serde_json::from_slice(&answer.to_bytes()).unwrap_or_default();
        match answer.get("access_token").and_then(Value::as_str) {
            Some(token) => Ok(token.to_owned()),
            None => {
                let why = answer.get("error_description").and_then(Value::as_str).unwrap_or("It was refused");
                Err(Refused::new(format!("No token for user {user}: {why}")))
            }
        }
    }
}
