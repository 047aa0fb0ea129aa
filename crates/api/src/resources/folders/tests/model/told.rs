//! The model: what the contract says about folders, as plainly as it can be told.
use std::collections::BTreeMap;

#[path = "shared.rs"]
mod shared;

/// Token, id and enterprise.
pub const PEOPLE: [(&str, i64, i64); 4] = [("una", 3, 1), ("max", 4, 1), ("appu1", 7, 1), ("olga", 9, 2)];

/// Stands for the group behind the people.
pub const GROUP: usize = PEOPLE.len();

const DENIED: &str = "403 access_denied_insufficient_permissions";
const MISSING: &str = "404 not_found";
const TAKEN: &str = "409 item_name_in_use";

/// One of the people, by themselves or with an admin acting as them.
#[derive(Clone, Copy, Debug)]
pub struct Caller {
    pub user: usize,
    pub as_user: bool,
}

impl Caller {
    pub fn all() -> Vec<Caller> {
        let own = (0..PEOPLE.len()).map(|user| Caller { user, as_user: false });
        let others = (0..PEOPLE.len()).filter(|user| PEOPLE[*user].2 == 1);
        own.chain(others.map(|user| Caller { user, as_user: true })).collect()
    }
}

#[derive(Clone, Debug)]
struct Folder {
    id: i64,
    parent: Option<usize>,
    owner: usize,
    name: &'static str,
    trashed: bool,
}

/// What somebody, or the group, was given on a folder.
#[derive(Clone, Debug)]
struct Given {
    id: i64,
    role: &'static str,
    is_access_only: bool,
    is_pending: bool,
}

/// A shared link, with its address.
#[derive(Clone, Debug)]
pub struct Linked {
    pub access: &'static str,
    pub url: String,
}

#[derive(Debug)]
pub struct Model {
    folders: Vec<Folder>,
    given: BTreeMap<(usize, usize), Given>,
    /// The group's id; 0 before it is made.
    pub group: i64,
    /// Who is in it, with the id of the membership.
    pub members: BTreeMap<usize, i64>,
    pub status: [&'static str; 4],
    /// Those that have a shared link.
    pub links: BTreeMap<usize, Linked>,
}

impl Default for Model {
    fn default() -> Self {
        let (given, members) = (BTreeMap::new(), BTreeMap::new());
        Model { folders: Vec::new(), given, group: 0, members, status: ["active"; 4], links: BTreeMap::new() }
    }
}

/// A folder, or the caller's root.
type Place = Option<usize>;

impl Model {
    /// Mostly something that the caller sees: else most stories would be of what is not found.
    pub fn pick(&self, caller: Caller, number: usize) -> Place {
        let all = std::iter::once(None).chain((0..self.len()).map(Some));
        let is_likely = |place: &Place| number.is_multiple_of(5) || self.refusal(caller, *place, "see").is_none();
        let places: Vec<_> = all.filter(is_likely).collect();
        places.get(number % places.len().max(1)).copied().flatten()
    }

    pub fn id(&self, place: Place) -> i64 {
        place.map_or(0, |folder| self.folders[folder].id)
    }

    pub fn owner(&self, folder: usize) -> usize {
        self.folders[folder].owner
    }

    pub fn len(&self) -> usize {
        self.folders.len()
    }

    /// Folder and all above it, upwards.
    fn line(&self, place: Place) -> impl Iterator<Item = usize> {
        std::iter::successors(place, |folder| self.folders[*folder].parent)
    }

    pub fn is_below(&self, folder: usize, top: usize) -> bool {
        self.line(Some(folder)).any(|above| above == top)
    }

    /// What counts for somebody on that very folder: given to them, or to the group that they are in.
    fn on(&self, caller: Caller, folder: usize) -> impl Iterator<Item = &Given> {
        let group = self.members.contains_key(&caller.user).then_some(GROUP);
        let all = group.into_iter().chain([caller.user]).filter_map(move |to| self.given.get(&(folder, to)));
        all.filter(|given| !given.is_pending)
    }

    fn has(&self, caller: Caller, folder: usize) -> bool {
        self.on(caller, folder).next().is_some()
    }

    fn sees(&self, caller: Caller, folder: usize) -> bool {
        let owner = self.folders[folder].owner;
        let is_reached = self.status[owner] != "inactive" && (!caller.as_user || PEOPLE[owner].2 == 1);
        owner == caller.user || (is_reached && self.line(Some(folder)).any(|above| self.has(caller, above)))
    }

