//! Users, their pictures, their other addresses, and what they own.
use super::door;
use crate::{
    Call, Pages, Source,
    contract::{
        NoQuery,
        resources::{
            folders::Folder,
            users::{
                self, DeleteQuery, ListQuery, NewUser, User, UserUpdate,
                aliases::{self, Aliases, EmailAlias, NewAlias},
                avatars::{self, UserAvatar},
                transfer::{self, Owner, Transfer, TransferQuery},
            },
        },
        wire::{AliasId, Flag, UserId},
    },
    download::Picture,
    pages::Way,
};

door! {
    /// The users of the enterprise.
    Users, users
}

impl Users {
    /// The user whom calls are made as.
    pub fn me(&self) -> Call<User> {
        self.0.call(&users::ME, (), NoQuery {}, ())
    }

    /// All of them.
    pub fn list(&self) -> Pages<User> {
        self.matching(ListQuery::default())
    }

    /// Those who are like that: whose name begins so, who are external.
    pub fn matching(&self, query: ListQuery) -> Pages<User> {
        self.0.list(&users::LIST, (), query, Way::Either)
    }

    /// One of them.
    pub fn get(&self, id: UserId) -> Call<User> {
        self.0.call(&users::GET, (id,), NoQuery {}, ())
    }

    /// Adds a managed user, or an app user (`is_platform_access_only`).
    pub fn create(&self, user: NewUser) -> Call<User> {
        self.0.call(&users::CREATE, (), NoQuery {}, user)
    }

    /// Changes what is said, and nothing else.
    pub fn update(&self, id: UserId, change: UserUpdate) -> Call<User> {
        self.0.call(&users::UPDATE, (id,), NoQuery {}, change)
    }

    /// Deletes a user; with `force`, what they own, too.
    pub fn delete(&self, id: UserId, force: bool) -> Call<()> {
        self.0.call(&users::DELETE, (id,), DeleteQuery { force: Flag(force), ..DeleteQuery::default() }, ())
    }

    /// Gives all that a user owns to another; the folder that it is in then.
    pub fn give_all(&self, from: UserId, to: UserId) -> Call<Folder> {
        let to = Transfer { owned_by: Owner { id: to } };
        self.0.call(&transfer::TRANSFER, (from,), TransferQuery::default(), to)
    }

    /// The picture of a user.
    pub fn avatar(&self, id: UserId) -> Call<Picture> {
        self.0.picture(&avatars::GET, (id,), NoQuery {})
    }

    /// Sets the picture of a user: `image/png` or `image/jpeg`, of 1 MB and 1024 x 1024 pixels at the most.
    pub fn set_avatar(&self, id: UserId, media: &str, picture: impl Into<Source>) -> Call<UserAvatar> {
        self.0.call(&avatars::CREATE, (id,), NoQuery {}, (media, picture.into()))
    }

    /// Removes the picture of a user.
    pub fn delete_avatar(&self, id: UserId) -> Call<()> {
        self.0.call(&avatars::DELETE, (id,), NoQuery {}, ())
    }

    /// The other addresses of a user.
    pub fn aliases(&self, id: UserId) -> Call<Aliases> {
        self.0.call(&aliases::LIST, (id,), NoQuery {}, ())
    }

    /// Gives a user another address.
    pub fn add_alias(&self, id: UserId, email: &str) -> Call<EmailAlias> {
        let alias = NewAlias { email: email.to_owned(), is_confirmed: None };
        self.0.call(&aliases::CREATE, (id,), NoQuery {}, alias)
    }

    /// Takes an address from a user.
    pub fn delete_alias(&self, id: UserId, alias: AliasId) -> Call<()> {
        self.0.call(&aliases::DELETE, (id, alias), NoQuery {}, ())
    }
}
