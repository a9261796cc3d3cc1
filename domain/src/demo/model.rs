//! How much to sow, and what came of it.

use chrono::{DateTime, Utc};

use crate::{Error, Result, accounts::Password, fault::Faults, platform::settings::Environment};

/// How much there shall be of everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoSize {
    /// People, at least 1.
    pub users: u32,
    /// Posts; one in fifty is a draft.
    pub posts: u32,
    /// Comments and replies on published posts.
    pub comments: u32,
    /// Tags.
    pub tags: u32,
    /// Reactions to posts and comments; each person has at most one to each.
    pub reactions: u32,
    /// Follows between people.
    pub follows: u32,
}

/// What to sow.
#[derive(Debug, Clone)]
pub struct Demo {
    /// How much.
    pub size: DemoSize,
    /// Chooses the content. Another seed can be sown beside it.
    pub seed: u16,
    /// The time up to which it happened; the last two years when missing are those until now.
    pub until: Option<DateTime<Utc>>,
    /// The password of all of them; when missing, nobody can log in as one of them.
    pub password: Option<String>,
    /// Whether production may be sown, too.
    pub force: bool,
}

/// What was sown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DemoTally {
    /// People.
    pub users: u64,
    /// Posts.
    pub posts: u64,
    /// Comments.
    pub comments: u64,
    /// Tags that are new.
    pub tags: u64,
    /// Reactions.
    pub reactions: u64,
    /// Follows.
    pub follows: u64,
}

impl Demo {
    /// Most people, posts and so on of one seed: what has a number of its own.
    const MOST: u32 = 10_000_000;

    /// Checks whether this may be sown there, and what the parts ask of each other.
    pub(super) fn check(&self, environment: Environment) -> Result<()> {
        if environment == Environment::Production && !self.force {
            let said = "demo data is not for production; --force sows it all the same";
            return Err(Error::conflict("not_in_production", said));
        }
        let mut faults = Faults::default();
        let DemoSize { users, posts, comments, tags, reactions, follows } = self.size;
        let counts = [("/users", users), ("/posts", posts), ("/comments", comments), ("/reactions", reactions)];
        for (pointer, count) in counts.into_iter().chain([("/follows", follows)]) {
            if count > Self::MOST {
                faults.push(pointer, "out_of_range", format!("at most {}", Self::MOST));
            }
        }
        if users == 0 {
            faults.push("/users", "out_of_range", "somebody has to be there");
        }
        if tags > 5_000 {
            faults.push("/tags", "out_of_range", "at most 5000");
        }
        if posts == 0 && (comments > 0 || reactions > 0) {
            faults.push("/posts", "out_of_range", "comments and reactions need posts");
        }
        if u64::from(follows) > u64::from(users) * u64::from(users.saturating_sub(1)) {
            faults.push("/follows", "out_of_range", "more than there are pairs of people");
        }
        if let Some(password) = &self.password {
            faults.take("/password", Password::parse(password, &[]));
        }
        faults.finish(Some(()))
    }
}

/// What was sown before can't be sown again.
pub(super) fn sown_before() -> Error {
    Error::conflict("already_sown", "this seed was sown here before; choose another")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn production_is_not_sown_unless_it_is_forced() {
        let size = DemoSize { users: 1, posts: 1, comments: 0, tags: 0, reactions: 0, follows: 0 };
        let demo = |force| Demo { size, seed: 1, until: None, password: None, force };
        assert_eq!(demo(false).check(Environment::Production).unwrap_err().code(), "not_in_production");
        assert!(demo(true).check(Environment::Production).is_ok() && demo(false).check(Environment::Test).is_ok());
    }

    #[test]
    fn what_does_not_fit_together_is_refused_with_its_place() {
        let size = DemoSize { users: 0, posts: 0, comments: 1, tags: 9_999, reactions: 0, follows: 1 };
        let demo = Demo { size, seed: 1, until: None, password: Some("1".into()), force: false };
        let Err(Error::Invalid(faults)) = demo.check(Environment::Test) else { panic!("accepted") };
        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/users", "/tags", "/posts", "/follows", "/password"]);
    }
}
