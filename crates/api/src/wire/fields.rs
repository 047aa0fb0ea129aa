//! Which fields an answer shows: the tiers of each resource and the `fields` parameter, in one place.
use super::{Describe, Maybe, Result};
use crate::made::Served;
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeMap};
use std::sync::{Arc, OnceLock};

/// A set of a resource's fields; bit n is the nth field of its declaration. Where an answer holds several resources, their
/// selections stand side by side in it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Selection(u128);

impl Selection {
    pub const ALL: Selection = Selection(u128::MAX);

    /// The first n fields. Tiers are declared in order, so each tier is a prefix.
    pub const fn first(n: usize) -> Self {
        Selection((1 << n) - 1)
    }

    pub const fn nth(n: usize) -> Self {
        Selection(1 << n)
    }

    /// How many fields; of a tier, the place of the first field beyond it.
    pub const fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    pub const fn has(self, other: Selection) -> bool {
        self.0 & other.0 == other.0
    }

    pub const fn without(self, other: Selection) -> Self {
        Selection(self.0 & !other.0)
    }

    /// With that of another resource, whose first field is to be the `at`th.
    #[must_use]
    pub const fn with(self, other: Selection, at: u32) -> Self {
        Selection(self.0 | other.0 << at)
    }

    /// That of one resource: `bits` fields from the `at`th on.
    #[must_use]
    pub const fn part(self, at: u32, bits: u32) -> Self {
        Selection(self.0 >> at & ((1 << bits) - 1))
    }

    /// Not asked: the standard tier. Asked: the mini tier and exactly what was asked; unknown names are ignored. Of
    /// metadata one template is asked for, `metadata.enterprise_1.invoice`.
    pub fn parse<T: Fielded>(fields: Option<&str>) -> Self {
        let Some(fields) = fields.filter(|text| !text.trim().is_empty()) else { return T::STANDARD };
        let names = fields.split(',').map(str::trim);
        let names = names.map(|name| if name.starts_with("metadata.") { "metadata" } else { name });
        let asked = names.filter_map(|name| T::NAMES.iter().position(|known| *known == name));
        asked.fold(T::MINI, |all, n| Selection(all.0 | 1 << n))
    }
}

/// A resource declared by [`wire!`](crate::wire!).
pub trait Fielded: Send + Sync + 'static {
    const KIND: &'static str;
    /// The name of the type, for the API document.
    const NAME: &'static str;
    const ID: Describe;
    /// In the order of [`NAMES`](Self::NAMES).
    const SCHEMAS: &'static [Describe];
    const NAMES: &'static [&'static str];
    const MINI: Selection;
    const STANDARD: Selection;

    /// # Errors
    /// Those of the serializer.
    fn serialize_fields<S: Serializer>(&self, show: Selection, to: S) -> Result<S::Ok, S::Error>;

    /// What `fields` asks for.
    fn select(fields: Option<&str>) -> Selection
    where
        Self: Sized,
    {
        Selection::parse::<Self>(fields)
    }

    /// For conditional requests.
    fn etag(&self) -> Option<String> {
        None
    }

    /// Where its standard representation is kept once it was written, if that is worth the memory.
    fn kept(&self) -> Option<&Kept> {
        None
    }
}

/// The standard representation of a resource that the cache holds, as JSON: to write it costs more than all else that a
/// hot read does. A copy may be changed, so it begins without.
#[derive(Debug, Default)]
pub struct Kept(OnceLock<Box<[u8]>>);

impl Kept {
    /// Bytes, for the cache: a guess that is rather too much.
    pub const SIZE: usize = 1024;
}

impl Clone for Kept {
    fn clone(&self) -> Self {
        Kept::default()
    }
}

