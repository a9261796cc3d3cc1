//! New accounts.

use super::Password;
use crate::{
    Result,
    fault::Faults,
    users::{DisplayName, Email, Username},
};

/// What a person sends to register.
#[derive(Clone, Default)]
pub struct NewAccountInput {
    /// The handle.
    pub username: String,
    /// The mail address.
    pub email: String,
    /// The password.
    pub password: String,
    /// The name shown to people; the handle when missing.
    pub display_name: Option<String>,
}

/// The same, checked.
pub(in crate::accounts) struct NewAccount {
    pub username: Username,
    pub email: Email,
    pub password: Password,
    pub display_name: DisplayName,
}

impl NewAccount {
    /// Who it is for, without the password.
    pub(in crate::accounts) const fn person(&self) -> (&Username, &Email, &DisplayName) {
        (&self.username, &self.email, &self.display_name)
    }

    /// Its password in clear, for hashing only.
    pub(in crate::accounts) fn password(&self) -> &str {
        self.password.expose()
    }

    pub(in crate::accounts) fn parse(input: &NewAccountInput) -> Result<Self> {
        let mut faults = Faults::default();
        let username = faults.take("/username", Username::chosen(&input.username));
        let email = faults.take("/email", Email::chosen(&input.email));
        let about = [input.username.as_str(), input.email.as_str(), "presswork"];
        let password = faults.take("/password", Password::parse(&input.password, &about));
        let shown = input.display_name.as_deref().unwrap_or(&input.username);
        let pointer = if input.display_name.is_some() { "/displayName" } else { "/username" };
        let display_name = match DisplayName::parse(shown) {
            // A handle that is refused is reported once, as a handle.
            Err(_) if input.display_name.is_none() && username.is_none() => None,
            parsed => faults.take(pointer, parsed),
        };
        let whole = username.zip(email).zip(password).zip(display_name);
        let whole =
            whole.map(|(((username, email), password), display_name)| Self { username, email, password, display_name });
        faults.finish(whole)
    }
}

/// The answer to a registration: the same whether or not the address was taken.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Where the mail went.
    pub email: String,
    /// Whether the address has to be confirmed before the first login.
    pub verification_required: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    #[test]
    fn all_faults_of_a_registration_are_reported_together() {
        let input =
            NewAccountInput { username: "x".into(), email: "y".into(), password: "z".into(), display_name: None };
        let Err(Error::Invalid(faults)) = NewAccount::parse(&input) else { panic!("accepted") };
        let pointers: Vec<_> = faults.iter().map(|fault| fault.pointer.as_str()).collect();
        assert_eq!(pointers, ["/username", "/email", "/password"]);
    }
}
