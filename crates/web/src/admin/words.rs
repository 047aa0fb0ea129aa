//! What features and other settings of apps are called on pages.
use boxwood_api::Settings;

pub(super) const FEATURES: &[(Settings, &str)] = &[
    (Settings::AS_USER, "Make API calls using the as-user header"),
    (Settings::USER_TOKENS, "Generate user access tokens"),
];

pub(super) fn access(settings: Settings) -> &'static str {
    if settings.has(Settings::ENTERPRISE_ACCESS) { "App + enterprise" } else { "App only" }
}

/// How the app gets its tokens.
pub(super) fn grants(settings: Settings) -> String {
    let names = [
        (Settings::JWT, "JWT"),
        (Settings::CLIENT_CREDENTIALS, "Client credentials"),
        (Settings::OAUTH2, "OAuth 2.0"),
        (Settings::LIMITED, "App token"),
    ];
    let names: Vec<_> = names.iter().filter(|(grant, _)| settings.has(*grant)).map(|(_, name)| *name).collect();
    names.join(", ")
}
