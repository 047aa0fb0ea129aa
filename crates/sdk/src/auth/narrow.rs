//! Tokens that may less, for handing on (contract: identity §2.8).
use super::Token;
use crate::{Client, Result};

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";

/// What a narrowed token is to be good for.
#[derive(Clone, Debug, Default)]
pub struct Narrowed<'a> {
    /// `item_preview`, `base_explorer` and the like.
    pub scopes: &'a [&'a str],
    /// A file or a folder, by its address in the API; see [`Client::resource_url`].
    pub resource: Option<&'a str>,
    /// Whatever a shared link leads to.
    pub shared_link: Option<&'a str>,
}

impl Client {
    /// A token that may no more than that: for a browser, say. It lives as long as this client's own.
    ///
    /// # Errors
    /// [`Error::NoToken`](crate::Error::NoToken) for scopes that this client's token has not.
    pub async fn narrowed(&self, to: Narrowed<'_>) -> Result<Token> {
        let (transport, own) = (self.transport(), self.token().await?);
        let scopes = to.scopes.join(" ");
        let mut form = vec![
            ("grant_type", EXCHANGE),
            ("subject_token", own.access.expose()),
            ("subject_token_type", ACCESS_TOKEN),
            ("scope", &scopes),
        ];
        form.extend(to.resource.map(|url| ("resource", url)));
        form.extend(to.shared_link.map(|url| ("box_shared_link", url)));
        transport.grant(&form).await
    }

    /// The address that a narrowed token is tied to: `resource_url("folders", &id)`.
    pub fn resource_url(&self, kind: &str, id: impl std::fmt::Display) -> String {
        format!("{}/2.0/{kind}/{id}", self.transport().settings.urls.api.trim_end_matches('/'))
    }
}
