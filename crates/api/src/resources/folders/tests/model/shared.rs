//! The model: what the contract says about collaborations and groups.
use super::{Caller, DENIED, GROUP, Given, Linked, MISSING, Model, PEOPLE, Place};

impl Model {
    /// The id of what was given there, if anything was.
    pub fn given(&self, place: Place, to: usize) -> Option<i64> {
        self.given.get(&(place?, to)).map(|given| given.id)
    }

    pub fn numbered(&mut self, place: Place, to: usize, id: i64) {
        self.given.get_mut(&(place.unwrap(), to)).unwrap().id = id;
    }

    pub fn is_pending(&self, place: Place, to: usize) -> bool {
        place.and_then(|folder| self.given.get(&(folder, to))).is_some_and(|given| given.is_pending)
    }

    /// How many collaborate in a folder or above.
    pub fn collaborators(&self, folder: usize) -> usize {
        self.line(Some(folder)).map(|above| self.given.range((above, 0)..(above + 1, 0)).count()).sum()
    }

    pub fn invite(
        &mut self,
        caller: Caller,
        place: Place,
        to: usize,
        (role, is_access_only): (&'static str, bool),
    ) -> &'static str {
        let Some(folder) = place else {
            let refusal = self.refusal(caller, place, "see");
            return refusal.unwrap_or("400 collaborations_not_available_on_root_folder");
        };
        if let Some(refusal) = self.refusal(caller, place, "invite") {
            return refusal;
        }
        let (owner, of) = (self.folders[folder].owner, |user: usize| PEOPLE[user].2);
        let is_colleague = to == GROUP || of(to) == of(caller.user);
        match () {
            () if role == "co-owner" && !self.may(caller, place, "set") => DENIED,
            // The group is of the first enterprise, whose managed users may invite it, and its members.
            () if to == GROUP && of(caller.user) != 1 => MISSING,
            () if to == GROUP && caller.user == 2 && !self.members.contains_key(&2) => DENIED,
            () if to != GROUP && is_colleague && self.status[to] == "inactive" => "400 cannot_invite_deactivated_user",
            () if to == owner => "400 user_already_collaborator",
            () => {
                let given = Given { id: 0, role, is_access_only, is_pending: !is_colleague };
                self.given.insert((folder, to), given);
                "201 -"
            }
        }
    }

    /// What stands in the way of changing, or ending, what was given.
    fn held(&self, caller: Caller, folder: usize, to: usize, ends: bool) -> Option<&'static str> {
        let owner = self.folders[folder].owner;
        let is_reached =
            owner == caller.user || (self.status[owner] != "inactive" && (!caller.as_user || PEOPLE[owner].2 == 1));
        let (is_own, sees) = (to == caller.user, self.sees(caller, folder));
        let is_above = self.given[&(folder, to)].role == "co-owner" && !self.is_given(caller, folder, "set");
        match () {
            () if self.status[caller.user] == "inactive" => Some("401 unauthorized"),
            () if self.folders[folder].trashed || !is_reached || !(is_own || sees) => Some(MISSING),
            () if is_own && ends => None,
            () if self.is_given(caller, folder, "invite") && !is_above => None,
            () => Some(DENIED),
        }
    }

    pub fn change(&mut self, caller: Caller, place: Place, to: usize, role: &'static str) -> &'static str {
        let folder = place.unwrap();
        if let Some(refusal) = self.held(caller, folder, to, false) {
            return refusal;
        }
        if role == "co-owner" && !self.may(caller, place, "set") {
            return DENIED;
        }
        self.given.get_mut(&(folder, to)).unwrap().role = role;
        "200 -"
    }

    pub fn end(&mut self, caller: Caller, place: Place, to: usize) -> &'static str {
        let folder = place.unwrap();
        if let Some(refusal) = self.held(caller, folder, to, true) {
            return refusal;
        }
        self.given.remove(&(folder, to));
        "204 -"
    }

    /// By the one who was asked, who is not acted as.
    pub fn accept(&mut self, place: Place, user: usize) -> &'static str {
        let folder = place.unwrap();
        let (owner, caller) = (self.folders[folder].owner, Caller { user, as_user: false });
        match self.held(caller, folder, user, true) {
            Some(refusal) => refusal,
            None if owner == user => "400 user_already_collaborator",
            None => {
                self.given.get_mut(&(folder, user)).unwrap().is_pending = false;
                "200 -"
            }
        }
    }

    /// Makes, changes or removes the link of a folder.
    pub fn link(&mut self, caller: Caller, place: Place, access: Option<&'static str>) -> &'static str {
        let (Some(folder), None) = (place, self.refusal(caller, place, "share")) else {
            return self.refusal(caller, place, "share").unwrap_or(DENIED);
        };
        let before = self.links.get(&folder).map(|link| link.access);
        let changes = if before.is_none() && access.is_some() { access != Some("open") } else { before != access };
        match access {
            _ if changes && !self.may(caller, place, "set link") => return DENIED,
            Some(access) => self.links.entry(folder).or_insert(Linked { access, url: String::new() }).access = access,
            None => drop(self.links.remove(&folder)),
        }
        "200 -"
    }

    /// What stands in the way of one who comes by the link of `top`.
    pub fn refusal_by_link(&self, caller: Caller, place: Place, top: usize) -> Option<&'static str> {
        let (link, owner) = (&self.links[&top], self.folders[top].owner);
        let is_reached =
            owner == caller.user || (self.status[owner] != "inactive" && (!caller.as_user || PEOPLE[owner].2 == 1));
        let is_let_in = match link.access {
            "company" => PEOPLE[owner].2 == PEOPLE[caller.user].2,
            "collaborators" => self.sees(caller, top),
            _ => true,
        };
        let gives = link.access != "collaborators";
        let sees = |folder| self.sees(caller, folder) || (gives && self.is_below(folder, top));
        match place {
            _ if self.status[caller.user] == "inactive" => Some("401 unauthorized"),
            _ if self.folders[top].trashed || !is_reached || !is_let_in => Some(MISSING),
            Some(folder) if !sees(folder) => Some(MISSING),
            Some(folder) if self.folders[folder].trashed => Some("404 trashed"),
            _ => None,
        }
    }
}
