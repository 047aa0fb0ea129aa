//! What callers send about a user, and what it has to be like.
use super::{
    db::{Profile, Search},
    wire::{Role, Status, TrackingCode},
};
use crate::{
    Error, Result,
    enterprises::EnterpriseSettings,
    wire::{Flag, Maybe, PageQuery, Text, Zone},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Box's modification of ISO 639-1 (contract: identity §6.5).
pub const LANGUAGES: [&str; 25] = [
    "bn", "da", "de", "en", "gb", "e2", "e3", "s2", "es", "fi", "fr", "f2", "hi", "it", "ja", "ko", "nb", "nl", "pl",
    "pt", "ru", "sv", "tr", "zh", "zt",
];
const LANGUAGE: &str = "en";
const MAX_NAME: usize = 50;
const MAX_TITLE: usize = 100;
const MAX_ADDRESS: usize = 255;
const MAX_EMAIL: usize = 254;
const MAX_TEXT: usize = 255;
const MAX_UPLOAD: i64 = 5_368_709_120;

/// What can be said of a new user as well as of one that is there. Absent leaves, null clears what can be empty.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct UserFields {
    #[schemars(length(min = 1, max = MAX_NAME))]
    pub name: Maybe<String>,
    #[schemars(email, length(max = MAX_EMAIL))]
    pub login: Maybe<String>,
    #[schemars(with = "Option<String>", extend("enum" = ["coadmin", "user", null]))]
    pub role: Maybe<Role>,
    pub status: Maybe<Status>,
    pub language: Maybe<String>,
    pub timezone: Maybe<String>,
    #[schemars(length(max = MAX_TITLE))]
    pub job_title: Maybe<String>,
    #[schemars(length(max = MAX_TITLE))]
    pub phone: Maybe<Text>,
    #[schemars(length(max = MAX_ADDRESS))]
    pub address: Maybe<String>,
    /// Bytes; -1 is without limit.
    #[schemars(range(min = -1))]
    pub space_amount: Maybe<i64>,
    pub tracking_codes: Maybe<Vec<TrackingCode>>,
    pub can_see_managed_users: Maybe<bool>,
    pub is_sync_enabled: Maybe<bool>,
    pub is_external_collab_restricted: Maybe<bool>,
    pub is_exempt_from_device_limits: Maybe<bool>,
    pub is_exempt_from_login_verification: Maybe<bool>,
    #[schemars(length(max = MAX_TEXT))]
    pub external_app_user_id: Maybe<Text>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["name"]))]
