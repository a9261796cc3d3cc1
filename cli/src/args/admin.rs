//! Admins.

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Admin {
    /// Makes an account that is an admin and can log in at once
    Create {
        /// Its handle
        #[arg(long)]
        username: String,
        /// Its mail address
        #[arg(long)]
        email: String,
    },
    /// Makes an admin of somebody
    Promote {
        /// Handle or mail address
        login: String,
    },
    /// Sets somebody's password and ends their sessions
    ResetPassword {
        /// Handle or mail address
        login: String,
    },
    /// Ends the second factor of somebody who has lost it, and their sessions and access tokens
    EndSecondFactor {
        /// Handle or mail address
        login: String,
    },
}
