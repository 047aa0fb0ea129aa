//! The pages, as one person looks at them who waits for each: an admin among a thousand users, with a long record.
use super::{
    load::load,
    setting::{Setting, rig},
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, command, output, succeed};

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
    "/admin/audit",
    "/docs/reference/get_users_me",
    "/docs/search?q=as-user",
];
/// Milliseconds.
const MOST: f64 = 10.0;

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let data = setting.scratch("pages")?;
    succeed(rig("web").arg(data.join("boxwood.db")).args([SECRET, RECORDS]))?;
    let mut server = setting.product("boxwood", PORT, &data, &[]);
    server.start()?;
    let cookie = format!("boxwood_session={SECRET}");
    let script = format!(
        "function request()\n  return wrk.format(\"GET\", nil, {{[\"Cookie\"] = \"{cookie}\"}})\nend\n\
         function done(_, latency)\n  io.write(string.format(\"p95 %d\\n\", latency:percentile(95)))\nend\n"
    );
    let script = setting.script("pages.lua", &script)?;
    let mut goals = Vec::new();
    for page in PAGES {
        // Somebody who is not signed in would be sent away, which is fast.
        let url = format!("http://127.0.0.1:{PORT}{page}");
        let asked =
            ["-s", "-o", "/dev/null", "-w", "%{http_code} %{size_download}", "-H", &format!("Cookie: {cookie}")];
        let said = output(command("curl", &asked).arg(&url))?;
        let (status, bytes) = said.split_once(' ').unwrap_or_default();
        if status != "200" {
            return Err(format!("{page} answers {said}"));
        }
        let (mut halves, mut most) = (Vec::new(), Vec::new());
        for _ in 0..setting.rounds {
            let found = load(&server, page, Some(&script), 1, setting.seconds)?;
            halves.push(found.p50);
            most.push(found.p95);
        }
        println!(
            "{page:<36} p50 {:>6.2} ms  p95 {:>6.2} ms  {bytes} bytes",
            Spread::of(halves).median,
            Spread::of(most.clone()).median
        );
        let what = format!("ms for {page}, 95 of 100");
        goals.push(Goal { id: "G20", what, value: Spread::of(most), limit: Limit::AtMost(MOST) });
    }
    server.stop();
    Ok(goals)
}
