use super::*;
use crate::{
    Error,
    resources::users::{Kind, Role},
    wire::{EnterpriseId, RequestId, UserId},
};
use boxwood_store::{Cost, Read, Tx, Write};
use boxwood_testing::{World, on_both_engines};

fn new(name: &str, login: &str) -> NewEnterprise {
    NewEnterprise {
        name: name.to_owned(),
        admin_name: "Nora".to_owned(),
        admin_login: login.to_owned(),
        domains: Vec::new(),
    }
}

#[test]
fn an_enterprise_is_made_with_its_admin() {
    on_both_engines(async |world: World| {
        let db = world.app().db();
        let make = |tx: &mut Tx<Write>| create(tx, &new("Third", "Nora@third.example"), RequestId::new(1));
        let (id, nora) = db.write("test", make).await.unwrap();
        assert_eq!((nora.role, nora.kind, nora.enterprise_id), (Role::Admin, Kind::Managed, Some(id)));
        let rows = db.read(Cost::Scan, |tx: &mut Tx<Read>| list(tx)).await.unwrap();
        let shown: Vec<_> =
            rows.iter().map(|row| (row.name.as_str(), row.admin_login.as_deref(), row.users, row.apps)).collect();
        let first = ("Acme", Some("ada@example.com"), 8, 5);
        assert_eq!(shown, [first, ("Other", None, 1, 0), ("Third", Some("nora@third.example"), 1, 0)]);
        let again = db.write("test", |tx| create(tx, &new("Fourth", "nora@third.example"), RequestId::new(1))).await;
        assert_eq!(again.err().map(|error| error.status()), Some(409));
        let count = db.read(Cost::Scan, |tx: &mut Tx<Read>| Ok::<_, Error>(list(tx)?.len())).await.unwrap();
        assert_eq!(count, 3, "nothing is left of a refused one");
        let found = db.read(Cost::Point, move |tx: &mut Tx<Read>| by_id(tx, id)).await.unwrap();
        assert_eq!(found.map(|row| row.timezone), Some("America/Los_Angeles".to_owned()));
    });
}

#[test]
fn an_enterprise_has_the_domain_of_its_admin_or_those_that_are_named() {
    on_both_engines(async |world: World| {
        let db = world.app().db();
        let domains = async |login: &'static str, named: &'static [&'static str]| {
            let new = NewEnterprise { domains: named.iter().map(ToString::to_string).collect(), ..new("Third", login) };
            let make = move |tx: &mut Tx<Write>| {
                let (id, _) = create(tx, &new, RequestId::new(1))?;
                Ok::<_, Error>(settings(tx, id)?.map(|settings| settings.domains.0.join(" ")))
            };
            db.write("test", make).await.map_err(|error| error.status())
        };
        assert_eq!(domains("Nora@Third.Example", &[]).await, Ok(Some("third.example".to_owned())));
        let named = &["B.example", "a.example", " b.example "];
        assert_eq!(domains("nora@fourth.example", named).await, Ok(Some("a.example b.example".to_owned())));
        for bad in [&[""], &["a.example,b.example"], &["nora@a.example"], &["a..example"], &["a example"]] {
            assert_eq!(domains("nora@fifth.example", bad).await, Err(400), "{bad:?}");
        }
        for login in ["nora", "nora@", "@fifth.example"] {
            assert_eq!(domains(login, &[]).await, Err(400), "{login}");
        }
    });
}

#[test]
fn people_are_found_by_id_and_login() {
    on_both_engines(async |world: World| {
        let db = world.app().db();
        let find = async |filter: &'static str, kind, after, limit| {
            let find = move |tx: &mut Tx<Read>| people(tx, EnterpriseId(1), filter, kind, UserId(after), limit);
            let found = db.read(Cost::Scan, find).await.unwrap();
            found.into_iter().map(|row| row.name).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(find("", None, 0, 100).await, "ada cole una max ina robot appu1 appu2 cora");
        assert_eq!(find("", Some(Kind::Service), 0, 100).await, "robot");
        assert_eq!(find("CO", None, 0, 100).await, "cole cora");
        assert_eq!(find("cora@Exam", None, 0, 100).await, "cora");
        assert_eq!(find("", None, 3, 2).await, "max ina");
        for text in ["2", "Cole@Example.com"] {
            let found = db.read(Cost::Point, move |tx: &mut Tx<Read>| person_by_login(tx, text)).await.unwrap();
            assert_eq!(found.map(|row| row.name), Some("cole".to_owned()));
        }
    });
}
