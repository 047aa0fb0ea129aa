//! What the path of an operation is read into.
use crate::wire::Describe;
use schemars::JsonSchema;
use std::str::FromStr;

/// The variable parts of a path. One that is no id cannot name anything: the contract answers 405, before any SQL.
pub trait Path: Sized + Send + 'static {
    const SCHEMAS: &'static [Describe];

    fn parse(params: &[String]) -> Option<Self>;
}

impl Path for () {
    const SCHEMAS: &'static [Describe] = &[];

    fn parse(_: &[String]) -> Option<Self> {
        Some(())
    }
}

impl<A: FromStr + JsonSchema + Send + 'static> Path for (A,) {
    const SCHEMAS: &'static [Describe] = &[|generator| generator.subschema_for::<A>()];

    fn parse(params: &[String]) -> Option<Self> {
        Some((params.first()?.parse().ok()?,))
    }
}

impl<A, B> Path for (A, B)
where
    A: FromStr + JsonSchema + Send + 'static,
    B: FromStr + JsonSchema + Send + 'static,
{
    const SCHEMAS: &'static [Describe] =
        &[|generator| generator.subschema_for::<A>(), |generator| generator.subschema_for::<B>()];

    fn parse(params: &[String]) -> Option<Self> {
        Some((params.first()?.parse().ok()?, params.get(1)?.parse().ok()?))
    }
}

impl<A, B, C> Path for (A, B, C)
where
    A: FromStr + JsonSchema + Send + 'static,
    B: FromStr + JsonSchema + Send + 'static,
    C: FromStr + JsonSchema + Send + 'static,
{
    const SCHEMAS: &'static [Describe] = &[
        |generator| generator.subschema_for::<A>(),
        |generator| generator.subschema_for::<B>(),
        |generator| generator.subschema_for::<C>(),
    ];

    fn parse(params: &[String]) -> Option<Self> {
        Some((params.first()?.parse().ok()?, params.get(1)?.parse().ok()?, params.get(2)?.parse().ok()?))
    }
}
