//! The hosts that are Box's.

/// Names with what stands before them: nothing, or one word. A certificate covers no more than one.
const HOSTS: [&str; 7] =
    ["box.com", "*.box.com", "*.app.box.com", "*.ent.box.com", "boxcloud.com", "*.boxcloud.com", "*.dl.boxcloud.com"];

/// All of them, as a certificate names them.
pub(super) fn names() -> Vec<String> {
    HOSTS.iter().map(ToString::to_string).collect()
}

/// Whether a host is one of Box's, however it is written.
pub fn is_box(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    HOSTS.iter().any(|known| match known.strip_prefix("*.") {
        None => host == *known,
        Some(domain) => {
            let word = host.strip_suffix(domain).and_then(|rest| rest.strip_suffix('.'));
            word.is_some_and(|word| !word.is_empty() && !word.contains('.'))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::is_box;

    #[test]
    fn only_boxs_own_hosts_are_boxs() {
        for host in
            ["api.box.com", "upload.box.com", "Account.BOX.com", "box.com.", "dl.boxcloud.com", "acme.app.box.com"]
        {
            assert!(is_box(host), "{host}");
        }
        for host in ["", "example.com", "notbox.com", "box.com.example.com", "a.b.c.box.com", ".box.com", "boxcdn.net"]
        {
            assert!(!is_box(host), "{host}");
        }
    }
}
