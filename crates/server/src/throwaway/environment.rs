//! The variables that lead a program to the server (contract: clients §3).
use super::{Details, trust::JAVA_PASSWORD};
use crate::proxy::is_box;
use std::ffi::OsString;

/// What the program's environment says already, of what is added to.
#[derive(Clone, Debug, Default)]
pub struct Inherited {
    /// `NO_PROXY`
    pub no_proxy: Option<String>,
    /// `JAVA_TOOL_OPTIONS`
    pub java_tool_options: Option<String>,
}

/// This machine is no other host.
const HERE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

impl Details {
    /// Variables with their values; those with none are taken away.
    pub fn environment(&self, inherited: &Inherited) -> Vec<(&'static str, Option<OsString>)> {
        let mut all: Vec<(&'static str, Option<OsString>)> = Vec::new();
        for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
            all.push((name, Some(self.proxy_url.clone().into())));
        }
        for name in ["NO_PROXY", "no_proxy"] {
            all.push((name, Some(self.no_proxy(inherited).into())));
        }
        // They would lead past the proxy what is neither; and the server's own are for no command that talks to this one.
        for name in ["ALL_PROXY", "all_proxy", "BOXWOOD_CONFIG", "BOXWOOD_DATABASE", "BOXWOOD_PUBLIC_URL"] {
            all.push((name, None));
        }
        for name in ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"] {
            all.push((name, Some(self.ca_bundle.clone().into())));
        }
        // These come on top of what the program trusts anyway.
        for name in ["NODE_EXTRA_CA_CERTS", "DENO_CERT", "BOXWOOD_CA"] {
            all.push((name, Some(self.ca.clone().into())));
        }
        // Node's own fetch heeds the proxy only then.
        all.push(("NODE_USE_ENV_PROXY", Some("1".into())));
        all.push(("JAVA_TOOL_OPTIONS", Some(self.java(inherited).into())));
        all.push(("BOXWOOD_BASE_URL", Some(self.base_url.clone().into())));
        all.push(("BOXWOOD_DATA", Some(self.data.clone().into())));
        all.push(("BOXWOOD_WORLD", Some(self.world.clone().into())));
        all.extend(self.laboratory());
        all.extend(self.account());
        all
    }

    /// What its laboratory is called with.
    fn laboratory(&self) -> [(&'static str, Option<OsString>); 2] {
        let token = self.lab_token.clone();
        let url = token.is_some().then(|| format!("{}{}", self.base_url, crate::lab::BELOW));
        [("BOXWOOD_LAB_URL", url.map(OsString::from)), ("BOXWOOD_LAB_TOKEN", token.map(OsString::from))]
    }

    /// What to log in with.
    fn account(&self) -> Vec<(&'static str, Option<OsString>)> {
        let mut all: Vec<(&'static str, Option<OsString>)> = Vec::new();
        let Some(enterprise) = self.planted.enterprises.first() else { return all };
        let user = enterprise.users.first().unwrap_or(&enterprise.admin);
        all.push(("BOX_ENTERPRISE_ID", Some(enterprise.id.to_string().into())));
        all.push(("BOX_ADMIN_ID", Some(enterprise.admin.id.to_string().into())));
        all.push(("BOX_USER_ID", Some(user.id.to_string().into())));
        all.push(("BOX_CONFIG_FILE", Some(self.config.clone().into())));
        let Some(app) = enterprise.apps.first() else { return all };
        all.push(("BOX_CLIENT_ID", Some(app.client_id.clone().into())));
        all.push(("BOX_CLIENT_SECRET", Some(app.client_secret.clone().into())));
        // rclone takes it for any box remote, or for none (:box:).
        for name in ["BOX_DEVELOPER_TOKEN", "RCLONE_BOX_ACCESS_TOKEN"] {
            all.push((name, app.developer_token.clone().map(OsString::from)));
        }
        all
    }

    /// Where others are let through, so are those whom the user's own settings exempt; Box is not among them.
    fn no_proxy(&self, inherited: &Inherited) -> String {
        let theirs = inherited.no_proxy.as_deref().filter(|_| !self.refuses).unwrap_or_default();
        let theirs = theirs.split(',').map(str::trim).filter(|host| !host.is_empty() && !leads_to_box(host));
        HERE.into_iter().chain(theirs).collect::<Vec<_>>().join(",")
    }

    fn java(&self, inherited: &Inherited) -> String {
        let (host, port) = self.proxy_url.trim_start_matches("http://").rsplit_once(':').unwrap_or_default();
        let ours = format!(
            "-Dhttps.proxyHost={host} -Dhttps.proxyPort={port} -Dhttp.proxyHost={host} -Dhttp.proxyPort={port} \
             -Dhttp.nonProxyHosts=localhost|127.* -Djavax.net.ssl.trustStoreType=JKS \
             -Djavax.net.ssl.trustStore={} -Djavax.net.ssl.trustStorePassword={JAVA_PASSWORD}",
            self.java_trust_store.display()
        );
        let theirs = inherited.java_tool_options.as_deref().unwrap_or_default();
        format!("{theirs} {ours}").trim_start().to_owned()
    }
}

/// Whether an entry of `NO_PROXY` exempts one of Box's hosts: `*`, `box.com`, `.box.com`, `*.box.com`, `com`.
fn leads_to_box(entry: &str) -> bool {
    let host = entry.split(':').next().unwrap_or_default().trim_start_matches(['*', '.']);
    host.is_empty() || host.eq_ignore_ascii_case("com") || is_box(host) || is_box(&format!("a.{host}"))
}

#[cfg(test)]
mod tests {
    use super::leads_to_box;

    #[test]
    fn nothing_exempts_box_from_the_proxy() {
        for entry in ["*", ".box.com", "box.com", "*.box.com", "api.box.com:443", "app.box.com", ".boxcloud.com", "com"]
        {
            assert!(leads_to_box(entry), "{entry}");
        }
        for entry in ["example.com", "10.0.0.0/8", ".internal"] {
            assert!(!leads_to_box(entry), "{entry}");
        }
    }
}
