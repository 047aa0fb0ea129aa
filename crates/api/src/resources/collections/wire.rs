//! The bodies of collections.
use crate::{
    items,
    wire::{CollectionId, UserId},
};

crate::wire! {
    pub struct Collection: "collection", CollectionId {
        mini {
            name: CollectionName,
            collection_type: CollectionType,
        }
        standard {}
        full {}
    }
}

crate::wire_texts! {
    pub enum CollectionName { Favorites = "Favorites" }
}
crate::wire_texts! {
    pub enum CollectionType { Favorites = "favorites" }
}

/// What a user likes.
pub(crate) fn favorites(of: UserId) -> Collection {
    Collection {
        id: items::favorites_id(of),
        name: CollectionName::Favorites.into(),
        collection_type: CollectionType::Favorites.into(),
    }
}
