//! The second factor: codes by time (TOTP, RFC 6238), and recovery codes for when the device is gone.
use super::{
    WebSession,
    attempts::{Locked, Subject},
    db,
    session::Stage,
};
use crate::{
    Caller, Error, Result,
    access::{Allowed, Edit},
    events::{self, EventKind, Source},
    identity::TokenHash,
    resources::users::Person,
    wire::{AppId, RequestId, UserId},
};
use boxwood_store::{FromValue, Read, ToValue, Tx, Value, Write};
use totp_rs::{Algorithm, Builder, Secret, Totp};

/// What a device and the server share; 160 bits, as RFC 4226 wants them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FactorSecret(pub [u8; 20]);

impl FromValue for FactorSecret {
    fn from_value(value: Value<'_>) -> Option<Self> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok().map(FactorSecret) } else { None }
    }
}

impl ToValue for FactorSecret {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(&self.0)
    }
}

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
const SECOND: i64 = 1_000_000;

/// How a user's second factor stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    Off,
    /// A secret was made, and no code of it has been seen: it is not asked for.
    Begun(FactorSecret),
    /// With so many recovery codes left.
    On(usize),
}

impl Factor {
    pub fn is_on(&self) -> bool {
        matches!(self, Factor::On(_))
    }
}

/// A code of now, give or take one step of 30 seconds: clocks differ, and people type.
fn totp(secret: &FactorSecret) -> Totp {
    Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_secret(secret.0)
        .build_noncompliant()
}

/// As it is typed into a device: base32.
pub fn factor_text(secret: &FactorSecret) -> String {
    Secret::from(secret.0).to_base32()
}

/// The step of a code that is right now.
fn step(secret: &FactorSecret, code: &str, now: i64) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let step = totp(secret).check(&digits, u64::try_from(now / SECOND).ok()?).filter(|_| plain)?;
    i64::try_from(step).ok()
}

/// The code that a device shows at a time, in microseconds since 1970: for tests, and for nobody else.
pub fn factor_code(secret: &FactorSecret, now: i64) -> String {
    totp(secret).generate(u64::try_from(now / SECOND).unwrap_or_default()).to_string()
}

/// # Errors
/// Those of the store.
pub fn factor(tx: &mut Tx<Read>, of: &WebSession) -> Result<Factor> {
    let user = of.actor().id;
    Ok(match db::factor(tx, user)? {
        None => Factor::Off,
        Some(known) if !known.confirmed => Factor::Begun(known.secret),
        Some(_) => Factor::On(db::recovery_left(tx, user)?),
    })
}

/// Keeps a secret until a code of it is seen; one that was begun before is forgotten.
///
/// # Errors
/// `bad_request` where a factor is in force; those of the store.
pub fn begin_factor(tx: &mut Tx<Write>, of: &WebSession, secret: &FactorSecret) -> Result<()> {
    if db::begin_factor(tx, of.actor().id, secret)? {
        return Ok(());
    }
    Err(Error::bad_request("The second factor is on already; turn it off before you set up another device"))
}

/// Puts a begun factor in force, if `code` is of its device; all other sessions end, because they came in without it.
///
/// # Errors
/// Those of the store. False: the code is wrong, or none was begun.
pub fn confirm_factor(
    tx: &mut Tx<Write>,
    of: &WebSession,
    code: &str,
    recovery: &[TokenHash],
    request: RequestId,
) -> Result<bool> {
    let (user, now) = (of.actor().id, tx.now());
    let begun = db::factor(tx, user)?.filter(|known| !known.confirmed);
    let Some(step) = begun.and_then(|known| step(&known.secret, code, now)) else { return Ok(false) };
    db::confirm_factor(tx, user, step)?;
    db::put_recovery(tx, user, recovery)?;
    db::end_others(tx, user, of.hash)?;
    emit(tx, of, EventKind::FactorOn, request)?;
    Ok(true)
}