    pub fn may(&self, caller: Caller, place: Place, action: &str) -> bool {
        let by_status = match self.status[caller.user] {
            "cannot_delete_edit" => !["edit", "remove", "set"].contains(&action),
            "cannot_delete_edit_upload" => ["see", "invite", "share", "set link", "copy"].contains(&action),
            _ => true,
        };
        let Some(folder) = place else { return by_status && ["see", "upload"].contains(&action) };
        by_status && self.is_given(caller, folder, action)
    }

    /// Whatever their status says.
    fn is_given(&self, caller: Caller, folder: usize, action: &str) -> bool {
        let by_role = |at: usize, role: &str| match (role, action) {
            (_, "see") | ("co-owner", _) | ("editor", "upload" | "edit" | "invite" | "share" | "set link") => true,
            ("editor" | "viewer" | "viewer uploader", "copy") => true,
            ("viewer" | "viewer uploader", "share") => true,
            ("editor", "remove") => at != folder,
            ("viewer uploader" | "previewer uploader" | "uploader", "upload") => true,
            _ => false,
        };
        let by_roles = |at: usize| self.on(caller, at).any(|given| by_role(at, given.role));
        self.folders[folder].owner == caller.user || self.line(Some(folder)).any(by_roles)
    }

    /// What stands in the way.
    pub fn refusal(&self, caller: Caller, place: Place, action: &str) -> Option<&'static str> {
        match place {
            _ if self.status[caller.user] == "inactive" => Some("401 unauthorized"),
            Some(folder) if !self.sees(caller, folder) => Some(MISSING),
            Some(folder) if self.folders[folder].trashed => Some("404 trashed"),
            _ => (!self.may(caller, place, action)).then_some(DENIED),
        }
    }

    fn is_taken(&self, owner: usize, parent: Place, name: &str, but: Option<usize>) -> bool {
        let mut there = (0..self.len()).filter(|folder| Some(*folder) != but).map(|folder| &self.folders[folder]);
        there.any(|f| !f.trashed && f.owner == owner && f.parent == parent && f.name.eq_ignore_ascii_case(name))
    }