/// Declares a resource's wire type together with its tiers. Every field but the id is a [`Maybe`]: what is absent, or not
/// selected, is not written.
#[macro_export]
macro_rules! wire {
    ($(#[$meta:meta])* pub struct $name:ident: $kind:literal, $id:ty $(, etag $etag:ident)? $(, kept $kept:ident)?
        $(, select $select:path)? {
        mini { $($mini:ident: $mini_type:ty),* $(,)? }
        standard { $($standard:ident: $standard_type:ty),* $(,)? }
        full { $($full:ident: $full_type:ty),* $(,)? }
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, serde::Deserialize)]
        #[serde(default)]
        pub struct $name {
            pub id: $id,
            $(pub $mini: $crate::wire::Maybe<$mini_type>,)*
            $(pub $standard: $crate::wire::Maybe<$standard_type>,)*
            $(pub $full: $crate::wire::Maybe<$full_type>,)*
            $(#[serde(skip)] pub $kept: $crate::wire::Kept,)?
        }

        impl $name {
            const MINI_NAMES: &'static [&'static str] = &[$(stringify!($mini)),*];
            const STANDARD_NAMES: &'static [&'static str] = &[$(stringify!($mini),)* $(stringify!($standard)),*];

            /// The field of that name, for `show.has(…)`. In a constant, an unknown name does not compile.
            ///
            /// # Panics
            /// When there is no such field.
            pub const fn field(name: &str) -> $crate::wire::Selection {
                let names = <Self as $crate::wire::Fielded>::NAMES;
                let mut n = 0;
                while n < names.len() {
                    #[expect(clippy::indexing_slicing, reason = "a const fn has no get; n is bounded above")]
                    if names[n].eq_ignore_ascii_case(name) {
                        return $crate::wire::Selection::nth(n);
                    }
                    n += 1;
                }
                panic!("no such field")
            }
        }

        impl $crate::wire::Fielded for $name {
            const KIND: &'static str = $kind;
            const NAME: &'static str = stringify!($name);
            const ID: $crate::wire::Describe = |generator| generator.subschema_for::<$id>();
            const SCHEMAS: &'static [$crate::wire::Describe] = &[
                $(|generator| generator.subschema_for::<$crate::wire::Maybe<$mini_type>>(),)*
                $(|generator| generator.subschema_for::<$crate::wire::Maybe<$standard_type>>(),)*
                $(|generator| generator.subschema_for::<$crate::wire::Maybe<$full_type>>(),)*
            ];
            const NAMES: &'static [&'static str] =
                &[$(stringify!($mini),)* $(stringify!($standard),)* $(stringify!($full),)*];
            const MINI: $crate::wire::Selection = $crate::wire::Selection::first(Self::MINI_NAMES.len());
            const STANDARD: $crate::wire::Selection = $crate::wire::Selection::first(Self::STANDARD_NAMES.len());

            fn serialize_fields<S: serde::Serializer>(
                &self, show: $crate::wire::Selection, to: S,
            ) -> Result<S::Ok, S::Error> {
                let mut map = to.serialize_map(None)?;
                serde::ser::SerializeMap::serialize_entry(&mut map, "type", $kind)?;
                serde::ser::SerializeMap::serialize_entry(&mut map, "id", &self.id)?;
                let mut n = 0;
                $($crate::wire::put(&mut map, show, &mut n, stringify!($mini), &self.$mini)?;)*
                $($crate::wire::put(&mut map, show, &mut n, stringify!($standard), &self.$standard)?;)*
                $($crate::wire::put(&mut map, show, &mut n, stringify!($full), &self.$full)?;)*
                serde::ser::SerializeMap::end(map)
            }

            $(fn select(fields: Option<&str>) -> $crate::wire::Selection {
                $select(fields)
            })?

            $(fn etag(&self) -> Option<String> {
                self.$etag.value().cloned()
            })?

            $(fn kept(&self) -> Option<&$crate::wire::Kept> {
                Some(&self.$kept)
            })?
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                <Self as $crate::wire::Fielded>::NAMES.len() == Self::STANDARD_NAMES.len()
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                concat!(stringify!($name), "Full").into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $crate::wire::full::<Self>(generator)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                $crate::wire::Fielded::serialize_fields(self, $crate::wire::Selection::ALL, to)
            }
        }
    };
}

/// Writes the nth field if it is selected and there; for the macro above.
///
/// # Errors
/// Those of the serializer.
#[inline]
pub fn put<M: SerializeMap, T: Serialize>(
    map: &mut M,
    show: Selection,
    n: &mut usize,
    name: &'static str,
    value: &Maybe<T>,
) -> Result<(), M::Error> {
    let selected = show.has(Selection::nth(*n));
    *n += 1;
    if selected && !value.is_absent() { map.serialize_entry(name, value) } else { Ok(()) }
}

/// A resource as it is shown once.
pub struct Shown<'a, T>(pub &'a T, pub Selection);

