//! The names that items have in an archive: no two that anybody could take for one.
use super::{NameConflict, ZipItemKind};
use crate::{items::folded, wire::ItemId};
use std::collections::{HashMap, HashSet};

/// An item that was asked for, by its own name.
pub(super) struct Asked<'a> {
    pub kind: ZipItemKind,
    pub id: ItemId,
    pub name: &'a str,
}

/// A name for each, in their order; and those that are not their own, together with those that they were in conflict with.
pub(super) fn told_apart(items: &[Asked<'_>]) -> (Vec<String>, Vec<Vec<NameConflict>>) {
    let mut alike: HashMap<String, usize> = HashMap::new();
    for item in items {
        *alike.entry(folded(item.name)).or_default() += 1;
    }
    let is_alone = |item: &Asked<'_>| alike.get(&folded(item.name)).copied() == Some(1);
    let mut taken: HashSet<String> = items.iter().filter(|item| is_alone(item)).map(|item| folded(item.name)).collect();
    let (mut names, mut conflicts) = (Vec::with_capacity(items.len()), Vec::<(String, Vec<NameConflict>)>::new());
    for item in items {
        if is_alone(item) {
            names.push(item.name.to_owned());
            continue;
        }
        let mut name = with_id(item, item.name);
        while !taken.insert(folded(&name)) {
            name = with_id(item, &name);
        }
        let conflict = NameConflict {
            id: item.id,
            kind: item.kind,
            original_name: item.name.to_owned(),
            download_name: name.clone(),
        };
        let key = folded(item.name);
        match conflicts.iter_mut().find(|(known, _)| *known == key) {
            Some((_, all)) => all.push(conflict),
            None => conflicts.push((key, vec![conflict])),
        }
        names.push(name);
    }
    (names, conflicts.into_iter().map(|(_, all)| all).collect())
}

/// Before the ending, so that a program still knows what it is.
fn with_id(item: &Asked<'_>, name: &str) -> String {
    let ending = if item.kind == ZipItemKind::File { name.rfind('.').filter(|at| *at > 0) } else { None };
    let (stem, ending) = name.split_at(ending.unwrap_or(name.len()));
    format!("{stem} ({}){ending}", item.id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_the_name_of_another_has_its_id_in_it() {
        let asked = |kind, id, name| Asked { kind, id: ItemId(id), name };
        let (file, folder) = (ZipItemKind::File, ZipItemKind::Folder);
        let (names, conflicts) = told_apart(&[
            asked(file, 1, "a.txt"),
            asked(folder, 2, "A.TXT"),
            asked(file, 3, "a (1).txt"),
            asked(file, 4, ".env"),
            asked(file, 5, ".ENV"),
        ]);
        assert_eq!(names, ["a (1) (1).txt", "A.TXT (2)", "a (1).txt", ".env (4)", ".ENV (5)"]);
        let told: Vec<Vec<i64>> = conflicts.iter().map(|all| all.iter().map(|one| one.id.0).collect()).collect();
        assert_eq!(told, [[1, 2], [4, 5]]);
    }
}
