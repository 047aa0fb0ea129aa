//! Which calls are meant: by operation, method, path, and who calls as whom through which app.
use crate::http::{Known, without_secret};
use serde::{Deserialize, Serialize};

/// What is not said fits every call. Operation and path may have `*` for anything.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Matcher {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The effective user, by id or login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The token's own user, by id or login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// By id or client id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
}

/// A call as far as it can be told from others.
pub(crate) struct Asked<'a> {
    pub operation: &'a str,
    pub method: &'a str,
    pub path: &'a str,
    /// None: nobody who was let in.
    pub caller: Option<&'a Known>,
}

impl Matcher {
    /// Whether it takes to know who calls.
    pub(crate) fn asks_who(&self) -> bool {
        self.user.is_some() || self.actor.is_some() || self.app.is_some()
    }

    pub(crate) fn fits(&self, asked: &Asked<'_>) -> bool {
        self.misses(asked).is_empty()
    }

    /// What of it the call does not fulfil, in words.
    pub(crate) fn misses(&self, asked: &Asked<'_>) -> Vec<String> {
        let who = asked.caller;
        let named = |id: String, name: &str, wanted: &str| id == wanted || name.eq_ignore_ascii_case(wanted);
        let user = |wanted: &str| who.is_some_and(|who| named(who.user.to_string(), &who.user_login, wanted));
        let actor = |wanted: &str| who.is_some_and(|who| named(who.actor.to_string(), &who.actor_login, wanted));
        let app = |wanted: &str| who.is_some_and(|who| named(who.app.to_string(), &who.client_id, wanted));
        let said = |login: fn(&Known) -> &str| who.map_or("nobody", login).to_owned();
        let mut misses = Vec::new();
        let mut look = |name: &str, wanted: &Option<String>, fits: &dyn Fn(&str) -> bool, is: String| {
            if let Some(wanted) = wanted.as_deref().filter(|wanted| !fits(wanted)) {
                misses.push(format!("{name} is {is}, not {wanted}"));
            }
        };
        look("operation", &self.operation, &|wanted| is_like(wanted, asked.operation), asked.operation.to_owned());
        look("method", &self.method, &|wanted| wanted.eq_ignore_ascii_case(asked.method), asked.method.to_owned());
        look("path", &self.path, &|wanted| is_like(wanted, asked.path), without_secret(asked.path).into());
        look("user", &self.user, &user, said(|who| &who.user_login));
        look("actor", &self.actor, &actor, said(|who| &who.actor_login));
        look("app", &self.app, &app, said(|who| &who.client_id));
        misses
    }
}

/// Whether a text is like a pattern, in which `*` stands for anything.
pub(crate) fn is_like(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(start) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::{Asked, Matcher, is_like};
    use crate::http::Known;
    use boxwood_api::wire::{AppId, UserId};

    #[test]
    fn a_star_is_anything() {
        for (pattern, text, fits) in [
            ("get_users_me", "get_users_me", true),
            ("get_users", "get_users_me", false),
            ("get_*", "get_users_me", true),
            ("*_me", "get_users_me", true),
            ("*folders*items*", "get_folders_id_items", true),
            ("ab*b", "ab", false),
            ("*", "", true),
        ] {
            assert_eq!(is_like(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn people_and_apps_have_two_names_each() {
        let caller = Known {
            actor: UserId(1),
            actor_login: "ada@acme.example".to_owned(),
            user: UserId(3),
            user_login: "una@acme.example".to_owned(),
            app: AppId(7),
            client_id: "reporter".to_owned(),
        };
        let asked = Asked { operation: "get_users_me", method: "GET", path: "/2.0/users/me", caller: Some(&caller) };
        let fits = |text| serde_json::from_str::<Matcher>(text).unwrap().misses(&asked);
        for text in
            [r#"{"user": "3"}"#, r#"{"user": "UNA@acme.example"}"#, r#"{"actor": "1", "app": "reporter"}"#, "{}"]
        {
            assert_eq!(fits(text), [""; 0], "{text}");
        }
        assert_eq!(fits(r#"{"user": "1"}"#), ["user is una@acme.example, not 1"], "the effective one");
        assert!(serde_json::from_str::<Matcher>(r#"{"usr": "1"}"#).is_err());
    }
}
