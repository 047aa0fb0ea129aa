//! Who am I, as another user: the call that everything else stands on.
use super::{
    load::{Load, load},
    setting::{Setting, as_others},
    table::{Goal, Limit, Spread},
};
use crate::run::Result;

const CLIENTS: usize = 64;
const ME: &str = "/2.0/users/me";
/// What the yardstick's body has.
const FIELDS: &str = "/2.0/users/me?fields=name,login,created_at,modified_at,language,timezone,space_amount,space_used,\
    max_upload_size,status,job_title,phone,address,avatar_url,notification_email,role,enterprise,my_tags";

pub fn run(setting: &Setting) -> Result<Vec<Goal>> {
    let data = setting.small()?;
    let copy = setting.scratch("uncached")?;
    let mut bare = setting.yardstick("yardstick", 9101, 1000);
    let mut warm = setting.product("boxwood", 9102, &data, &[]);
    let mut cold = setting.uncached("boxwood without a cache", 9103, &copy);
    for server in [&mut bare, &mut warm, &mut cold] {
        server.start()?;
    }
    let any = setting.script("any.lua", &as_others(1..=1000, 1..=1000))?;
    let ours = setting.script("ours.lua", &as_others(1..=500, 501..=1000))?;
    let cases = [
        (&bare, ME, &any),
        (&warm, ME, &ours),
        (&warm, FIELDS, &ours),
        (&bare, "/sql/users/me", &any),
        (&cold, ME, &ours),
    ];
    let mut rounds = Vec::new();
    for _ in 0..setting.rounds {
        let loads: Result<Vec<Load>> =
            cases.iter().map(|(server, path, lua)| load(server, path, Some(lua), CLIENTS, setting.seconds)).collect();
        let loads: [Load; 5] = loads?.try_into().map_err(|_| "five cases")?;
        rounds.push(loads);
    }
    for (at, name) in
        ["map (Y1)", "boxwood", "boxwood, 18 fields", "SQLite inline", "boxwood, no cache"].iter().enumerate()
    {
        let of = |value: fn(&Load) -> f64| Spread::of(rounds.iter().filter_map(|round| round.get(at)).map(value));
        let bad = of(|load| load.bad as f64).most;
        let (rate, cpu, p99) = (of(|load| load.rate), of(|load| load.cpu), of(|load| load.p99));
        println!(
            "{name:<20} {:>28} req/s  {:>18} us CPU  {:>16} ms p99  bad {bad}",
            rate.shown(0),
            cpu.shown(1),
            p99.shown(1)
        );
    }
    let ratio = |ours: fn(&[Load; 5]) -> (Load, Load)| {
        Spread::of(rounds.iter().map(ours).map(|(ours, theirs)| ours.cpu / theirs.cpu))
    };
    let goal = |id, what: &str, value, limit| Goal { id, what: what.to_owned(), value, limit };
    let clean = rounds.iter().flatten().all(|load| load.bad == 0);
    if !clean {
        return Err("there were answers that were no success".to_owned());
    }
    Ok(vec![
        goal("G1", "users/me as another, hot: CPU of map (Y1)", ratio(|[y, hot, ..]| (*hot, *y)), Limit::AtMost(1.1)),
        goal("G1", "the same with fields= of 18 names", ratio(|[y, _, fields, ..]| (*fields, *y)), Limit::None),
        goal(
            "G2",
            "the same without a cache: CPU of SQLite inline",
            ratio(|[.., y, cold]| (*cold, *y)),
            Limit::AtMost(1.15),
        ),
    ])
}

/// From a thousand users to a million.
pub fn size(setting: &Setting) -> Result<Vec<Goal>> {
    let (small, large, users) = (setting.small()?, setting.data(setting.large)?, setting.large);
    let mut servers = [setting.product("small", 9111, &small, &[]), setting.product("large", 9112, &large, &[])];
    let hot = [
        setting.script("hot-small.lua", &as_others(1..=500, 501..=1000))?,
        setting.script("hot-large.lua", &as_others(1..=500, users / 2 + 1..=users / 2 + 500))?,
    ];
    let all = setting.script("all.lua", &as_others(1..=users / 2, users / 2 + 1..=users))?;
    let mut idle = Vec::new();
    for server in &mut servers {
        server.start()?;
        idle.push(server.memory("VmRSS"));
    }
    let [few, many] = &servers;
    let mut growth = Vec::new();
    for _ in 0..setting.rounds {
        let [of_few, of_many] = &hot;
        let small = load(few, ME, Some(of_few), CLIENTS, setting.seconds)?;
        let large = load(many, ME, Some(of_many), CLIENTS, setting.seconds)?;
        growth.push(large.cpu / small.cpu);
    }
    load(many, ME, Some(&all), CLIENTS, 20 * setting.seconds)?;
    let memory = many.memory("RssAnon");
    drop(servers);
    let uniform = uniformly(setting, &all)?;
    let goal = |id, what: &str, value, limit| Goal { id, what: what.to_owned(), value, limit };
    Ok(vec![
        goal("G10", "MiB resident when idle, with the large store", Spread::of(idle), Limit::AtMost(16.0)),
        goal("G10", "MiB private after load by everybody", Spread::of([memory]), Limit::AtMost(64.0)),
        goal("G12", "hot callers among many users: CPU of few users", Spread::of(growth), Limit::AtMost(1.05)),
        goal("G12", "everybody, no cache: growth, of the yardstick's own", uniform, Limit::AtMost(1.1)),
    ])
}

/// What everybody at random costs more with many users than with few, against what that costs the yardstick.
fn uniformly(setting: &Setting, all: &std::path::Path) -> Result<Spread> {
    let (small, large, users) = (setting.small()?, setting.data(setting.large)?, setting.large);
    let mut servers = [
        setting.uncached("small", 9121, &small),
        setting.uncached("large", 9122, &large),
        setting.yardstick("bare small", 9123, 1000),
        setting.yardstick("bare large", 9124, users),
    ];
    for server in &mut servers {
        server.start()?;
    }
    let few = setting.script("few.lua", &as_others(1..=500, 501..=1000))?;
    let any_few = setting.script("any-few.lua", &as_others(1..=1000, 1..=1000))?;
    let any = setting.script("any-many.lua", &as_others(1..=users, 1..=users))?;
    let mut ratios = Vec::new();
    for _ in 0..setting.rounds {
        let [a, b, c, d] = &servers;
        let cpu =
            |server, path, script| load(server, path, Some(script), CLIENTS, setting.seconds).map(|load| load.cpu);
        let ours = cpu(b, ME, all)? / cpu(a, ME, &few)?;
        let theirs = cpu(d, "/sql/users/me", &any)? / cpu(c, "/sql/users/me", &any_few)?;
        ratios.push(ours / theirs);
    }
    Ok(Spread::of(ratios))
}
