//! Shared links: an item's own address, and what that gives to whoever has it (contract: content §5.1).
//!
//! - An address is signed and not stored: it holds the item and the generation of its link. A link that was removed and made
//!   again has another generation, and so another address.
//! - What is below a linked folder is reached by its link too. What is in the trash is not, until it comes back.
//! - `collaborators` gives nothing that was not given already: such a link only leads there.
mod opening;
mod password;
mod shown;
mod visit;
mod wire;
mod wish;

pub use opening::{Opening, link_token, open_link, prove};
pub use password::Secret;
pub(super) use shown::{Links, of_items};
use visit::find;
pub use visit::{Door, LinkRef, Named, Visit, needed_password};
pub use wire::{LinkPermissions, LinkUpdate, Permitted, SharedLink, SharedLinkAccess, SharedLinkPermission};
pub use wish::share;

use crate::{
    Error, Result, Site,
    signed::SigningKey,
    wire::{ItemId, Time},
};
use boxwood_store::{Read, Tx, row};

const PURPOSE: &str = "shared_link";

row! {
    /// A shared link as it is stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct LinkRow {
        item_id: ItemId,
        generation: i64,
        access: SharedLinkAccess,
        can_download: bool,
        can_edit: bool,
        password_hash: Option<String>,
        unshared_at: Option<Time>,
        vanity_name: Option<String>,
    }
}

macro_rules! link_columns {
    () => {
        "item_id, generation, access, can_download, can_edit, password_hash, unshared_at, vanity_name"
    };
}
use link_columns;

const OF_ITEM: &str = concat!("SELECT ", link_columns!(), " FROM shared_links WHERE item_id = $1");
const BY_VANITY: &str = concat!("SELECT ", link_columns!(), " FROM shared_links WHERE vanity_key = $1");

impl LinkRow {
    fn is_in_force(&self, now: i64) -> bool {
        self.unshared_at.is_none_or(|end| end.micros() > now)
    }

    /// What of an address names it.
    fn token(&self, key: &SigningKey) -> String {
        key.sign(PURPOSE, [self.item_id.0, self.generation])
    }
}

/// The link of an item, if it is in force.
fn of_item(tx: &mut Tx<Read>, item: ItemId) -> Result<Option<LinkRow>> {
    let now = tx.now();
    Ok(tx.opt::<LinkRow>(OF_ITEM, (item,))?.filter(|link| link.is_in_force(now)))
}

/// An address below the site's, which anybody can open in a browser.
fn address(tx: &Tx<Read>, way: &str, name: &str) -> String {
    format!("{}{way}/{name}", Site::of(tx).url())
}

/// Whoever made a link saw to it that there is a key.
fn key(tx: &mut Tx<Read>) -> Result<SigningKey> {
    SigningKey::of(tx)?.ok_or_else(Error::unavailable)
}
