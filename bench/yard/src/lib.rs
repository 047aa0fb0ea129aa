//! Shared bits of the yardsticks: one user object.
use serde::{Deserialize, Serialize};

/// The fields of a full user object (about 1.1 KB as JSON), owned strings as a real store has them.
#[derive(Clone, Serialize, Deserialize)]
pub struct User {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
    pub name: String,
    pub login: String,
    pub created_at: String,
    pub modified_at: String,
    pub language: String,
    pub timezone: String,
    pub space_amount: i64,
    pub space_used: i64,
    pub max_upload_size: i64,
    pub status: String,
    pub job_title: String,
    pub phone: String,
    pub address: String,
    pub avatar_url: String,
    pub notification_email: Option<serde_json::Value>,
    pub role: String,
    pub can_see_managed_users: bool,
    pub is_sync_enabled: bool,
    pub is_external_collab_restricted: bool,
    pub is_exempt_from_device_limits: bool,
    pub is_exempt_from_login_verification: bool,
    pub hostname: String,
    pub external_app_user_id: String,
    pub my_tags: Vec<String>,
    pub enterprise: Enterprise,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Enterprise {
    #[serde(rename = "type")]
    pub kind: String,
    pub id: String,
    pub name: String,
}

pub fn user(id: u64) -> User {
    let s = |s: &str| s.to_string();
    User {
        kind: s("user"),
        id: id.to_string(),
        name: format!("Aaron Levie {id}"),
        login: format!("user{id}@example.com"),
        created_at: s("2012-12-12T10:53:43-08:00"),
        modified_at: s("2012-12-12T10:53:43-08:00"),
        language: s("en"),
        timezone: s("Africa/Bujumbura"),
        space_amount: 11345156112,
        space_used: 1237009912,
        max_upload_size: 2147483648,
        status: s("active"),
        job_title: s("Senior manager of everything that has a name and a number"),
        phone: s("6509241374"),
        address: s("900 Jefferson Ave, Redwood City, CA 94063, United States of America"),
        avatar_url: format!("http://127.0.0.1:8080/api/avatar/large/{id}"),
        notification_email: Some(serde_json::json!({"email": "notifications@example.com", "is_confirmed": true})),
        role: s("admin"),
        can_see_managed_users: true,
        is_sync_enabled: true,
        is_external_collab_restricted: true,
        is_exempt_from_device_limits: true,
        is_exempt_from_login_verification: true,
        hostname: s("http://127.0.0.1:8080/"),
        external_app_user_id: s("my-user-1234"),
        my_tags: vec![
            s("important"),
            s("needs review"),
            s("legal hold 2024"),
            s("team: platform"),
            s("office: Redwood City"),
            s("cost centre 4711"),
        ],
        enterprise: Enterprise {
            kind: s("enterprise"),
            id: s("11446498"),
            name: s("Acme Incorporated, Content Platform"),
        },
    }
}

/// The nth word of the command line.
pub fn arg(n: usize, default: &str) -> String {
    std::env::args().nth(n).unwrap_or_else(|| default.to_string())
}
