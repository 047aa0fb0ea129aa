//! What went wrong with a call, in a sentence, and what to do next.
use boxwood_sdk::Error;
use boxwood_server::admin::Refused;

/// For the person who has typed the command.
pub fn told(error: Error) -> Refused {
    match error {
        Error::Refused(refused) => {
            let said = if refused.message.is_empty() { "The server has refused the call" } else { &refused.message };
            let code = if refused.code.is_empty() { String::new() } else { format!(" {}", refused.code) };
            let message = format!("{} ({}{code})", said.trim_end_matches('.'), refused.status);
            let answer = match refused.status {
                404 => Refused::missing(message),
                500.. => Refused::failed(message),
                _ => Refused::new(message),
            };
            match advice(refused.status, &refused.code, &refused.request_id) {
                Some(advice) => answer.hint(advice),
                None => answer,
            }
        }
        Error::NoToken(refused) => {
            let message = format!("The server gives no token: {} ({})", refused.description, refused.error);
            let answer = if refused.status >= 500 { Refused::failed(message) } else { Refused::new(message) };
            answer.hint("Look at the app's settings, and whether it is authorized; then log in again: boxwood login")
        }
        // A library says so, and has no code for it.
        Error::Unanswered { cause, .. } if cause.to_string().contains("certificate") => Refused::failed(format!(
            "The server is not who it should be: {cause}"
        ))
        .hint("If its CA is its own, name that: boxwood login --ca FILE; 'boxwood serve --tls' shows where it is"),
        Error::Unanswered { cause, .. } => Refused::failed(format!("The server does not answer: {cause}"))
            .hint("Is it running, and at the profile's address? boxwood profiles shows that"),
        Error::Unreadable { cause, .. } => Refused::failed(format!("The server's answer cannot be read: {cause}"))
            .hint("Is it a server that speaks Box's API? boxwood profiles shows its address"),
        Error::Unfit(what) => Refused::new(what),
    }
}

fn advice(status: u16, code: &str, request: &str) -> Option<String> {
    let advice = match (status, code) {
        (401, _) => "The token has run out or was revoked: boxwood login",
        (403, _) if !request.is_empty() => {
            return Some(format!(
                "Ask as somebody who may: --as-user USER. Who runs the server learns why: boxwood explain {request}"
            ));
        }
        (403, _) => "Ask as somebody who may: --as-user USER; or give the app the scope, and authorize it again",
        (404, _) => "Look what is there, boxwood ls; others may see more: --as-user USER",
        (409, "item_name_in_use") => "Choose another name, or remove what has it: boxwood rm",
        (400, "folder_not_empty") => "Delete it with all that is in it: --recursive",
        (429, _) => "There were too many calls: try again later",
        (500.., _) => "Try again later",
        _ => return None,
    };
    Some(advice.to_owned())
}

#[cfg(test)]
mod tests {
    use super::told;
    use boxwood_sdk::{Error, Refused};
    use boxwood_server::admin::Kind;

    fn answer(status: u16, code: &str) -> boxwood_server::admin::Refused {
        let (code, request_id) = (code.to_owned(), "abc".to_owned());
        told(Error::Refused(Box::new(Refused { status, code, request_id, ..Refused::default() })))
    }

    #[test]
    fn refusals_say_what_to_do_next() {
        let refused = answer(403, "access_denied_insufficient_permissions");
        assert!(matches!(refused.kind, Kind::Refused));
        assert_eq!(refused.message, "The server has refused the call (403 access_denied_insufficient_permissions)");
        assert!(refused.hint.unwrap().ends_with("boxwood explain abc"));
        assert!(matches!(answer(404, "not_found").kind, Kind::Missing));
        assert!(matches!(answer(503, "").kind, Kind::Failed));
        assert!(answer(412, "precondition_failed").hint.is_none());
        let lost = told(Error::Unanswered { operation: "get_users_me", cause: "refused".to_owned() });
        assert!(matches!(lost.kind, Kind::Failed) && lost.hint.is_some());
    }
}
