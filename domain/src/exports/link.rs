//! The addresses by which files are downloaded: signed by a keyed hash of the export and of the second at which they end, so that they
//! are kept nowhere and are good for nothing else.

use chrono::{DateTime, SubsecRound, Utc};
use subtle::ConstantTimeEq;

use crate::{Context, Error, Result, ids::ExportId};

/// An address that is good from now on for a while, at most until the file is over; and until when.
pub(super) fn link(cx: &Context, id: ExportId, file_expires_at: DateTime<Utc>) -> (String, DateTime<Utc>) {
    let until = (cx.now + cx.settings().exports.link_ttl).min(file_expires_at).trunc_subsecs(0);
    let signature = signature(cx, id, until.timestamp());
    (format!("/v1/exports/{id}/file?expires={}&signature={signature}", until.timestamp()), until)
}

/// Lets an address through that is ours and not over.
pub(super) fn check(cx: &Context, id: ExportId, expires: i64, sent: &str) -> Result<()> {
    let expected = signature(cx, id, expires);
    if !bool::from(expected.as_bytes().ct_eq(sent.as_bytes())) {
        return Err(Error::malformed("invalid_link", "this link is not valid; look at the export for a new one"));
    }
    if expires <= cx.now.timestamp() {
        return Err(Error::Gone { what: "link" });
    }
    Ok(())
}

fn signature(cx: &Context, id: ExportId, expires: i64) -> String {
    cx.deps.secrets.derived_token("exports", &format!("{id}.{expires}"))
}
