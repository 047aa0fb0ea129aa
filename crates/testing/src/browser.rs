//! A browser without a screen: cookies, forms with their tokens, redirects that a test can look at.
use super::{Reply, World};
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use boxwood_api::{Error, wire::UserId};
use boxwood_store::{Tx, Write};
use std::collections::BTreeMap;

/// Of everybody whom [`World::password`] gave one.
pub const PASSWORD: &str = "correct horse battery staple";

const SET: &str = "UPDATE users SET password_hash = $2, password_reset = $3 WHERE id = $1";

pub struct Browser<'a> {
    world: &'a World,
    cookies: BTreeMap<String, String>,
    /// The token of the forms on the page that was seen last.
    csrf: String,
}

/// What came back, with the page's text.
pub struct Page {
    pub status: u16,
    /// Where it leads, if it is a redirect; else empty.
    pub location: String,
    pub html: String,
    pub reply: Reply,
}

impl World {
    /// Somebody who has not signed in.
    pub fn browser(&self) -> Browser<'_> {
        Browser { world: self, cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// Gives a user of the company [`PASSWORD`], as a one-time password or for good.
    ///
    /// # Panics
    /// When the store refuses.
    #[expect(clippy::expect_used, reason = "the test has failed then")]
    pub async fn password(&self, user: i64, one_time: bool) {
        let (hash, id) = (cheap_hash(), UserId(user));
        let set = move |tx: &mut Tx<Write>| {
            tx.exec(SET, (id, &hash, one_time))?;
            tx.forget(id.key());
            Ok::<_, Error>(())
        };
        self.app().db().write("testing.password", set).await.expect("a password");
    }

    /// A browser in which that user has signed in: `signed_in("ada", 1)`.
    ///
    /// # Panics
    /// When they cannot.
    pub async fn signed_in(&self, name: &str, user: i64) -> Browser<'_> {
        self.password(user, false).await;
        let mut browser = self.browser();
        let page = browser.sign_in(&format!("{name}@example.com"), PASSWORD).await;
        assert_eq!((page.status, page.location.as_str()), (303, "/"), "{}", page.html);
        browser
    }
}

/// Of [`PASSWORD`], by the product's function with the least memory and one round: whoever signs in by it waits for nothing.
#[expect(clippy::expect_used, reason = "the test has failed then")]
fn cheap_hash() -> String {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).expect("parameters"));
    argon2.hash_password_with_salt(PASSWORD.as_bytes(), &[7; 16]).expect("a hash").to_string()
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Page {
        let ask = self.world.at("GET", path).header("Accept", "text/html").header("Cookie", &self.cookie());
        let reply = ask.send().await;
        self.saw(reply)
    }

    /// Fills in the sign-in form.
    pub async fn sign_in(&mut self, login: &str, password: &str) -> Page {
        self.get("/sign-in").await;
        self.submit("/sign-in", &[("login", login), ("password", password)]).await
    }

    /// Submits a form of the page that was seen last.
    pub async fn submit(&mut self, action: &str, fields: &[(&str, &str)]) -> Page {
        let csrf = self.csrf.clone();
        let fields: Vec<_> = fields.iter().copied().chain([("csrf", csrf.as_str())]).collect();
        let ask = self.world.form(action, &fields).header("Cookie", &self.cookie());
        let reply = ask.header("User-Agent", "Test Browser").header("Sec-Fetch-Site", "same-origin").send().await;
        self.saw(reply)
    }

    /// All cookies as a request carries them.
    pub fn cookie(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Another browser with the same cookies: a tab that was copied, or a thief.
    #[must_use]
    pub fn copy(&self) -> Self {
        Browser { world: self.world, cookies: self.cookies.clone(), csrf: self.csrf.clone() }
    }

    /// The token of the forms on the page that was seen last.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    fn saw(&mut self, reply: Reply) -> Page {
        for set in reply.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap_or_default();
            let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) else { continue };
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let html = String::from_utf8_lossy(&reply.bytes).into_owned();
        if let Some((_, rest)) = html.split_once("name=\"csrf\" value=\"") {
            self.csrf = rest.split('"').next().unwrap_or_default().to_owned();
        }
        let location = reply.headers.get("location").and_then(|to| to.to_str().ok()).unwrap_or_default().to_owned();
        Page { status: reply.status, location, html, reply }
    }
}
