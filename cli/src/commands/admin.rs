//! `presswork admin`: the first admin, and a way back in. Passwords come from a prompt or from standard input, never from the
//! arguments, which every user of the machine can read.

use std::io::{BufRead, IsTerminal, stdin};

use presswork_domain::{
    accounts::{self, NewAccountInput},
    platform::Settings,
};

use super::operate::as_system;
use crate::{Failure, args::Admin};

/// Longest line that is read as a password, in bytes: some way beyond the longest that is accepted.
const LONGEST: u64 = 4096;

pub(crate) async fn run(settings: Settings, action: Admin) -> Result<(), Failure> {
    let password = match &action {
        Admin::Create { .. } | Admin::ResetPassword { .. } => password()?,
        Admin::Promote { .. } | Admin::EndSecondFactor { .. } => String::new(),
    };
    as_system(settings, |cx| async move {
        match action {
            Admin::Create { username, email } => {
                let input = NewAccountInput { username, email, password, display_name: None };
                let user = accounts::create_admin(&cx, &input).await?;
                Ok(format!("{} is an admin and can log in: {}\n", user.username, user.id))
            }
            Admin::Promote { login } => {
                let user = accounts::promote(&cx, &login).await?;
                Ok(format!("{} is an admin\n", user.username))
            }
            Admin::ResetPassword { login } => {
                let user = accounts::set_password(&cx, &login, &password).await?;
                Ok(format!("{} has a new password; every session and access token has ended\n", user.username))
            }
            Admin::EndSecondFactor { login } => {
                let user = accounts::end_second_factor(&cx, &login).await?;
                Ok(format!(
                    "{} logs in by the password alone; every session and access token has ended\n",
                    user.username
                ))
            }
        }
    })
    .await
}

/// Asks twice at a terminal, without showing it; reads one line otherwise.
pub(super) fn password() -> Result<String, Failure> {
    let unread = |error| Failure::new(format!("the password can't be read: {error}"));
    if !stdin().is_terminal() {
        let mut line = String::new();
        std::io::Read::take(stdin().lock(), LONGEST).read_line(&mut line).map_err(unread)?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first = rpassword::prompt_password("Password: ").map_err(unread)?;
    let second = rpassword::prompt_password("Once more: ").map_err(unread)?;
    if first == second { Ok(first) } else { Err(Failure::new("the two passwords differ")) }
}