pub struct NewUser {
    #[serde(flatten)]
    pub fields: UserFields,
    pub is_platform_access_only: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct UserUpdate {
    #[serde(flatten)]
    pub fields: UserFields,
    /// Null rolls the user out of the enterprise; nothing else is taken.
    pub enterprise: Maybe<Text>,
    /// Whether they hear of it by mail.
    pub notify: Option<bool>,
    pub is_password_reset_required: Option<bool>,
    pub notification_email: Maybe<NewEmail>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
pub struct NewEmail {
    #[schemars(email, length(max = MAX_EMAIL))]
    pub email: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ListQuery {
    /// What the name or the login begins with.
    pub filter_term: String,
    #[schemars(extend("enum" = ["all", "managed", "external"]))]
    pub user_type: String,
    pub external_app_user_id: String,
    #[serde(flatten)]
    pub page: PageQuery,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct DeleteQuery {
    pub notify: Flag,
    /// Deletes what the user owns, too.
    pub force: Flag,
}

/// Whom a list is of.
pub enum Wanted<'a> {
    /// Those of the enterprise, whose name or login begins so.
    Own(Option<Search>),
    /// One from outside, by their whole login.
    Guest(&'a str),
    /// The same, and where there is none, those of the enterprise.
    GuestOrOwn(&'a str, Option<Search>),
    ExternalId(&'a str),
}

impl ListQuery {
    /// # Errors
    /// `invalid_parameter` for a user type that there is not.
    pub fn wanted(&self) -> Result<Wanted<'_>> {
        let search = Search::of(&self.filter_term);
        let own_id = Some(&*self.external_app_user_id).filter(|id| !id.is_empty());
        match (own_id, &*self.user_type) {
            (Some(id), "" | "managed" | "all") => Ok(Wanted::ExternalId(id)),
            (_, "external") => Ok(Wanted::Guest(&self.filter_term)),
            (None, "all") if search.is_some() => Ok(Wanted::GuestOrOwn(&self.filter_term, search)),
            (None, "" | "managed" | "all") => Ok(Wanted::Own(search)),
            _ => Err(Error::invalid_parameter("user_type")),
        }
    }
}

/// An address that could be one. Only the mail that is sent there finds out.
pub fn is_email(text: &str) -> bool {
    let sound = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
    let parts = text.trim().rsplit_once('@');
    text.len() <= MAX_EMAIL && parts.is_some_and(|(name, domain)| sound(name) && sound(domain) && !name.contains('@'))
}

impl UserFields {
    /// # Errors
    /// `invalid_parameter` for the first field that will not do.
    pub fn check(&self, enterprise: &EnterpriseSettings) -> Result<()> {
        let short = |text: &str, most: usize| text.chars().count() <= most;
        let known =
            |code: &TrackingCode| enterprise.tracking_codes.0.contains(&code.name) && short(&code.value, MAX_TEXT);
        let name = |text: &String| !text.trim().is_empty() && short(text.trim(), MAX_NAME);
        let checks = [
            ("name", holds(&self.name, name) && self.name != Maybe::Null),
            ("login", holds(&self.login, |text| is_email(text))),
            ("role", holds(&self.role, |role| *role != Role::Admin)),
            ("language", holds(&self.language, |code| LANGUAGES.contains(&&**code))),
            ("timezone", holds(&self.timezone, |name| Zone::named(name).is_some())),
            ("job_title", holds(&self.job_title, |text| short(text, MAX_TITLE))),
            ("phone", holds(&self.phone, |text| short(&text.0, MAX_TITLE))),
            ("address", holds(&self.address, |text| short(text, MAX_ADDRESS))),
            ("space_amount", holds(&self.space_amount, |bytes| *bytes >= -1)),
            ("tracking_codes", holds(&self.tracking_codes, |codes| codes.iter().all(known))),
            ("external_app_user_id", holds(&self.external_app_user_id, |id| short(&id.0, MAX_TEXT))),
        ];
        checks.iter().find(|(_, good)| !good).map_or(Ok(()), |(name, _)| Err(Error::invalid_parameter(name)))
    }

    /// Lands what was checked on what is stored.
    pub fn apply(self, to: &mut Profile, enterprise: &EnterpriseSettings) {
        let default_zone = || enterprise.timezone.name().to_owned();
        match self.language {
            Maybe::Absent => {}
            language => to.language = language.or(|| LANGUAGE.to_owned()),
        }
        match self.timezone {
            Maybe::Absent => {}
            timezone => to.timezone = timezone.or(default_zone),
        }
        if let Maybe::Value(codes) = &self.tracking_codes {
            let code = |of: &TrackingCode| TrackingCode { r#type: "tracking_code".to_owned(), ..of.clone() };
            to.tracking_codes = codes.iter().map(code).collect();
        } else if self.tracking_codes == Maybe::Null {
            to.tracking_codes.clear();
        }
        self.job_title.apply(&mut to.job_title);
        self.phone.map(|text| text.0).apply(&mut to.phone);
        self.address.apply(&mut to.address);
        self.can_see_managed_users.apply(&mut to.can_see_managed_users);
        self.is_sync_enabled.apply(&mut to.is_sync_enabled);
        self.is_external_collab_restricted.apply(&mut to.is_external_collab_restricted);
        self.is_exempt_from_device_limits.apply(&mut to.is_exempt_from_device_limits);
        self.is_exempt_from_login_verification.apply(&mut to.is_exempt_from_login_verification);
    }
}

fn holds<T>(field: &Maybe<T>, check: impl Fn(&T) -> bool) -> bool {
    field.value().is_none_or(check)
}

impl Profile {
    /// Of a new user of whom nothing was said.
    pub fn new(enterprise: &EnterpriseSettings) -> Self {
        let (language, timezone) = (LANGUAGE.to_owned(), enterprise.timezone.name().to_owned());
        Profile { language, timezone, max_upload_size: MAX_UPLOAD, ..Profile::default() }
    }
}
