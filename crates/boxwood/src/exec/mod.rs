//! `boxwood exec`: a program with a server of its own, which it takes for Box's.
mod child;
mod waiting;

use crate::{
    cli::{Common, Exec, Outside},
    serve, show,
};
use anstream::{eprint, eprintln};
use boxwood_server::{
    admin::Refused,
    lab::bench::strict::{Report, Severity},
    proxy,
    seed::Seed,
    throwaway::{Inherited, Throwaway, Wish},
};
use std::{
    collections::BTreeSet,
    ffi::OsString,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// A variable with its value, or without one if it is to be taken away.
type Variable = (&'static str, Option<OsString>);

pub fn run(common: &Common, asked: Exec) -> Result<ExitCode, Refused> {
    serve::log(&asked.log)?;
    let wish = Wish {
        seed: asked.seed.as_deref().map_or_else(|| Ok(Seed::sample()), Seed::read)?,
        outside: outside(asked.outside),
        local_links: asked.local_links,
        rate_limit: Some(asked.rate_limit).filter(|limit| *limit > 0),
        lab: true,
    };
    // One or two programs talk to it: more threads would only take time to start.
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Refused::failed(error.to_string()))?;
    let code = runtime.block_on(beside(wish, &asked, common.json));
    runtime.shutdown_timeout(Duration::ZERO);
    code
}

/// The server, and the program beside it.
async fn beside(wish: Wish, asked: &Exec, json: bool) -> Result<ExitCode, Refused> {
    let signals = child::Signals::listen()?;
    let server = Throwaway::start(wish).await?;
    let environment = server.details().environment(&inherited());
    let code = match asked.program.split_first() {
        Some((program, arguments)) => child::run(program, arguments, environment, signals).await,
        None => waiting::run(server.details(), &environment, signals, json).await.map(|()| ExitCode::SUCCESS),
    };
    let report = asked.strict.and_then(|level| Some((level, server.report()?)));
    let stopped = server.stop().await;
    let code = code?;
    let code = report.map_or(code, |(level, report)| judged(code, level.severity(), &report));
    stopped.map(|()| code)
}

/// Tells the report; the program's own failure stays what it is.
fn judged(code: ExitCode, level: Severity, report: &Report) -> ExitCode {
    eprint!("{}", report.text());
    if code == ExitCode::SUCCESS && report.worst() >= Some(level) { ExitCode::FAILURE } else { code }
}

#[expect(clippy::disallowed_methods, reason = "the program gets what this one was given, and more")]
fn inherited() -> Inherited {
    let given = |name| std::env::var(name).ok();
    Inherited {
        no_proxy: given("NO_PROXY").or_else(|| given("no_proxy")),
        java_tool_options: given("JAVA_TOOL_OPTIONS"),
    }
}

/// By whom others are reached from here.
#[expect(clippy::disallowed_methods, reason = "the variable is every program's, and no setting of this one")]
fn upstream() -> Option<proxy::Upstream> {
    let named = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"].into_iter();
    named
        .filter_map(|name| std::env::var(name).ok())
        .find(|url| !url.is_empty())
        .and_then(|url| proxy::Upstream::of(&url))
}

/// What is refused is told, once for each host: the program may keep it to itself.
fn outside(asked: Outside) -> proxy::Outside {
    let told = Mutex::new(BTreeSet::new());
    match asked {
        Outside::Allow => proxy::Outside::Allowed(upstream()),
        Outside::Refuse => proxy::Outside::Refused(Arc::new(move |host| {
            if told.lock().unwrap_or_else(PoisonError::into_inner).insert(host.to_owned()) {
                let host = show::clean(host);
                eprintln!("boxwood: refused {host}, which is no host of Box's; --outside allow lets it through");
            }
        })),
    }
}