impl<T: Fielded> Serialize for Shown<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_fields(self.1, to)
    }
}

/// A resource nested in another: always its mini tier.
#[derive(Clone, Debug)]
pub struct Mini<T>(pub Arc<T>);

impl<T: Fielded> Serialize for Mini<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_fields(T::MINI, to)
    }
}

/// A resource in a list that is part of another, with the fields that were asked for.
#[derive(Clone, Debug)]
pub struct Nested<T>(pub Arc<T>, pub Selection);

impl<T: Fielded> Serialize for Nested<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_fields(self.1, to)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Nested<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(|value| Nested(Arc::new(value), Selection::ALL))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Mini<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        T::deserialize(from).map(|value| Mini(Arc::new(value)))
    }
}

/// What an operation may answer with. Handlers return the whole thing; the dispatcher writes what is shown of it.
pub trait Reply: Send + 'static {
    /// The type in the operation's constant, which is what a client reads.
    type Wire;
    /// The names `fields` may ask for; empty where the parameter means nothing.
    const FIELDS: &'static [&'static str];
    /// The media types that the body may have, the usual one first; none: no body.
    const MEDIA: &'static [&'static str] = &["application/json"];
    /// The statuses of success besides the operation's own.
    const OTHER_STATUSES: &'static [u16] = &[];

    fn select(fields: Option<&str>) -> Selection;
    /// # Errors
    /// When a value cannot be written as JSON.
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()>;

    /// One of the others, where the operation's own status of success does not fit.
    fn status(&self) -> Option<u16> {
        None
    }
    fn media(&self) -> &'static str {
        Self::MEDIA.first().copied().unwrap_or_default()
    }
    /// For `If-None-Match`.
    fn etag(&self) -> Option<String> {
        None
    }
    /// Headers that it is no use without.
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// Kept bytes, where they are the answer.
    fn served(&self) -> Option<&Served> {
        None
    }
}

impl<T: Fielded> Reply for T {
    type Wire = T;
    const FIELDS: &'static [&'static str] = T::NAMES;
    fn select(fields: Option<&str>) -> Selection {
        T::select(fields)
    }
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &Shown(self, show))
    }
    fn etag(&self) -> Option<String> {
        Fielded::etag(self)
    }
}

/// Straight from the cache, without a copy.
impl<T: Fielded> Reply for Arc<T> {
    type Wire = T;
    const FIELDS: &'static [&'static str] = T::NAMES;
    fn select(fields: Option<&str>) -> Selection {
        T::select(fields)
    }
    fn write(&self, show: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        let kept = self.kept().filter(|_| show == T::STANDARD);
        if let Some(text) = kept.and_then(|Kept(text)| text.get()) {
            out.extend_from_slice(text);
            return Ok(());
        }
        let start = out.len();
        (**self).write(show, out)?;
        if let (Some(Kept(place)), Some(text)) = (kept, out.get(start..)) {
            // Another thread may have been first, with the same text.
            let _ = place.set(text.into());
        }
        Ok(())
    }
    fn etag(&self) -> Option<String> {
        Fielded::etag(&**self)
    }
}

/// Done, and nothing to say.
pub struct Empty;

impl Reply for Empty {
    type Wire = ();
    const FIELDS: &'static [&'static str] = &[];
    const MEDIA: &'static [&'static str] = &[];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, _: &mut Vec<u8>) -> serde_json::Result<()> {
        Ok(())
    }
}

/// Nothing but a header: its name, and what it says.
pub struct OnlyHeader(pub &'static str, pub String);

impl Reply for OnlyHeader {
    type Wire = ();
    const FIELDS: &'static [&'static str] = &[];
    const MEDIA: &'static [&'static str] = &[];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, _: &mut Vec<u8>) -> serde_json::Result<()> {
        Ok(())
    }
    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![(self.0, self.1.clone())]
    }
}

/// A body that has no tiers and no `fields`.
pub struct Plain<T>(pub T);

impl<T: Serialize + Send + 'static> Reply for Plain<T> {
    type Wire = T;
    const FIELDS: &'static [&'static str] = &[];
    fn select(_: Option<&str>) -> Selection {
        Selection::ALL
    }
    fn write(&self, _: Selection, out: &mut Vec<u8>) -> serde_json::Result<()> {
        serde_json::to_writer(out, &self.0)
    }
}
