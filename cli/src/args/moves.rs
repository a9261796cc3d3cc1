//! Moving into another database.

use clap::Args;

/// From where to where. Addresses may come by variables, since everybody on the machine can read arguments.
#[derive(Debug, Args)]
pub(crate) struct Move {
    /// The database that is copied, such as sqlite:data/presswork.db or postgres://ann:secret@db/press
    #[arg(long, env = "PRESSWORK_MOVE_FROM", hide_env_values = true)]
    pub from: String,
    /// The database that is filled: an empty one, or one that an earlier run has begun with
    #[arg(long, env = "PRESSWORK_MOVE_TO", hide_env_values = true, required_unless_present = "give_up")]
    pub to: Option<String>,
    /// The last pass, with the source stopped: copies, compares, closes the source and opens the target
    #[arg(long = "final", conflicts_with = "give_up")]
    pub last: bool,
    /// Lets the source start again instead
    #[arg(long)]
    pub give_up: bool,
}
