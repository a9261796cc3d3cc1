//! To whom newsletters go, and to whom no mail goes that need not. What a link in a mail carries follows from the id and the secret of an
//! installation, and is in no archive. Who has ended newsletters is forgotten, and so has no row.

use super::{
    Table,
    column::{
        Holds::{Text, Time, TimeOrNothing},
        col, id, id_or_nothing,
    },
    files, fits,
};
use crate::ids::{SubscriberKind, SuppressionKind, UserKind};

/// Of an address that an account has but has not confirmed its owner is told nothing.
pub(super) const SUBSCRIBERS: Table = Table::new(
    files::SUBSCRIBERS,
    "who gets newsletters, or has been asked for a confirmation until `expiresAt`",
    "subscribers t",
)
.whose(
    "t.user_id = $me OR (t.user_id IS NULL AND t.email = (SELECT u.email FROM users u WHERE u.id = $me \
     AND u.email_verified_at IS NOT NULL))",
)
.later()
.columns(&[
    id::<SubscriberKind>("id", "t.id"),
    col("email", "t.email", Text).fit(fits::is_email),
    id_or_nothing::<UserKind>("userId", "t.user_id"),
    col("createdAt", "t.created_at", Time),
    col("expiresAt", "t.expires_at", TimeOrNothing),
    col("confirmedAt", "t.confirmed_at", TimeOrNothing),
]);

pub(super) const SUPPRESSIONS: Table = Table::new(
    files::SUPPRESSIONS,
    "addresses to which no mail goes that need not: it does not arrive there, or its reader complained",
    "suppressions t",
)
.whose("t.email = (SELECT u.email FROM users u WHERE u.id = $me AND u.email_verified_at IS NOT NULL)")
.later()
.columns(&[
    id::<SuppressionKind>("id", "t.id"),
    col("email", "t.email", Text).fit(fits::is_email),
    col("reason", "t.reason", Text).fit(fits::is_suppression),
    col("createdAt", "t.created_at", Time),
]);
