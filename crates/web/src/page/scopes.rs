//! What an app may, in words for people who are asked to allow it (contract: identity §3.4).
use boxwood_api::Settings;

/// A scope as a person reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    /// As its settings page calls it.
    pub label: &'static str,
    /// What it lets the app do, for one who signs in: "... for you".
    pub consent: &'static str,
}

const TABLE: [(Settings, Words); 15] = [
    (Settings::READ, words("Read all files and folders", "Read all files and folders that you can open")),
    (
        Settings::READ_WRITE,
        words(
            "Read and write all files and folders",
            "Read and write all files and folders: download, upload, change, delete and share them",
        ),
    ),
    (Settings::MANAGE_USERS, words("Manage users", "Manage your enterprise's users, as far as you may")),
    (Settings::MANAGE_APP_USERS, words("Manage app users", "Manage the users that belong to the app")),
    (Settings::MANAGE_GROUPS, words("Manage groups", "Manage your enterprise's groups, as far as you may")),
    (Settings::MANAGE_WEBHOOKS, words("Manage webhooks", "Be told when files and folders change")),
    (
        Settings::MANAGE_ENTERPRISE,
        words(
            "Manage enterprise properties",
            "Read your enterprise's events and change its properties, as far as you may",
        ),
    ),
    (Settings::MANAGE_RETENTION, words("Manage retention policies", "Manage your enterprise's retention policies")),
    (Settings::MANAGE_LEGAL_HOLDS, words("Manage legal holds", "Manage your enterprise's legal holds")),
    (Settings::SIGN_REQUESTS, words("Manage signature requests", "Send and manage signature requests")),
    (Settings::AI, words("Manage AI", "Put questions about your files to AI")),
    (Settings::MANAGE_TRIGGERS, words("Manage workflows", "Start and manage workflows")),
    (Settings::ENTERPRISE_CONTENT, words("Read all content of the enterprise", "Read all content of your enterprise")),
    (Settings::INTEGRATIONS, words("Enable integrations", "Connect your enterprise with chat services")),
    (Settings::SUPPRESS_EMAIL, words("Suppress e-mail", "Keep notifications from being sent for what it does")),
];

const fn words(label: &'static str, consent: &'static str) -> Words {
    Words { label, consent }
}

/// What a settings page calls a scope; empty for what is none.
pub(crate) fn label(scope: Settings) -> &'static str {
    labels().find(|(known, _)| *known == scope).map_or("", |(_, label)| label)
}

/// The scopes of a set, in their order; a narrower one that another comprises is left out.
pub(crate) fn in_words(settings: Settings) -> impl Iterator<Item = (Settings, Words)> {
    TABLE.into_iter().filter(move |(scope, _)| {
        settings.has(*scope) && !(*scope == Settings::READ && settings.has(Settings::READ_WRITE))
    })
}

/// All of them, by what settings pages call them.
pub(crate) fn labels() -> impl Iterator<Item = (Settings, &'static str)> {
    TABLE.into_iter().map(|(scope, words)| (scope, words.label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_scope_has_words() {
        let all: Settings = TABLE.iter().map(|(scope, _)| *scope).collect();
        assert_eq!(all, Settings::SCOPES);
        let read: Vec<_> = in_words(Settings::READ | Settings::READ_WRITE).map(|(scope, _)| scope).collect();
        assert_eq!(read, [Settings::READ_WRITE], "reading is part of writing");
    }
}
