//! Logins by JWT, each with an assertion of its own.
use super::{
    load::load,
    setting::Setting,
    table::{Goal, Limit, Spread},
};
use crate::run::{Result, command, output};
use std::fs;

/// Signed before each round: signing is seventeen times dearer than what is measured.
const ASSERTIONS: usize = 60_000;
const CLIENTS: usize = 64;

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let data = setting.scratch("tokens")?;
    let mut bare = setting.yardstick("yardstick", 9301, 0);
    let mut ours = setting.product("boxwood", 9302, &data, &[]);
    bare.start()?;
    ours.start()?;
    let one = output(&mut command("curl", &["-s", "http://127.0.0.1:9301/assertion"]))?;
    let same = setting.script("login-same.lua", &login(&format!("local line = '{}'", one.trim()), "line"))?;
    let (file, key) = (setting.file("assertions"), data.join("key"));
    let open = format!("local lines = io.lines('{}')", file.display());
    let each = setting.script("login-each.lua", &login(&open, "lines()"))?;
    let mut ratios = Vec::new();
    for _ in 0..setting.rounds {
        let signed = output(setting.rig("sign").arg(&key).arg(ASSERTIONS.to_string()))?;
        fs::write(&file, signed).map_err(|error| error.to_string())?;
        let yard = load(&bare, "/oauth2/token", Some(&same), CLIENTS, 1)?;
        let product = load(&ours, "/oauth2/token", Some(&each), CLIENTS, 1)?;
        println!(
            "yardstick {:.0} logins/s, {:.1} us CPU; boxwood {:.0} logins/s, {:.1} us CPU, bad {}",
            yard.rate, yard.cpu, product.rate, product.cpu, product.bad
        );
        if product.bad > 0 {
            return Err("there were logins that were refused".to_owned());
        }
        ratios.push(product.cpu / yard.cpu);
    }
    let (value, limit) = (Spread::of(ratios), Limit::AtMost(1.15));
    Ok(vec![Goal { id: "G3", what: "a login by JWT, stored: CPU of Y2".to_owned(), value, limit }])
}

fn login(before: &str, assertion: &str) -> String {
    format!(
        r#"{before}
local headers = {{["Content-Type"] = "application/x-www-form-urlencoded"}}
local grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&client_id=full&client_secret=secret&assertion="
function request()
  return wrk.format("POST", nil, headers, grant .. {assertion})
end
"#
    )
}