/// Other recovery codes; those of before are worth nothing.
///
/// # Errors
/// Those of the store.
pub fn renew_recovery(tx: &mut Tx<Write>, of: &WebSession, recovery: &[TokenHash], request: RequestId) -> Result<()> {
    db::put_recovery(tx, of.actor().id, recovery)?;
    emit(tx, of, EventKind::FactorRenewed, request)
}

/// # Errors
/// Those of the store.
pub fn end_factor(tx: &mut Tx<Write>, of: &WebSession, request: RequestId) -> Result<()> {
    db::delete_factor(tx, of.actor().id)?;
    emit(tx, of, EventKind::FactorOff, request)
}

/// Takes the factor from somebody who has lost the device and the codes.
///
/// # Errors
/// Those of the store.
pub fn reset_factor(tx: &mut Tx<Write>, who: &Caller, user: &Allowed<Person, Edit>) -> Result<()> {
    db::delete_factor(tx, user.id)?;
    events::emit(tx, who, EventKind::FactorOff, Source { kind: "user", id: user.id.0 })
}

/// The step of signing in that asks for a code, or for a recovery code in its place. A right one is used up, whichever it
/// is. Answers the stage that comes next, with the session under a new secret; None for a wrong one.
///
/// # Errors
/// The inner one is the lock-out; those of the store.
pub fn answer_factor(
    tx: &mut Tx<Write>,
    of: &WebSession,
    answer: &str,
    secret: TokenHash,
) -> Result<Result<Option<Stage>, Locked>> {
    let user = of.actor().id;
    let subject = Subject::factor(user);
    if let Err(locked) = subject.open(tx)? {
        return Ok(Err(locked));
    }
    if !is_right(tx, user, answer)? {
        subject.failed(tx)?;
        return Ok(Ok(None));
    }
    subject.succeeded(tx)?;
    let stage = if db::must_change_password(tx, of.hash)? { Stage::Password } else { Stage::Full };
    db::advance(tx, of.hash, secret, stage)?;
    Ok(Ok(Some(stage)))
}

fn is_right(tx: &mut Tx<Write>, user: UserId, answer: &str) -> Result<bool> {
    let now = tx.now();
    let Some(known) = db::factor(tx, user)?.filter(|known| known.confirmed) else { return Ok(false) };
    if let Some(step) = step(&known.secret, answer, now) {
        // A code that was seen over somebody's shoulder must not be good a second time.
        return if step > known.last_step { db::confirm_factor(tx, user, step).map(|()| true) } else { Ok(false) };
    }
    db::use_recovery(tx, user, recovery_hash(answer))
}

/// What is kept of a recovery code, however it is typed.
pub fn recovery_hash(code: &str) -> TokenHash {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    TokenHash::of(&plain.to_lowercase())
}

fn emit(tx: &mut Tx<Write>, of: &WebSession, kind: EventKind, request: RequestId) -> Result<()> {
    let who = Caller::console(of.actor(), AppId::default(), request);
    events::emit(tx, &who, kind, Source { kind: "user", id: of.actor().id.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the secret is the ASCII text, the last six of its eight digits.
        let secret = FactorSecret(*b"12345678901234567890");
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(factor_code(&secret, seconds * SECOND), code);
            assert_eq!(step(&secret, code, seconds * SECOND), Some(seconds / 30));
            assert_eq!(step(&secret, code, (seconds + 30) * SECOND), Some(seconds / 30), "a late one");
            assert_eq!(step(&secret, code, (seconds + 60) * SECOND), None);
        }
        assert_eq!(step(&secret, " 287 082 ", 59 * SECOND), Some(1));
        for wrong in ["", "28708", "2870820", "287o82", "٢٨٧٠٨٢"] {
            assert_eq!(step(&secret, wrong, 59 * SECOND), None, "{wrong}");
        }
        assert_eq!(factor_text(&secret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(recovery_hash("ABCDE-12345") == recovery_hash(" abcde12345 "));
    }
}
