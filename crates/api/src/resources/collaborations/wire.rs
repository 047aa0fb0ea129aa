//! The bodies of collaborations.
use crate::{
    access::CollaborationRole,
    items::Object,
    resources::{files::File, folders::Folder, groups::Group},
    wire::{
        CollaborationId, Fielded, Flag, GroupId, ItemId, Maybe, Mini, PageQuery, Paging, Reply, Result, Selection,
        Text, Time, UserId,
    },
};
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

crate::wire! {
    pub struct Collaboration: "collaboration", CollaborationId {
        mini {}
        standard {
            created_by: Collaborator,
            created_at: Time,
            modified_at: Time,
            expires_at: Time,
            status: CollaborationStatus,
            accessible_by: Grantee,
            invite_email: String,
            role: CollaborationRole,
            acknowledged_at: Time,
            item: SharedItem,
            is_access_only: bool,
            app_item: Object,
        }
        full {
            can_view_path: bool,
            acceptance_requirements_status: Requirements,
        }
    }
}

crate::wire_texts! {
    pub enum CollaborationStatus { Accepted = "accepted", Pending = "pending", Rejected = "rejected" }
}

crate::wire! {
    /// A user, as collaborations show them.
    pub struct Collaborator: "user", UserId {
        mini { name: String, login: String, is_active: bool }
        standard {}
        full {}
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Grantee {
    User(Collaborator),
    Group(Mini<Group>),
}

/// By its type: all else can be absent, so that nothing else tells a user from a group.
impl<'de> Deserialize<'de> for Grantee {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (kind, value) = typed(from)?;
        let grantee = match kind.as_str() {
            Group::KIND => serde_json::from_value(value).map(Grantee::Group),
            _ => serde_json::from_value(value).map(Grantee::User),
        };
        grantee.map_err(D::Error::custom)
    }
}

#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum SharedItem {
    Folder(Mini<Folder>),
    File(Mini<File>),
}

impl<'de> Deserialize<'de> for SharedItem {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (kind, value) = typed(from)?;
        let item = match kind.as_str() {
            File::KIND => serde_json::from_value(value).map(SharedItem::File),
            _ => serde_json::from_value(value).map(SharedItem::Folder),
        };
        item.map_err(D::Error::custom)
    }
}

/// What its type is, and all of it.
fn typed<'de, D: Deserializer<'de>>(from: D) -> Result<(String, serde_json::Value), D::Error> {
    let value = serde_json::Value::deserialize(from)?;
    let kind = value.get("type").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Ok((kind, value))
}

/// What the enterprise asks of people before they may accept: nothing yet.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct Requirements {
    pub terms_of_service_requirement: TermsOfService,
    pub strong_password_requirement: StrongPassword,
    pub two_factor_authentication_requirement: SecondFactor,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct TermsOfService {
    pub is_accepted: Option<bool>,
    pub terms_of_service: Option<Object>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct StrongPassword {
    pub enterprise_has_strong_password_required_for_external_users: bool,
    pub user_has_strong_password: Option<bool>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct SecondFactor {
    pub enterprise_has_two_factor_auth_enabled: bool,
    pub user_has_two_factor_authentication_enabled: Option<bool>,
}

crate::wire_texts! {
    pub enum ItemKind { Folder = "folder", File = "file" }
}
crate::wire_texts! {
    pub enum GranteeKind { User = "user", Group = "group" }
}

/// In what: without a type, whatever has the id.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct InItem {
    #[serde(default, rename = "type")]
    pub kind: Option<ItemKind>,
    pub id: ItemId,
}

/// To whom: a user by id or login, a group by id.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewGrantee {
    #[serde(rename = "type")]
    pub kind: GranteeKind,
    /// Kept as text, because what is no id is told from what is no body.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub id: Maybe<Text>,
    #[serde(default)]
    pub login: Maybe<String>,
}

impl NewGrantee {
    pub fn user_id(&self) -> Option<Option<UserId>> {
        self.id.value().map(|id| id.0.parse().ok())
    }

    pub fn group_id(&self) -> Option<Option<GroupId>> {
        self.id.value().map(|id| id.0.parse().ok())
    }
}

#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct NewCollaboration {
    pub item: InItem,
    pub accessible_by: NewGrantee,
    #[schemars(
        with = "String",
        extend("enum" = ["editor", "viewer", "previewer", "uploader", "previewer uploader", "viewer uploader", "co-owner"])
    )]
    pub role: CollaborationRole,
    #[serde(default)]
    pub is_access_only: Maybe<bool>,
    #[serde(default)]
    pub can_view_path: Maybe<bool>,
    #[serde(default)]
    pub expires_at: Maybe<Time>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct CollaborationUpdate {
    pub role: Maybe<CollaborationRole>,
    pub status: Maybe<CollaborationStatus>,
    /// Null: it does not run out.
    pub expires_at: Maybe<Time>,
    pub can_view_path: Maybe<bool>,
}

/// Nobody is told by mail yet.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct CreateQuery {
    pub notify: Flag,
}

/// Kept as text, like any [`PageQuery`].
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
pub struct ListQuery {
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    pub marker: String,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default)]
#[schemars(extend("required" = ["status"]))]
pub struct PendingQuery {
    #[schemars(extend("enum" = ["pending"]))]
    pub status: String,
    #[schemars(with = "i64", extend("minimum" = 1))]
    pub limit: String,
    #[schemars(with = "i64", extend("minimum" = 0, "maximum" = 10_000))]
    pub offset: String,
}

impl ListQuery {
    /// # Errors
    /// `invalid_limit`, `invalid_parameter`.
    pub fn paging(&self) -> Result<Paging> {
        let (limit, marker) = (self.limit.clone(), self.marker.clone());
        PageQuery { limit, marker, usemarker: Flag(true), ..PageQuery::default() }.paging()
    }
}

impl PendingQuery {
    /// # Errors
    /// `invalid_limit`, `invalid_offset`.
    pub fn paging(&self) -> Result<Paging> {
        PageQuery { limit: self.limit.clone(), offset: self.offset.clone(), ..PageQuery::default() }.paging()
    }
}

/// What a change answers: the collaboration, or nothing, where it ended because the item was given away.
pub enum Changed {
    Shown(Box<Collaboration>),
    Given,
}

impl Reply for Changed {
    type Wire = Collaboration;
    const FIELDS: &'static [&'static str] = Collaboration::NAMES;
    const OTHER_STATUSES: &'static [u16] = &[204];

    fn select(fields: Option<&str>) -> Selection {
        <Collaboration as Fielded>::select(fields)
    }

    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        match self {
            Changed::Shown(collaboration) => Reply::write(&**collaboration, show, out),
            Changed::Given => Ok(()),
        }
    }

    fn status(&self) -> Option<u16> {
        matches!(self, Changed::Given).then_some(204)
    }
}
