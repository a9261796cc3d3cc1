//! `presswork check-config`: what the settings are. That they are right, the process has found out before.

use presswork_domain::platform::Settings;

use crate::{Failure, out, table};

pub(crate) fn run(settings: &Settings) -> Result<(), Failure> {
    let head = ["SETTING", "VALUE", "FROM"].map(str::to_owned);
    let rows = settings.explain().into_iter().map(|row| [row.key, row.value, row.source]);
    let rows: Vec<_> = std::iter::once(head).chain(rows).collect();
    out::print(&table::aligned(&rows))
}
