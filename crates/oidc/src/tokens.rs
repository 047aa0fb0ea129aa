//! Whether an ID token holds, and whom it is about (OpenID Connect Core 1.0, sections 3.1.3.7 and 5.3).
use crate::{
    Failure, Identity, Settings,
    http::{Http, Unanswered},
    provider::Client,
};
use openidconnect::{
    ClaimsVerificationError, ClientId, IssuerUrl, Nonce, OAuth2TokenResponse, RequestTokenError,
    SignatureVerificationError, StandardErrorResponse, TokenResponse, UserInfoError,
    core::{
        CoreErrorResponseType, CoreIdTokenClaims, CoreIdTokenVerifier, CoreJsonWebKeySet,
        CoreJwsSigningAlgorithm as Alg, CoreTokenResponse, CoreUserInfoClaims,
    },
};
use std::time::{Duration, UNIX_EPOCH};

/// Signatures that a key of the provider's makes. None of a shared secret: what several people know vouches for nobody.
const ALGORITHMS: [Alg; 9] = [
    Alg::RsaSsaPkcs1V15Sha256,
    Alg::RsaSsaPkcs1V15Sha384,
    Alg::RsaSsaPkcs1V15Sha512,
    Alg::RsaSsaPssSha256,
    Alg::RsaSsaPssSha384,
    Alg::RsaSsaPssSha512,
    Alg::EcdsaP256Sha256,
    Alg::EcdsaP384Sha384,
    Alg::EdDsa,
];
/// Seconds that the token may be old, or that its clock may be ahead: it was made for this very sign-in.
const CLOCKS_DIFFER: i64 = 600;
/// Of the specification, in ASCII characters.
const LONGEST_SUBJECT: usize = 255;
/// Of an address in a mail's envelope (RFC 5321).
const LONGEST_EMAIL: usize = 254;

/// Why a token is not believed.
pub(crate) enum Doubt {
    UnknownKey,
    Because(String),
}

impl Doubt {
    pub fn failure(self) -> Failure {
        Failure::Untrusted(match self {
            Doubt::UnknownKey => "an ID token signed with a key that the provider does not have".to_owned(),
            Doubt::Because(why) => why,
        })
    }
}

/// The claims of the answer's ID token. `now` is in microseconds.
pub(crate) fn verify<'a>(
    answer: &'a CoreTokenResponse,
    settings: &Settings,
    keys: &CoreJsonWebKeySet,
    now: i64,
    nonce: &str,
) -> Result<&'a CoreIdTokenClaims, Doubt> {
    let because = |why: &str| Err(Doubt::Because(why.to_owned()));
    let Some(token) = answer.id_token() else { return because("an answer without an ID token") };
    let issuer = IssuerUrl::new(settings.issuer.clone()).map_err(|error| Doubt::Because(error.to_string()))?;
    let client = ClientId::new(settings.client_id.clone());
    let time = UNIX_EPOCH + Duration::from_micros(u64::try_from(now).unwrap_or_default());
    // "Public": it is not given the secret, so that no signature can be one that the secret makes.
    let verifier = CoreIdTokenVerifier::new_public_client(client, issuer, keys.clone())
        .set_allowed_algs(ALGORITHMS)
        .set_time_fn(move || time.into())
        .set_issue_time_verifier_fn(move |at| {
            let apart = (now / 1_000_000).saturating_sub(at.timestamp()).saturating_abs();
            if apart <= CLOCKS_DIFFER { Ok(()) } else { Err("issued at another time".to_owned()) }
        });
    let claims = token.claims(&verifier, &Nonce::new(nonce.to_owned())).map_err(|error| match error {
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Doubt::UnknownKey,
        error => Doubt::Because(Failure::text(&error)),
    })?;
    // The crate leaves this one to its callers. Other audiences it has refused.
    if claims.authorized_party().is_some_and(|party| **party != settings.client_id) {
        return because("an ID token that was issued to another client");
    }
    let subject = claims.subject().as_str();
    if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
        return because("an ID token without a fit subject");
    }
    Ok(claims)
}

/// Whom the claims are about. Where they have no address, the provider is asked for it: some tell it there alone.
pub(crate) async fn identity(
    client: &Client,
    http: &Http,
    answer: &CoreTokenResponse,
    claims: &CoreIdTokenClaims,
) -> Result<Identity, Failure> {
    let subject = claims.subject().to_string();
    let asked = client.user_info(answer.access_token().clone(), Some(claims.subject().clone()));
    let (email, verified) = match (claims.email(), asked) {
        (None, Ok(asked)) => {
            let told = asked.request_async(http).await;
            let told: CoreUserInfoClaims = told.map_err(unfit)?;
            (told.email().map(|email| email.to_string()), told.email_verified())
        }
        (email, _) => (email.map(|email| email.to_string()), claims.email_verified()),
    };
    let email = email.filter(|email| verified == Some(true) && email.len() <= LONGEST_EMAIL);
    Ok(Identity { subject, email })
}

fn unfit(error: UserInfoError<Unanswered>) -> Failure {
    match error {
        UserInfoError::Request(Unanswered::Busy) => Failure::Busy,
        UserInfoError::ClaimsVerification(_) => Failure::untrusted(&error),
        error => Failure::unavailable(&error),
    }
}

/// Why there are no tokens. An answer's body is left out: it could be tokens that were almost understood.
pub(crate) fn refused(error: RequestTokenError<Unanswered, StandardErrorResponse<CoreErrorResponseType>>) -> Failure {
    match error {
        RequestTokenError::Request(Unanswered::Busy) => Failure::Busy,
        RequestTokenError::ServerResponse(_) => Failure::untrusted(&error),
        RequestTokenError::Parse(error, _) => Failure::Unavailable(format!("tokens without a fit {}", error.path())),
        error => Failure::unavailable(&error),
    }
}
