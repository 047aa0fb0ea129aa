//! New folders, each on the disk before it is answered.
use super::{
    load::{Load, load},
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::Result;

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let data = setting.scratch("writes")?;
    let mut bare = setting.yardstick("yardstick", 9201, 0);
    let mut ours = setting.product("boxwood", 9202, &data, &[]);
    bare.start()?;
    ours.start()?;
    let mut goals = Vec::new();
    for clients in [1, 64] {
        let mut rounds = Vec::new();
        for round in 0..setting.rounds {
            let items = setting.script("items.lua", &items())?;
            let folders = setting.script("folders.lua", &folders(&format!("{clients}-{round}")))?;
            let yard = load(&bare, "/write", Some(&items), clients, setting.seconds)?;
            let product = load(&ours, "/2.0/folders", Some(&folders), clients, setting.seconds)?;
            rounds.push((yard, product));
        }
        let of = |value: fn(&(Load, Load)) -> f64| Spread::of(rounds.iter().map(value));
        if of(|(yard, product)| (yard.bad + product.bad) as f64).most > 0.0 {
            return Err("there were answers that were no success".to_owned());
        }
        println!(
            "{clients:>3} clients: yardstick {:>24} writes/s, p50 {} ms",
            of(|r| r.0.rate).shown(0),
            of(|r| r.0.p50).shown(2)
        );
        println!(
            "{clients:>3} clients: boxwood   {:>24} writes/s, p50 {} ms",
            of(|r| r.1.rate).shown(0),
            of(|r| r.1.p50).shown(2)
        );
        goals.push(if clients == 1 {
            let value = of(|(yard, product)| product.p50 / yard.p50);
            Goal {
                id: "G4",
                what: "a lone client's new folder: p50 of Y3".to_owned(),
                value,
                limit: Limit::AtMost(1.3),
            }
        } else {
            let value = of(|(yard, product)| product.rate / yard.rate);
            Goal {
                id: "G4",
                what: "new folders of 64 clients: writes/s of Y3".to_owned(),
                value,
                limit: Limit::AtLeast(0.6),
            }
        });
    }
    Ok(goals)
}

fn items() -> String {
    r#"local n = 0
function request()
  n = n + 1
  local body = string.format('{"name":"folder %d","parent":%d}', n, n % 100)
  return wrk.format("POST", nil, {["Content-Type"] = "application/json"}, body)
end
"#
    .to_owned()
}

fn folders(run: &str) -> String {
    format!(
        r#"local n = 0
function request()
  n = n + 1
  local headers = {{["Content-Type"] = "application/json"}}
  headers["Authorization"] = string.format("Bearer token-%026d", n % 100 + 1)
  return wrk.format("POST", nil, headers, string.format('{{"name":"folder {run} %d","parent":{{"id":"0"}}}}', n))
end
"#
    )
}