    pub fn make(&mut self, caller: Caller, parent: Place, name: &'static str) -> &'static str {
        let owner = parent.map_or(caller.user, |parent| self.folders[parent].owner);
        match self.refusal(caller, parent, "upload") {
            Some(refusal) => refusal,
            None if self.is_taken(owner, parent, name, None) => TAKEN,
            None => {
                self.folders.push(Folder { id: 0, parent, owner, name, trashed: false });
                "201 -"
            }
        }
    }

    pub fn made(&mut self, id: i64) {
        self.folders.last_mut().unwrap().id = id;
    }

    pub fn rename(&mut self, caller: Caller, place: Place, name: &'static str) -> &'static str {
        match (self.refusal(caller, place, "edit"), place) {
            (Some(refusal), _) => refusal,
            (None, Some(folder)) => {
                let Folder { owner, parent, .. } = self.folders[folder];
                self.put(folder, owner, parent, name)
            }
            (None, None) => DENIED,
        }
    }

    pub fn relocate(
        &mut self,
        caller: Caller,
        place: Place,
        to: Place,
        name: Option<&'static str>,
        meant: bool,
    ) -> &'static str {
        let refused = self.refusal(caller, place, "remove");
        let refused = refused.or(name.and_then(|_| self.refusal(caller, place, "edit")));
        let Some(folder) = place.filter(|_| refused.is_none()) else { return refused.unwrap_or(DENIED) };
        let Folder { owner, parent, name: old, .. } = self.folders[folder];
        let new_owner = to.map_or(caller.user, |to| self.folders[to].owner);
        let name = name.unwrap_or(old);
        if to == self.seen_parent(caller, folder) && (!meant || new_owner == owner) {
            return self.put(folder, owner, parent, name);
        }
        let is_shared = |at: usize| self.given.range((at, 0)..(at + 1, 0)).next().is_some();
        let shared_above = self.line(parent).any(is_shared) && !is_shared(folder);
        match self.refusal(caller, to, "upload") {
            Some(refusal) => refusal,
            None if self.line(to).any(|above| above == folder) => "400 cyclical_folder_structure",
            None if !meant && shared_above && !self.line(to).any(is_shared) => {
                "400 cannot_make_collaborated_subfolder_private"
            }
            None => self.put(folder, new_owner, to, name),
        }
    }

    /// A copy of a folder with all that is in it, and nothing else: the new ones are behind those that there were, each behind
    /// what it lies in.
    pub fn copy(&mut self, caller: Caller, place: Place, to: Place, name: &'static str) -> &'static str {
        let refusal = self.refusal(caller, place, "copy");
        let Some(folder) = place.filter(|_| refusal.is_none()) else { return refusal.unwrap_or(DENIED) };
        let owner = to.map_or(caller.user, |to| self.folders[to].owner);
        match self.refusal(caller, to, "upload") {
            Some(refusal) => return refusal,
            None if self.line(to).any(|above| above == folder) => return "400 cyclical_folder_structure",
            None if self.is_taken(owner, to, name, None) => return TAKEN,
            None => {}
        }
        let mut copies = BTreeMap::from([(folder, self.len())]);
        self.folders.push(Folder { id: 0, parent: to, owner, name, trashed: false });
        let mut left = vec![folder];
        while let Some(from) = left.pop() {
            let parent = Some(copies[&from]);
            for one in (0..copies[&folder]).filter(|one| self.folders[*one].parent == Some(from)).collect::<Vec<_>>() {
                if !self.folders[one].trashed {
                    copies.insert(one, self.len());
                    let copy = Folder { id: 0, parent, owner, ..self.folders[one].clone() };
                    self.folders.push(copy);
                    left.push(one);
                }
            }
        }
        "201 -"
    }

    /// Those whose ids are not known yet.
    pub fn unnumbered(&self) -> Vec<usize> {
        (0..self.len()).filter(|folder| self.folders[*folder].id == 0).collect()
    }

    pub fn name(&self, folder: usize) -> &'static str {
        self.folders[folder].name
    }

    pub fn parent(&self, folder: usize) -> Place {
        self.folders[folder].parent
    }

    pub fn numbered_folder(&mut self, folder: usize, id: i64) {
        self.folders[folder].id = id;
    }

    /// Puts a folder, and what is below it, where it is to be, if the name is free there.
    fn put(&mut self, folder: usize, owner: usize, parent: Place, name: &'static str) -> &'static str {
        if self.is_taken(owner, parent, name, Some(folder)) {
            return TAKEN;
        }
        if owner != self.folders[folder].owner {
            for one in self.tree(folder) {
                self.folders[one].owner = owner;
            }
            for one in (0..self.len()).filter(|one| self.is_below(*one, folder)).collect::<Vec<_>>() {
                if self.given.get(&(one, owner)).is_some_and(|given| !given.is_pending) {
                    self.given.remove(&(one, owner));
                }
            }
        }
        let moved = &mut self.folders[folder];
        (moved.parent, moved.name) = (parent, name);
        "200 -"
    }

    /// A folder and what is below it, but for what is in the trash.
    fn tree(&self, top: usize) -> Vec<usize> {
        (0..self.len()).filter(|one| self.is_below(*one, top) && !self.folders[*one].trashed).collect()
    }

    pub fn delete(&mut self, caller: Caller, place: Place, recursive: bool) -> &'static str {
        let refusal = self.refusal(caller, place, "remove");
        let Some(folder) = place.filter(|_| refusal.is_none()) else { return refusal.unwrap_or(DENIED) };
        let tree = self.tree(folder);
        if tree.len() > 1 && !recursive {
            return "400 folder_not_empty";
        }
        tree.into_iter().for_each(|one| self.folders[one].trashed = true);
        "204 -"
    }

    /// Where it lies, as far as the caller can tell.
    fn seen_parent(&self, caller: Caller, folder: usize) -> Place {
        let Folder { owner, parent, .. } = self.folders[folder];
        parent.filter(|_| owner == caller.user || self.line(parent).any(|above| self.has(caller, above)))
    }

    /// The ids from the root down to the parent.
    pub fn path(&self, caller: Caller, place: Place) -> Vec<i64> {
        let Some(folder) = place else { return Vec::new() };
        let above = std::iter::successors(self.seen_parent(caller, folder), |above| self.seen_parent(caller, *above));
        let mut path: Vec<_> = above.map(|above| self.folders[above].id).collect();
        path.push(0);
        path.reverse();
        path
    }

    /// The ids of what is listed, by name.
    pub fn items(&self, caller: Caller, place: Place) -> Vec<i64> {
        let is_listed = |one: usize| match place {
            Some(_) => self.folders[one].parent == place,
            None if self.folders[one].owner == caller.user => self.folders[one].parent.is_none(),
            None => {
                let is_shown = self.on(caller, one).any(|given| !given.is_access_only);
                is_shown && self.sees(caller, one) && self.seen_parent(caller, one).is_none()
            }
        };
        let listed = (0..self.len()).filter(|one| !self.folders[*one].trashed && is_listed(*one));
        let mut listed: Vec<_> = listed.map(|one| &self.folders[one]).collect();
        listed.sort_by_key(|one| (one.name.to_lowercase(), one.id));
        listed.into_iter().map(|one| one.id).collect()
    }
}
