//! Where our document and the reference part. Each difference is one line, which the list of agreed ones repeats.
use super::{
    document::{Document, Shape, list},
    tiers::{Side, fields, tier},
};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Which every operation of ours names; the reference mentions them in its prose.
const EVERYWHERE: &[&str] = &["as-user", "box-version"];

pub struct Compare<'a> {
    pub reference: &'a Document,
    pub ours: &'a Document,
    pub differences: BTreeSet<String>,
    /// Resources with tiers that were met, and have been compared or will be.
    families: Vec<(String, String)>,
    compared: usize,
}

impl<'a> Compare<'a> {
    pub fn new(reference: &'a Document, ours: &'a Document) -> Self {
        Compare { reference, ours, differences: BTreeSet::new(), families: Vec::new(), compared: 0 }
    }

    pub fn operation(&mut self, theirs: &'a Value, ours: &'a Value) {
        let id = theirs.get("operationId").and_then(Value::as_str).unwrap_or_default();
        if ours.get("operationId").and_then(Value::as_str) != Some(id) {
            self.say(format!("{id}: another operationId"));
        }
        self.parameters(id, theirs, ours);
        let body = |operation: &'a Value| operation.get("requestBody").and_then(|body| body.get("content"));
        self.contents(&format!("{id} body"), body(theirs), body(ours));
        self.answers(id, theirs, ours);
    }

    fn parameters(&mut self, id: &str, theirs: &'a Value, ours: &'a Value) {
        let (theirs, ours) = (parameters(self.reference, theirs), parameters(self.ours, ours));
        for (key, theirs) in &theirs {
            let Some(ours) = ours.get(key) else {
                self.say(format!("{id} {key}: not here"));
                continue;
            };
            let required = |parameter: &Value| parameter.get("required").and_then(Value::as_bool).unwrap_or_default();
            if required(theirs) != required(ours) {
                let where_required = if required(theirs) { "only there" } else { "only here" };
                self.say(format!("{id} {key}: required {where_required}"));
            }
            if let (Some(theirs), Some(ours)) = (theirs.get("schema"), ours.get("schema")) {
                self.schema(&format!("{id} {key}"), theirs, ours, true);
            }
        }
        for key in ours.keys().filter(|key| !theirs.contains_key(*key)) {
            if !EVERYWHERE.iter().any(|name| key.ends_with(name)) {
                self.say(format!("{id} {key}: not there"));
            }
        }
    }

