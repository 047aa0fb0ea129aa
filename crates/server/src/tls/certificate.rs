//! The CA and the server's certificate, as files.
use crate::Failure;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    time::Duration,
};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

const DAY: i64 = 86_400;
/// Browsers take no certificate that is valid for longer.
const VALID: i64 = 397 * DAY;
const RENEWED_BEFORE: i64 = 30 * DAY;
/// The first line of a certificate that is ours to renew; without it, somebody has put in one of their own.
const OURS: &str = "Made by Boxwood.";

/// Sees to it that `directory` holds a certificate for `names` that is good for some time after `now` (in seconds).
pub(super) fn prepare(directory: &Path, names: &[String], now: i64) -> Result<(), Failure> {
    let file = directory.join("server.pem");
    if let Ok(known) = fs::read_to_string(&file)
        && !is_due(&known, names, now)
    {
        return Ok(());
    }
    let failed = |cause: &dyn std::fmt::Display| Failure::new(directory.display(), cause);
    fs::create_dir_all(directory).map_err(|cause| failed(&cause))?;
    let (issuer_key, key) = (key(&directory.join("ca.key"))?, key(&directory.join("server.key"))?);
    let authority = authority(now);
    let ca = directory.join("ca.pem");
    if !ca.exists() {
        let certificate = authority.self_signed(&issuer_key).map_err(|cause| failed(&cause))?;
        store(&ca, &certificate.pem(), 0o644)?;
    }
    let issuer = Issuer::new(authority, issuer_key);
    let made = server(names, now).and_then(|server| server.signed_by(&key, &issuer)).map_err(|cause| failed(&cause))?;
    store(&file, &format!("{}{}", headline(names, now + VALID), made.pem()), 0o644)
}

/// A certificate of a CA of which nothing stays.
pub(super) struct Passing {
    pub authority: CertificateDer<'static>,
    pub authority_pem: String,
    pub certificate: CertificateDer<'static>,
    pub key: PrivateKeyDer<'static>,
}

/// For `names`, and nowhere on the disk.
pub(super) fn passing(names: &[String], now: i64) -> Result<Passing, rcgen::Error> {
    let (issuer_key, key, params) = (KeyPair::generate()?, KeyPair::generate()?, authority(now));
    let authority = params.self_signed(&issuer_key)?;
    let certificate = server(names, now)?.signed_by(&key, &Issuer::new(params, issuer_key))?;
    Ok(Passing {
        authority_pem: authority.pem(),
        authority: authority.der().clone(),
        certificate: certificate.der().clone(),
        key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
    })
}

fn headline(names: &[String], until: i64) -> String {
    format!("{OURS} Names: {}. Until: {until}\n", names.join(" "))
}

/// Whether a certificate of ours is for other names, or near its end.
fn is_due(known: &str, names: &[String], now: i64) -> bool {
    let Some(first) = known.lines().next().filter(|first| first.starts_with(OURS)) else { return false };
    let until = first.rsplit_once(' ').and_then(|(_, until)| until.parse().ok()).unwrap_or(0);
    until - now < RENEWED_BEFORE || headline(names, until).trim_end() != first
}

fn authority(now: i64) -> CertificateParams {
    let mut ca = CertificateParams::default();
    named(&mut ca, "Boxwood CA", now, 20 * 365 * DAY);
    ca.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    ca.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    ca
}

fn server(names: &[String], now: i64) -> Result<CertificateParams, rcgen::Error> {
    let mut server = CertificateParams::new(names)?;
    named(&mut server, "Boxwood", now, VALID);
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    server.use_authority_key_identifier_extension = true;
    Ok(server)
}

fn named(of: &mut CertificateParams, name: &str, now: i64, valid: i64) {
    let at = |seconds: i64| date_time_ymd(1970, 1, 1) + Duration::from_secs(seconds.unsigned_abs());
    // Clients whose clock is behind take it too.
    (of.not_before, of.not_after) = (at(now - DAY), at(now + valid));
    of.distinguished_name = Default::default();
    of.distinguished_name.push(DnType::CommonName, name);
}

fn key(file: &Path) -> Result<KeyPair, Failure> {
    let failed = |cause| Failure::new(file.display(), cause);
    if let Ok(known) = fs::read_to_string(file) {
        return KeyPair::from_pem(&known).map_err(failed);
    }
    let key = KeyPair::generate().map_err(failed)?;
    store(file, &key.serialize_pem(), 0o600)?;
    Ok(key)
}

/// Whole or not at all: a start that was cut short must not leave half a file to the next.
fn store(file: &Path, text: &str, mode: u32) -> Result<(), Failure> {
    let unfinished = file.with_added_extension("new");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    let written = options.open(&unfinished).and_then(|mut to| {
        to.write_all(text.as_bytes())?;
        to.sync_all()?;
        fs::rename(&unfinished, file)
    });
    written.map_err(|cause| Failure::new(file.display(), cause))
}
