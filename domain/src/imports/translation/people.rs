//! Who wrote in a source, and who that is here.
//!
//! Somebody whose confirmed mail address is known here is that account. Somebody else becomes one, an author whatever they were there, as
//! people come with an archive of a site: without a password, with an address that counts as confirmed, because whoever takes the archive
//! in takes its word for it. Where that can't be (no address, a handle or an unconfirmed address that is somebody else's), what they wrote
//! becomes that of the author who was named.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{Findings, Id, NewArchive, cut, plain};
use crate::{
    Context, Result,
    accounts::BIO_MAX,
    ids::UserId,
    imports::store,
    slug,
    users::{DisplayName, Email, Username},
};

/// How many are looked for at once.
const PAGE: usize = 300;

/// Somebody in a source, as they would be here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imports) struct Person {
    pub id: UserId,
    /// Empty where none can be made.
    pub username: String,
    /// Empty where there is none.
    pub email: String,
    pub display_name: String,
    pub bio: String,
    pub joined_at: DateTime<Utc>,
}

/// Who that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::imports) enum Account {
    /// They come along.
    Coming,
    /// An account that is here.
    Here(UserId),
    /// Nobody can be; why.
    Nobody(String),
}

/// All of a source, by what it calls them.
pub(in crate::imports) struct People {
    all: HashMap<String, (Person, Account)>,
    instead: UserId,
    told: HashSet<String>,
}

impl Person {
    /// Somebody whom a source calls `key`. `names` are the handles that they could have, the best first.
    pub(in crate::imports) fn new(
        key: &str,
        names: &[&str],
        email: &str,
        shown: &str,
        joined_at: DateTime<Utc>,
    ) -> Self {
        let fitting = |name: &&str| Username::parse(name).or_else(|_| Username::parse(&slug::make(name))).ok();
        let username = names.iter().find_map(fitting).map(|name| name.as_str().to_owned()).unwrap_or_default();
        let email = Email::chosen(email).map(|email| email.as_str().to_owned()).unwrap_or_default();
        let shown = cut(Some(shown), DisplayName::MAX).unwrap_or_else(|| username.clone());
        Self {
            id: UserId::from_uuid(Id::of("user", key)),
            username,
            email,
            display_name: shown,
            bio: String::new(),
            joined_at,
        }
    }

    /// With a few words about themselves.
    pub(in crate::imports) fn about(self, bio: &str) -> Self {
        Self { bio: cut(Some(&plain(bio)), BIO_MAX).unwrap_or_default(), ..self }
    }

    /// How much memory they take, in bytes, also while it is found out who they are.
    pub(in crate::imports) fn bytes(&self) -> usize {
        let names = self.username.len() + self.email.len();
        size_of::<Self>() + 2 * names + self.display_name.len() + self.bio.len()
    }
}

impl People {
    /// Finds out who they are here; `instead` writes for those who are nobody.
    ///
    /// # Errors
    /// The database's.
    pub(in crate::imports) async fn settled(cx: &Context, all: Vec<(String, Person)>, instead: UserId) -> Result<Self> {
        let mut here = Vec::new();
        for page in all.chunks(PAGE) {
            let ids = page.iter().map(|(_, person)| person.id.uuid()).collect();
            let emails = page.iter().map(|(_, person)| person.email.clone()).collect();
            let usernames = page.iter().map(|(_, person)| person.username.clone()).collect();
            here.extend(store::accounts(cx, ids, emails, usernames).await?);
        }
        Ok(Self::decided(all, &here, instead))
    }

    fn decided(all: Vec<(String, Person)>, here: &[store::AccountHere], instead: UserId) -> Self {
        let (mut names, mut people) = (HashSet::new(), HashMap::new());
        for (key, person) in all {
            let mut account = account(&person, here);
            let is_other = !names.insert(person.username.clone()) | !names.insert(person.email.clone());
            if account == Account::Coming && is_other {
                account = Account::Nobody("somebody else there has the same handle or mail address".to_owned());
            }
            people.insert(key, (person, account));
        }
        Self { all: people, instead, told: HashSet::new() }
    }

