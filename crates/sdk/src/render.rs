//! Bodies as clients send them: what is absent is left out. A server's own `Serialize` could not do that, because there an
//! absent field is the business of the struct that it is in.
use serde::{Serialize, Serializer, ser};
use std::fmt;

/// A body as JSON; None where it is nothing at all.
///
/// # Errors
/// For what JSON cannot say: a map whose keys are no texts, a number that is none.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Option<Vec<u8>>, Unwritable> {
    value.serialize(Render)
}

/// Why a value is no JSON.
#[derive(Debug)]
pub(crate) struct Unwritable(String);

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Unwritable(message.to_string())
    }
}

/// Text of a value, or None if it is to be left out (`None`, `Maybe::Absent`).
type Text = Option<Vec<u8>>;

struct Render;

fn plain<T: Serialize + ?Sized>(value: &T) -> Result<Text, Unwritable> {
    serde_json::to_vec(value).map(Some).map_err(|error| Unwritable(error.to_string()))
}

/// The members of an object, or the elements of an array.
struct Parts {
    text: Vec<u8>,
    end: u8,
    /// The key that waits for its value.
    key: Vec<u8>,
    /// What the whole is the only member of: a variant's name.
    around: Option<&'static str>,
}

impl Parts {
    fn new(start: u8, end: u8, around: Option<&'static str>) -> Self {
        Parts { text: vec![start], end, key: Vec::new(), around }
    }

    fn comma(&mut self) {
        if self.text.len() > 1 {
            self.text.push(b',');
        }
    }

    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        let value = value.serialize(Render)?.unwrap_or_else(|| b"null".to_vec());
        self.comma();
        self.text.extend(value);
        Ok(())
    }

    fn member<T: Serialize + ?Sized>(&mut self, key: &[u8], value: &T) -> Result<(), Unwritable> {
        let Some(value) = value.serialize(Render)? else { return Ok(()) };
        self.comma();
        self.text.extend_from_slice(key);
        self.text.push(b':');
        self.text.extend(value);
        Ok(())
    }

    fn named<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unwritable> {
        let key = plain(key)?.unwrap_or_default();
        self.member(&key, value)
    }

    fn close(mut self) -> Result<Text, Unwritable> {
        self.text.push(self.end);
        let Some(around) = self.around else { return Ok(Some(self.text)) };
        let mut whole = Parts::new(b'{', b'}', None);
        let key = plain(around)?.unwrap_or_default();
        whole.text.extend(key);
        whole.text.push(b':');
        whole.text.extend(self.text);
        whole.close()
    }
}

macro_rules! plain {
    ($($name:ident: $type:ty),*) => {$(
        fn $name(self, value: $type) -> Result<Text, Unwritable> {
            plain(&value)
        }
    )*};
}

impl Serializer for Render {
    type Ok = Text;
    type Error = Unwritable;
    type SerializeSeq = Parts;
    type SerializeTuple = Parts;
    type SerializeTupleStruct = Parts;
    type SerializeTupleVariant = Parts;
    type SerializeMap = Parts;
    type SerializeStruct = Parts;
    type SerializeStructVariant = Parts;

