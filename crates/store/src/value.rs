//! The six kinds of value both engines share, and how Rust types become them and come back.

/// A value on its way in or out; borrowed, so binding and reading copy nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    Null,
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(&'a str),
    Bytes(&'a [u8]),
}

pub trait ToValue {
    fn to_value(&self) -> Value<'_>;
}

pub trait FromValue: Sized {
    /// None when the kinds do not fit, which the row reports with the column's position.
    fn from_value(value: Value<'_>) -> Option<Self>;
}

macro_rules! plain {
    ($($type:ty, $kind:ident, $v:ident => $out:expr, $s:ident => $in:expr;)*) => {$(
        impl FromValue for $type {
            fn from_value(value: Value<'_>) -> Option<Self> {
                match value { Value::$kind($v) => Some($out), _ => None }
            }
        }
        impl ToValue for $type {
            fn to_value(&self) -> Value<'_> { let $s = self; Value::$kind($in) }
        }
    )*};
}
plain! {
    i64, Int, v => v, s => *s;
    f64, Float, v => v, s => *s;
    String, Text, v => v.to_owned(), s => s;
    Vec<u8>, Bytes, v => v.to_vec(), s => s;
}

/// SQLite has no boolean: it answers 0 and 1.
impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Bool(v) => Some(v),
            Value::Int(v) => Some(v != 0),
            _ => None,
        }
    }
}

impl ToValue for bool {
    fn to_value(&self) -> Value<'_> {
        Value::Bool(*self)
    }
}

impl ToValue for str {
    fn to_value(&self) -> Value<'_> {
        Value::Text(self)
    }
}

impl ToValue for [u8] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl ToValue for Value<'_> {
    fn to_value(&self) -> Value<'_> {
        *self
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value<'_> {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, T::to_value)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// The arguments of one statement: a tuple, `.0` is `$1`.
pub trait Params {
    fn with<R>(&self, run: impl FnOnce(&[Value<'_>]) -> R) -> R;
}

/// For a list of one kind, `IN ($1, …)`.
impl<T: ToValue, const N: usize> Params for [T; N] {
    fn with<Out>(&self, run: impl FnOnce(&[Value<'_>]) -> Out) -> Out {
        run(&self.each_ref().map(T::to_value))
    }
}

macro_rules! tuples {
    ($(($($name:ident . $at:tt),*))*) => {$(
        impl<$($name: ToValue),*> Params for ($($name,)*) {
            fn with<Out>(&self, run: impl FnOnce(&[Value<'_>]) -> Out) -> Out {
                run(&[$(self.$at.to_value()),*])
            }
        }
    )*};
}
tuples! {
    ()
    (A.0)
    (A.0, B.1)
    (A.0, B.1, C.2)
    (A.0, B.1, C.2, D.3)
    (A.0, B.1, C.2, D.3, E.4)
    (A.0, B.1, C.2, D.3, E.4, F.5)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10, L.11)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10, L.11, M.12)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10, L.11, M.12, N.13)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10, L.11, M.12, N.13, O.14)
    (A.0, B.1, C.2, D.3, E.4, F.5, G.6, H.7, I.8, J.9, K.10, L.11, M.12, N.13, O.14, P.15)
}

/// Declares an enum whose variants the store and the wire know by their texts.
#[macro_export]
macro_rules! texts {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$inner:meta])* $variant:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        $vis enum $name { $($(#[$inner])* $variant),* }

        impl $name {
            pub const TEXTS: &'static [&'static str] = &[$($text),*];
            pub const fn text(self) -> &'static str {
                match self { $($name::$variant => $text),* }
            }
            pub fn of(text: &str) -> Option<Self> {
                match text { $($text => Some($name::$variant),)* _ => None }
            }
        }
        impl $crate::ToValue for $name {
            fn to_value(&self) -> $crate::Value<'_> { $crate::Value::Text(self.text()) }
        }
        impl $crate::FromValue for $name {
            fn from_value(value: $crate::Value<'_>) -> Option<Self> {
                if let $crate::Value::Text(text) = value { $name::of(text) } else { None }
            }
        }
    };
}