    /// Whose a post is by somebody there; they come along where they have to. The first time that it is not theirs is told.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(in crate::imports) fn author(
        &mut self,
        key: &str,
        archive: &mut NewArchive,
        findings: &mut Findings,
    ) -> Result<UserId> {
        match self.all.get(key) {
            None => Ok(self.instead),
            Some((_, Account::Here(id))) => Ok(*id),
            Some((person, Account::Coming)) => archive.person(person).map(|()| person.id),
            Some((person, Account::Nobody(why))) => {
                if self.told.insert(key.to_owned()) {
                    let reason =
                        format!("{}: what they wrote comes as somebody else's, because {why}", person.display_name);
                    findings.add("authors", None, reason);
                }
                Ok(self.instead)
            }
        }
    }

    /// Whose a comment is by somebody there: nobody's who has no account.
    ///
    /// # Errors
    /// `internal` when the disk is full.
    pub(in crate::imports) fn commenter(&self, key: &str, archive: &mut NewArchive) -> Result<Option<UserId>> {
        match self.all.get(key) {
            Some((_, Account::Here(id))) => Ok(Some(*id)),
            Some((person, Account::Coming)) => archive.person(person).map(|()| Some(person.id)),
            _ => Ok(None),
        }
    }
}

fn account(person: &Person, here: &[store::AccountHere]) -> Account {
    if here.iter().any(|it| it.id == person.id.uuid()) {
        return Account::Coming;
    }
    if person.email.is_empty() {
        return Account::Nobody("they have no mail address there".to_owned());
    }
    match here.iter().find(|it| it.email == person.email) {
        Some(known) if known.is_confirmed() => return Account::Here(UserId::from_uuid(known.id)),
        Some(_) => {
            return Account::Nobody("their mail address is that of an account which has not confirmed it".to_owned());
        }
        None => {}
    }
    if person.username.is_empty() {
        return Account::Nobody("their name there can be no handle here".to_owned());
    }
    if here.iter().any(|it| it.username == person.username) {
        return Account::Nobody(format!("the handle {} is somebody else's here", person.username));
    }
    Account::Coming
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(key: &str, name: &str, email: &str) -> (String, Person) {
        (key.to_owned(), Person::new(key, &[name], email, name, DateTime::UNIX_EPOCH))
    }

    fn here(id: Uuid, username: &str, email: &str, confirmed: bool) -> store::AccountHere {
        let at = confirmed.then_some(DateTime::UNIX_EPOCH);
        store::AccountHere {
            id,
            username: username.to_owned(),
            email: email.to_owned(),
            email_verified_at: at,
            erase_at: None,
        }
    }

    #[test]
    fn who_somebody_is_follows_from_a_confirmed_address_and_nothing_less() {
        let ada = person("1", "ada", "Ada@Example.org");
        let (one, own) = (Uuid::from_u128(1), ada.1.id.uuid());
        let nobody = |account: &Account| matches!(account, Account::Nobody(_));
        assert_eq!(account(&ada.1, &[]), Account::Coming);
        assert_eq!(
            account(&ada.1, &[here(one, "countess", "ada@example.org", true)]),
            Account::Here(UserId::from_uuid(one))
        );
        assert!(nobody(&account(&ada.1, &[here(one, "countess", "ada@example.org", false)])));
        assert!(nobody(&account(&ada.1, &[here(one, "ada", "other@example.org", true)])));
        assert_eq!(account(&ada.1, &[here(own, "ada", "ada@example.org", false)]), Account::Coming, "who came before");
        assert!(nobody(&account(&person("2", "bob", "no address").1, &[])));
        assert!(nobody(&account(&person("3", "!!", "c@example.org").1, &[])));
    }

    #[test]
    fn two_of_one_address_are_one_and_nobody() {
        let all = vec![person("1", "ada", "a@example.org"), person("2", "bob", "a@example.org")];
        let people = People::decided(all, &[], UserId::from_uuid(Uuid::from_u128(9)));
        assert_eq!(people.all["1"].1, Account::Coming);
        assert!(matches!(people.all["2"].1, Account::Nobody(_)));
    }

    #[test]
    fn a_person_is_made_fit_for_here() {
        let made = Person::new("1", &["Ada Lovelace", "x"], "", "", DateTime::UNIX_EPOCH).about("<b>Counts</b>.");
        assert_eq!((made.username.as_str(), made.display_name.as_str()), ("ada-lovelace", "ada-lovelace"));
        assert_eq!((made.bio.as_str(), made.email.as_str()), ("Counts.", ""));
    }
}