    plain!(serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64, serialize_f32: f32,
        serialize_f64: f64, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8]);

    fn serialize_none(self) -> Result<Text, Unwritable> {
        Ok(None)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Text, Unwritable> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<Text, Unwritable> {
        Ok(Some(b"null".to_vec()))
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<Text, Unwritable> {
        self.serialize_unit()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<Text, Unwritable> {
        plain(variant)
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<Text, Unwritable> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<Text, Unwritable> {
        let mut whole = Parts::new(b'{', b'}', None);
        whole.named(variant, value)?;
        whole.close()
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Parts, Unwritable> {
        Ok(Parts::new(b'[', b']', None))
    }
    fn serialize_tuple(self, _: usize) -> Result<Parts, Unwritable> {
        Ok(Parts::new(b'[', b']', None))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Parts, Unwritable> {
        Ok(Parts::new(b'[', b']', None))
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Unwritable> {
        Ok(Parts::new(b'[', b']', Some(variant)))
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Parts, Unwritable> {
        Ok(Parts::new(b'{', b'}', None))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts, Unwritable> {
        Ok(Parts::new(b'{', b'}', None))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts, Unwritable> {
        Ok(Parts::new(b'{', b'}', Some(variant)))
    }
}

macro_rules! elements {
    ($($trait:ident: $method:ident),*) => {$(
        impl ser::$trait for Parts {
            type Ok = Text;
            type Error = Unwritable;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
                self.element(value)
            }
            fn end(self) -> Result<Text, Unwritable> {
                self.close()
            }
        }
    )*};
}
elements!(
    SerializeSeq: serialize_element,
    SerializeTuple: serialize_element,
    SerializeTupleStruct: serialize_field,
    SerializeTupleVariant: serialize_field
);

macro_rules! members {
    ($($trait:ident),*) => {$(
        impl ser::$trait for Parts {
            type Ok = Text;
            type Error = Unwritable;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unwritable> {
                self.named(key, value)
            }
            fn end(self) -> Result<Text, Unwritable> {
                self.close()
            }
        }
    )*};
}
members!(SerializeStruct, SerializeStructVariant);

impl ser::SerializeMap for Parts {
    type Ok = Text;
    type Error = Unwritable;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.key = key.serialize(Render)?.filter(|text| text.first() == Some(&b'"')).unwrap_or_default();
        if self.key.is_empty() { Err(Unwritable("a member's name is a text".to_owned())) } else { Ok(()) }
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        let key = std::mem::take(&mut self.key);
        self.member(&key, value)
    }
    fn end(self) -> Result<Text, Unwritable> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::json;
    use crate::contract::{
        ItemUpdate,
        resources::{folders::FolderUpdate, users::NewUser},
        wire::Maybe,
    };
    use serde::Serialize;
    use std::collections::BTreeMap;

    fn text(value: &impl Serialize) -> String {
        json(value).unwrap().map(|bytes| String::from_utf8(bytes).unwrap()).unwrap_or_default()
    }

    #[test]
    fn what_is_absent_is_left_out_and_null_is_sent() {
        let mut update = FolderUpdate::default();
        assert_eq!(text(&update), "{}");
        update.item =
            ItemUpdate { name: "A \"B\"".to_owned().into(), description: Maybe::Null, ..ItemUpdate::default() };
        update.can_non_owners_invite = true.into();
        assert_eq!(text(&update), r#"{"name":"A \"B\"","description":null,"can_non_owners_invite":true}"#);
        let mut user = NewUser { is_platform_access_only: None, ..NewUser::default() };
        user.fields.tracking_codes = Vec::new().into();
        assert_eq!(text(&user), r#"{"tracking_codes":[]}"#);
    }

    #[test]
    fn all_else_is_as_serde_json_has_it() {
        #[derive(Serialize)]
        enum Kind {
            Unit,
            New(u8),
            Tuple(u8, u8),
            Struct { a: u8 },
        }
        #[derive(Serialize)]
        struct All<'a> {
            kinds: Vec<Kind>,
            map: BTreeMap<&'a str, f64>,
            pair: (char, Option<i8>),
            unit: (),
            text: &'a str,
        }
        let kinds = vec![Kind::Unit, Kind::New(1), Kind::Tuple(1, 2), Kind::Struct { a: 3 }];
        let map = [("x", 1.5), ("ü", -2.0)].into();
        let all = All { kinds, map, pair: ('c', None), unit: (), text: "\u{1}\n" };
        assert_eq!(text(&all), serde_json::to_string(&all).unwrap());
        assert!(json(&BTreeMap::from([(1, 2)])).is_err());
        assert_eq!(text(&None::<u8>), "");
    }
}