    fn contents(&mut self, at: &str, theirs: Option<&'a Value>, ours: Option<&'a Value>) {
        let types = |content: Option<&'a Value>| -> BTreeMap<&'a str, &'a Value> {
            let content = content.and_then(Value::as_object).into_iter().flatten();
            content.filter_map(|(media, content)| Some((media.as_str(), content.get("schema")?))).collect()
        };
        let (theirs, ours) = (types(theirs), types(ours));
        for (media, theirs) in &theirs {
            match ours.get(media) {
                Some(ours) => self.schema(at, theirs, ours, at.ends_with("body")),
                None => self.say(format!("{at}: {media} not here")),
            }
        }
        for media in ours.keys().filter(|media| !theirs.contains_key(*media)) {
            self.say(format!("{at}: {media} not there"));
        }
    }

    /// Of what succeeds; how things fail, the reference mostly leaves open.
    fn answers(&mut self, id: &str, theirs: &'a Value, ours: &'a Value) {
        let successes = |operation: &'a Value| -> BTreeMap<&'a str, &'a Value> {
            let answers = operation.get("responses").and_then(Value::as_object).into_iter().flatten();
            answers
                .filter(|(status, _)| status.starts_with(['2', '3']))
                .map(|(status, answer)| (status.as_str(), answer))
                .collect()
        };
        let (theirs, ours) = (successes(theirs), successes(ours));
        for (status, theirs) in &theirs {
            let Some(ours) = ours.get(status) else {
                self.say(format!("{id} answers {status} only there"));
                continue;
            };
            let content = |document: &'a Document, answer| document.resolve(answer).get("content");
            self.contents(&format!("{id} {status}"), content(self.reference, theirs), content(self.ours, ours));
        }
        for status in ours.keys().filter(|status| !theirs.contains_key(*status)) {
            self.say(format!("{id} answers {status} only here"));
        }
    }

    /// `input`: what a client sends.
    fn schema(&mut self, at: &str, theirs: &'a Value, ours: &'a Value, input: bool) {
        let (theirs, ours) = (self.reference.shape(theirs), self.ours.shape(ours));
        if theirs.is_choice || ours.is_choice || self.is_family(at, &theirs, &ours) {
            return;
        }
        if !theirs.types.is_empty() && theirs.types != ours.types {
            self.say(format!("{at}: {} there, {} here", words(&theirs.types), words(&ours.types)));
        }
        // To answer with fewer values than are allowed is no difference, to take fewer is.
        let narrower = !input && theirs.values.is_empty();
        if theirs.values != ours.values && !narrower {
            let (there, here) = (&theirs.values - &ours.values, &ours.values - &theirs.values);
            self.say(format!("{at}: values only there: {}; only here: {}", words(&there), words(&here)));
        }
        if input && theirs.required != ours.required {
            let (there, here) = (&theirs.required - &ours.required, &ours.required - &theirs.required);
            self.say(format!("{at}: required only there: {}; only here: {}", words(&there), words(&here)));
        }
        if let (Some(theirs), Some(ours)) = (theirs.items, ours.items) {
            self.schema(&format!("{at}[]"), theirs, ours, input);
        }
        // An object of any shape has no names to compare.
        if theirs.properties.is_empty() {
            return;
        }
        if ours.properties.is_empty() {
            self.say(format!("{at}: its fields are only there"));
            return;
        }
        for (name, theirs) in &theirs.properties {
            match ours.properties.get(name) {
                Some(ours) => self.schema(&format!("{at}.{name}"), theirs, ours, input),
                None => self.say(format!("{at}.{name}: not here")),
            }
        }
        for name in ours.properties.keys().filter(|name| !theirs.properties.contains_key(*name)) {
            self.say(format!("{at}.{name}: not there"));
        }
    }

    /// Resources with tiers are compared once, and not wherever they are met: there only the tier.
    fn is_family(&mut self, at: &str, theirs: &Shape<'a>, ours: &Shape<'a>) -> bool {
        let Some((family, their_tier)) = theirs.name.and_then(|name| tier(Side::Reference, name, self.reference))
        else {
            return false;
        };
        let Some((our_family, our_tier)) = ours.name.and_then(|name| tier(Side::Ours, name, self.ours)) else {
            return false;
        };
        if their_tier != our_tier {
            self.say(format!("{at}: the {their_tier} {family} there, the {our_tier} one here"));
        }
        let pair = (family, our_family);
        if !self.families.contains(&pair) {
            self.families.push(pair);
        }
        true
    }

    /// Compares the resources that were met, and those that these lead to.
    pub fn resources(&mut self) {
        while let Some((family, our_family)) = self.families.get(self.compared).cloned() {
            self.compared += 1;
            let theirs = fields(Side::Reference, &family, self.reference);
            let ours = fields(Side::Ours, &our_family, self.ours);
            for (name, (their_tier, theirs)) in &theirs {
                let at = format!("{family}.{name}");
                let Some((our_tier, ours)) = ours.get(name) else {
                    self.say(format!("{at}: {their_tier} there, not here"));
                    continue;
                };
                if their_tier != our_tier {
                    self.say(format!("{at}: {their_tier} there, {our_tier} here"));
                }
                self.schema(&at, theirs, ours, false);
            }
            for (name, (our_tier, _)) in ours.iter().filter(|(name, _)| !theirs.contains_key(*name)) {
                self.say(format!("{family}.{name}: not there, {our_tier} here"));
            }
        }
    }

    fn say(&mut self, difference: String) {
        self.differences.insert(difference);
    }
}

/// By place and name: "query limit".
fn parameters<'a>(document: &'a Document, operation: &'a Value) -> BTreeMap<String, &'a Value> {
    let all = list(operation, "parameters").map(|parameter| document.resolve(parameter));
    let text = |parameter: &'a Value, key| parameter.get(key).and_then(Value::as_str).unwrap_or_default();
    all.map(|one| (format!("{} {}", text(one, "in"), text(one, "name").to_lowercase()), one)).collect()
}

fn words(all: &BTreeSet<&str>) -> String {
    if all.is_empty() { "-".to_owned() } else { all.iter().copied().collect::<Vec<_>>().join(" ") }
}
