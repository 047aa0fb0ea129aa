//! The developer console, as its users and as others click through it.
mod configuration;
mod credentials;
mod diagnostics;
mod general;
mod list;

use boxwood_testing::{Browser, Page, World};

/// What nobody should call an app, and what a page has to make of it.
const HOSTILE: &str = "<script>alert(\"1\")</script>'&\u{202e}";
const ESCAPED: &str = "&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;&#39;&#38;\u{202e}";

/// An app that was just made, as its maker's page shows it.
struct Made {
    id: String,
    client_id: String,
    secret: String,
}

impl Made {
    fn path(&self, below: &str) -> String {
        format!("/developer/apps/{}{below}", self.id)
    }
}

/// What stands between two texts of a page, the first time.
fn between<'a>(html: &'a str, before: &str, after: &str) -> &'a str {
    let (_, rest) = html.split_once(before).unwrap_or_else(|| panic!("no {before} in {html}"));
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} after {before}")).0
}

fn made(page: &Page) -> Made {
    assert_eq!(page.status, 200, "{}", page.html);
    let secret = |title: &str| {
        let rest = between(&page.html, &format!("<h3>{title}</h3>"), "</div>");
        between(rest, "<code>", "</code>").to_owned()
    };
    let id = between(&page.html, "href=\"/developer/apps/", "/").to_owned();
    // The first link of the side bar goes to the list and to the form.
    let id = if id.parse::<i64>().is_ok() {
        id
    } else {
        between(&page.html, "btn primary\" href=\"/developer/apps/", "/").to_owned()
    };
    Made { id, client_id: secret("Client ID"), secret: secret("Client secret") }
}

/// Makes an app by the form.
async fn create(browser: &mut Browser<'_>, name: &str, auth: &str) -> Made {
    browser.get("/developer/apps/new").await;
    let fields = [("name", name), ("description", "Does things."), ("purpose", "automation"), ("auth", auth)];
    made(&browser.submit("/developer/apps/new", &fields).await)
}

/// The admin authorises the app as it is.
async fn authorize(world: &World, id: &str) {
    use boxwood_api::{Caller, Error, apps, enterprises, wire};
    let (id, account) = (id.parse().unwrap(), apps::NewAccount { random: "AbCdEfGh12".to_owned() });
    let decide = move |tx: &mut boxwood_store::Tx<boxwood_store::Write>| {
        let admin = enterprises::admin(tx, wire::EnterpriseId(1))?.ok_or_else(Error::access_denied)?;
        let who = Caller::console(&admin, wire::AppId::default(), wire::RequestId::new(1));
        let known = apps::authorization(tx, id, wire::EnterpriseId(1))?.is_some();
        if known { apps::reauthorize(tx, &who, id) } else { apps::authorize(tx, &who, id, &account) }
    };
    world.app().db().write("testing.authorize", decide).await.unwrap();
}
