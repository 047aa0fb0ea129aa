//! How the console names what an app is and may.
use boxwood_api::{
    Settings,
    apps::{Purpose, Standing},
};

/// A word in a coloured pill.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pill {
    pub tone: &'static str,
    pub text: &'static str,
}

pub(super) const fn pill(standing: Standing) -> Pill {
    let (tone, text) = match standing {
        Standing::Authorized => ("ok", "Authorised"),
        Standing::Outdated => ("warn", "Needs re-authorisation"),
        Standing::NotAuthorized => ("", "Not authorised"),
        Standing::Disabled => ("bad", "Disabled by admin"),
        Standing::Enabled => ("ok", "Enabled"),
    };
    Pill { tone, text }
}

/// How an app gets its tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Auth {
    /// In addresses and forms.
    pub word: &'static str,
    pub grants: Settings,
    /// In lists.
    pub short: &'static str,
    pub label: &'static str,
    pub help: &'static str,
}

const BOTH: Settings = Settings(Settings::JWT.0 | Settings::CLIENT_CREDENTIALS.0);

/// Fixed when an app is made (contract: identity §3.1).
pub(super) const AUTHS: [Auth; 4] = [
    Auth {
        word: "jwt",
        grants: Settings::JWT,
        short: "JWT",
        label: "Server, with JWT",
        help: "Signs an assertion with a private key. Suits unattended jobs.",
    },
    Auth {
        word: "ccg",
        grants: Settings::CLIENT_CREDENTIALS,
        short: "Client credentials",
        label: "Server, with client credentials",
        help: "Sends the client ID and secret. Suits trusted networks.",
    },
    Auth {
        word: "both",
        grants: BOTH,
        short: "JWT, client credentials",
        label: "Server, with JWT and client credentials",
        help: "Takes assertions as well as ID and secret. Suits trying both.",
    },
    Auth {
        word: "oauth2",
        grants: Settings::OAUTH2,
        short: "OAuth 2.0",
        label: "User, with OAuth 2.0",
        help: "Each person signs in and grants access. Works without an admin.",
    },
];

/// How that app gets its tokens; None for what no console makes.
pub(super) fn auth(settings: Settings) -> Option<Auth> {
    AUTHS.into_iter().find(|auth| auth.grants == settings & Settings::GRANTS)
}

pub(super) fn auth_short(settings: Settings) -> &'static str {
    match auth(settings) {
        Some(auth) => auth.short,
        None if settings.any(Settings::SERVER) => "Several",
        None => "Other",
    }
}

pub(super) fn access(settings: Settings) -> &'static str {
    match () {
        () if !settings.any(Settings::SERVER) => "Its users'",
        () if settings.has(Settings::ENTERPRISE_ACCESS) => "App + enterprise",
        () => "App only",
    }
}

pub(super) const PURPOSES: [(Purpose, &str); 4] = [
    (Purpose::Automation, "Automation"),
    (Purpose::Portal, "Custom portal"),
    (Purpose::Integration, "Integration"),
    (Purpose::Other, "Other"),
];
