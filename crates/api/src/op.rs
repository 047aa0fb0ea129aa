//! An operation as a typed constant: the one place that says what a call is.
use std::marker::PhantomData;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
    /// A call of the API, for uploads and events; not to be mistaken for a browser's preflight.
    Options,
}

impl Method {
    pub const fn name(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
        }
    }
}

/// What a token must be allowed to for a call. There is no default: an operation that does not say so does not compile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Any valid token will do.
    AnyToken,
    /// Content: reading needs `root_readonly` or `root_readwrite`, all else the latter.
    Items,
    ManageUsers,
    /// Groups, and who is in them.
    ManageGroups,
    /// Enterprise attributes, sessions of others.
    ManageEnterprise,
}

/// `Path`, `Query` and `Body` are what a call carries, `Reply` what it answers; a client calls the same constant.
pub struct Op<Path, Query, Body, Reply> {
    pub about: About,
    types: PhantomData<fn(Path, Query, Body) -> Reply>,
}

/// The untyped part, which the router, the sweep and the documents read.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// The operation id of the published contract, verbatim.
    pub id: &'static str,
    pub method: Method,
    /// Below `/2.0`.
    pub path: &'static str,
    pub scope: Scope,
    pub summary: &'static str,
    /// The status of success.
    pub success: u16,
    /// The `box-version` it belongs to.
    pub version: &'static str,
    /// Whether it heeds `If-Match` (or, where it reads, `If-None-Match`).
    pub conditional: bool,
    /// Whether a shared link that the caller comes by counts.
    pub by_link: bool,
    /// Whether token and shared link may be said in the query.
    pub by_query: bool,
    /// Whether it heeds hints of the forms that files are to be shown in (`X-Rep-Hints`).
    pub hinted: bool,
}

impl<Path, Query, Body, Reply> Op<Path, Query, Body, Reply> {
    /// Succeeds with 201 for POST, 204 for DELETE and 200 for the rest, where [`answers`](Self::answers) says nothing else.
    pub const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        scope: Scope,
        summary: &'static str,
    ) -> Self {
        let success = match method {
            Method::Post => 201,
            Method::Delete => 204,
            Method::Get | Method::Put | Method::Options => 200,
        };
        let about = About {
            id,
            method,
            path,
            scope,
            summary,
            success,
            version: "2024.0",
            conditional: false,
            by_link: false,
            by_query: false,
            hinted: false,
        };
        Op { about, types: PhantomData }
    }

    #[must_use]
    pub const fn answers(mut self, success: u16) -> Self {
        self.about.success = success;
        self
    }

    /// Heeds `If-Match`, or `If-None-Match` where it reads: for what has an etag.
    #[must_use]
    pub const fn conditional(mut self) -> Self {
        self.about.conditional = true;
        self
    }

    /// For who comes by a shared link, too: what is there of the item itself (contract: content §2.6). Who else has to do with
    /// it is not.
    #[must_use]
    pub const fn by_link(mut self) -> Self {
        self.about.by_link = true;
        self
    }

    /// For what pages load by its address alone: the token may stand in that, and the shared link, too.
    #[must_use]
    pub const fn by_query(mut self) -> Self {
        self.about.by_query = true;
        self
    }

    /// Heeds hints of the forms that files are to be shown in: for the API document, for all answers with files do.
    #[must_use]
    pub const fn hinted(mut self) -> Self {
        self.about.hinted = true;
        self
    }

    /// An operation of a later `box-version`, which a caller has to name.
    #[must_use]
    pub const fn since(mut self, version: &'static str) -> Self {
        self.about.version = version;
        self
    }
}
