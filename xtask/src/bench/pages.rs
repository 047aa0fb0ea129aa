//! The pages, as one person looks at them who waits for each: an admin among a thousand users, with a long record.
use super::{
    load::load,
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, command, succeed};
use std::collections::BTreeSet;

const SECRET: &str = "signed-in-for-the-benchmark";
const RECORDS: &str = "100000";
const PORT: u16 = 9701;
/// The app of the store, and a user of it.
const PAGES: &[&str] = &[
    "/sign-in",
    "/account",
    "/developer/apps",
    "/developer/apps/1/configuration",
    "/developer/apps/1/diagnostics",
    "/admin/apps",
    "/admin/users",
    "/admin/users/700",
    "/admin/groups",
    "/admin/collaborations/users/700",
    "/admin/collaborations/users/700?tab=owned",
    "/admin/audit",
    "/docs/reference/get_users_me",
    "/docs/reference/post_files_id_content",
    "/docs/guides/as-user",
    "/docs/search?q=as-user",
];
/// Milliseconds.
const MOST: f64 = 10.0;
/// KiB of a page with all that it loads, for a browser that has nothing of it yet.
const HEAVIEST: f64 = 100.0;

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let data = setting.scratch("pages")?;
    succeed(setting.rig("web").arg(data.join("boxwood.db")).args([SECRET, RECORDS]))?;
    let mut server = setting.product("boxwood", PORT, &data, &[]);
    server.start()?;
    let cookie = format!("boxwood_session={SECRET}");
    let script = format!(
        "function request()\n  return wrk.format(\"GET\", nil, {{[\"Cookie\"] = \"{cookie}\"}})\nend\n\
         function done(_, latency)\n  io.write(string.format(\"p95 %d\\n\", latency:percentile(95)))\nend\n"
    );
    let script = setting.script("pages.lua", &script)?;
    let (mut goals, mut weights) = (Vec::new(), Vec::new());
    for page in PAGES {
        let weight = Weight::of(PORT, page, &cookie)?;
        let (mut halves, mut most) = (Vec::new(), Vec::new());
        for _ in 0..setting.rounds {
            let found = load(&server, page, Some(&script), 1, setting.seconds)?;
            halves.push(found.p50);
            most.push(found.p95);
        }
        println!(
            "{page:<40} p50 {:>6.2} ms  p95 {:>6.2} ms  {:>6} bytes, {:>6} with all it loads, {:>6} as sent to who takes gzip",
            Spread::of(halves).median,
            Spread::of(most.clone()).median,
            weight.page,
            weight.whole,
            weight.sent
        );
        let what = format!("ms for {page}, 95 of 100");
        goals.push(Goal { id: "G20", what, value: Spread::of(most), limit: Limit::AtMost(MOST) });
        weights.push((weight.whole as f64 / 1024.0, page));
    }
    weights.sort_by(|one, other| other.0.total_cmp(&one.0));
    if let Some((heaviest, page)) = weights.first() {
        let (what, value) = (format!("KiB of {page} with all that it loads, the heaviest"), Spread::of([*heaviest]));
        goals.push(Goal { id: "G21", what, value, limit: Limit::AtMost(HEAVIEST) });
    }
    server.stop();
    Ok(goals)
}

/// Bytes.
struct Weight {
    page: usize,
    /// With stylesheet, scripts and pictures.
    whole: usize,
    /// All of it as it comes over the wire to a browser that takes gzip.
    sent: usize,
}

impl Weight {
    fn of(port: u16, page: &str, cookie: &str) -> Result<Weight> {
        let body = |path: &str, plain: bool| {
            let encoding = format!("Accept-Encoding: {}", if plain { "identity" } else { "gzip" });
            let url = format!("http://127.0.0.1:{port}{path}");
            // Somebody who is not signed in would be sent away, which is light and fast.
            let mut asked = command("curl", &["-s", "-f", "-w", "\n%{http_code} %{size_download}"]);
            let said = asked.args(["-H", &format!("Cookie: {cookie}"), "-H", &encoding, &url]).output();
            let said = said.map_err(|error| error.to_string())?.stdout;
            let said = String::from_utf8_lossy(&said).into_owned();
            let (body, told) = said.rsplit_once('\n').unwrap_or_default();
            let size = told.strip_prefix("200 ").and_then(|size| size.parse::<usize>().ok());
            size.map(|size| (body.to_owned(), size)).ok_or_else(|| format!("{path} answers {told}"))
        };
        let (html, bytes) = body(page, true)?;
        let loaded = loaded(&html);
        let mut weight = Weight { page: bytes, whole: bytes, sent: body(page, false)?.1 };
        for asset in &loaded {
            weight.whole += body(asset, true)?.1;
            weight.sent += body(asset, false)?.1;
        }
        Ok(weight)
    }
}

/// What a page makes a browser load: it names all of it, for the stylesheet loads nothing.
fn loaded(html: &str) -> BTreeSet<&str> {
    let named = html.split(['"', ' ']).filter(|part| part.starts_with("/assets/"));
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::loaded;

    #[test]
    fn a_page_names_what_it_loads() {
        let html = "<link rel=\"icon\" href=\"/assets/mark.svg\"><script src=\"/assets/a.js\" defer></script><script src=\"/assets/a.js\">";
        assert_eq!(loaded(html).into_iter().collect::<Vec<_>>(), ["/assets/a.js", "/assets/mark.svg"]);
    }
}
