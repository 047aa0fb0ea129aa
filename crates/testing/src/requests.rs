//! File requests, which no call makes.
use super::World;
use boxwood_api::Random;
use boxwood_server::admin::{Admin, Answer, Command, FileRequestCommand, FileRequestCreate, Later};
use serde_json::Value;

/// What is said of a new file request.
#[derive(Clone, Copy, Default)]
pub struct Wanted {
    pub description: Option<&'static str>,
    /// An address and a description of whoever leaves something.
    pub asks: bool,
    pub expires: Option<&'static str>,
}

impl World {
    /// A file request for a folder, made as by the command line.
    ///
    /// # Errors
    /// The sentence of the refusal.
    pub async fn file_request(&self, folder: i64, title: &str, wanted: Wanted) -> Result<Value, String> {
        let new = FileRequestCreate {
            folder,
            title: title.to_owned(),
            description: wanted.description.map(str::to_owned),
            email_required: wanted.asks,
            description_required: wanted.asks,
            expires: wanted.expires.map(str::to_owned),
        };
        let admin = Admin::new(self.app().db().clone(), Random::seeded(1));
        let made = admin.run(Command::FileRequest(Later(FileRequestCommand::Create(new)))).await;
        match made.map_err(|refused| refused.message)? {
            Answer::FileRequest(made) => Ok(serde_json::to_value(made).unwrap_or_default()),
            _ => Err("no file request".to_owned()),
        }
    }
}
