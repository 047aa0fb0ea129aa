//! How the console names what an app is and may.
use crate::page::scopes;
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

/// A scope as the console offers it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    pub setting: Settings,
    /// What else it needs; empty where nothing.
    pub help: &'static str,
}

impl Scope {
    /// On the wire.
    pub fn name(self) -> &'static str {
        self.setting.names().next().unwrap_or_default()
    }
}

const fn scope(setting: Settings, help: &'static str) -> Scope {
    Scope { setting, help }
}

/// By what they are about (contract: identity §3.4, §3.6).
pub(super) const GROUPS: [(&str, &[Scope]); 3] = [
    (
        "Content actions",
        &[
            scope(Settings::READ, "Not downloads."),
            scope(Settings::READ_WRITE, ""),
            scope(Settings::SIGN_REQUESTS, "Needs reading and writing."),
            scope(Settings::MANAGE_TRIGGERS, "Needs reading and writing."),
            scope(Settings::AI, ""),
        ],
    ),
    (
        "Administrative actions",
        &[
            scope(Settings::MANAGE_USERS, ""),
            scope(Settings::MANAGE_APP_USERS, "Those that this app made."),
            scope(Settings::MANAGE_GROUPS, ""),
            scope(Settings::MANAGE_ENTERPRISE, ""),
            scope(Settings::MANAGE_RETENTION, "Needs all content of the enterprise."),
            scope(Settings::MANAGE_LEGAL_HOLDS, "Needs all content of the enterprise."),
            scope(Settings::ENTERPRISE_CONTENT, "Changes then need As-User."),
        ],
    ),
    (
        "Developer actions",
        &[scope(Settings::MANAGE_WEBHOOKS, ""), scope(Settings::INTEGRATIONS, ""), scope(Settings::SUPPRESS_EMAIL, "")],
    ),
];

/// Everything that an admin authorises, in the order of the configuration's form, with what each is called.
pub(super) fn authorizable() -> impl Iterator<Item = (Settings, &'static str)> {
    let others = [
        (Settings::ENTERPRISE_ACCESS, "App + enterprise access"),
        (Settings::AS_USER, "Make API calls using the as-user header"),
        (Settings::USER_TOKENS, "Generate user access tokens"),
    ];
    let scopes = GROUPS.iter().flat_map(|(_, scopes)| scopes.iter());
    others.into_iter().chain(scopes.map(|scope| (scope.setting, scopes::label(scope.setting))))
}

#[cfg(test)]
mod tests {
    use super::{Settings, authorizable};

    #[test]
    fn nothing_is_authorised_that_the_pages_do_not_show() {
        let all: Settings = authorizable().map(|(setting, _)| setting).collect();
        assert_eq!(all, Settings::SCOPES | Settings::FEATURES | Settings::ENTERPRISE_ACCESS);
        assert!(authorizable().all(|(_, label)| !label.is_empty()));
    }
}
