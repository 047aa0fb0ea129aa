//! Who may call: the scopes of a token.
use boxwood_api::{About, Scope, Settings};
use serde_json::{Map, Value, json};

const OAUTH: &str = "OAuth2";

/// Alternatives: any one of these scopes will do.
pub fn of(about: &About) -> Value {
    if about.scope == Scope::AnyToken {
        return json!([{ OAUTH: [] }]);
    }
    let scopes = scopes().filter(|(scope, _)| scope.allow(about.scope, about.method));
    scopes.map(|(_, name)| json!({ OAUTH: [name] })).collect()
}

fn scopes() -> impl Iterator<Item = (Settings, &'static str)> {
    Settings::NAMED.iter().copied().filter(|(scope, _)| Settings::SCOPES.has(*scope))
}

pub fn schemes() -> Value {
    let scopes: Map<String, Value> = scopes().map(|(_, name)| (name.to_owned(), json!(""))).collect();
    json!({
        OAUTH: {
            "type": "oauth2",
            "description": "A token goes into the Authorization header, as `Bearer TOKEN`",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "/api/oauth2/authorize",
                    "tokenUrl": "/oauth2/token",
                    "refreshUrl": "/oauth2/token",
                    "scopes": scopes,
                },
                "clientCredentials": { "tokenUrl": "/oauth2/token", "scopes": scopes },
            },
        },
    })
}
