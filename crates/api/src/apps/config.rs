//! The settings file of an app, which every client reads (contract: identity §2.9).
use super::KeyPair;
use crate::wire::EnterpriseId;
use serde::{Deserialize, Serialize};

/// Field names and their order are the contract's.
#[derive(Clone, Deserialize, Serialize)]
pub struct AppConfig {
    #[serde(rename = "boxAppSettings")]
    pub app: AppSettings,
    #[serde(rename = "enterpriseID")]
    pub enterprise: EnterpriseId,
}

#[derive(Clone, Deserialize, Serialize)]
pub struct AppSettings {
    #[serde(rename = "clientID")]
    pub client_id: String,
    #[serde(rename = "clientSecret")]
    pub client_secret: String,
    #[serde(rename = "appAuth")]
    pub auth: AppAuth,
}

/// Empty texts where the app has no key, or only its owner has the private one.
#[derive(Clone, Default, Deserialize, Serialize)]
pub struct AppAuth {
    #[serde(rename = "publicKeyID")]
    pub kid: String,
    #[serde(rename = "privateKey")]
    pub private_key: String,
    pub passphrase: String,
}

impl AppConfig {
    pub fn new(enterprise: EnterpriseId, client_id: String, client_secret: String, auth: AppAuth) -> Self {
        AppConfig { app: AppSettings { client_id, client_secret, auth }, enterprise }
    }

    /// As it is written to the disk.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

impl From<&KeyPair> for AppAuth {
    fn from(pair: &KeyPair) -> Self {
        let KeyPair { kid, private_key, passphrase, .. } = pair;
        AppAuth { kid: kid.clone(), private_key: private_key.clone(), passphrase: passphrase.clone() }
    }
}
