//! Pictures that people send: from the ticket to the file that browsers show, and everything that may come instead.

mod collecting;
mod erasing;
mod killed;
mod library;
mod memory;
mod processing;
mod refusals;
mod serving;
mod uploading;

use presswork_tests::TestApp;
use std::path::PathBuf;

/// Every file in the store.
fn files(app: &TestApp) -> Vec<PathBuf> {
    fn below(folder: &std::path::Path) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        entries.flat_map(|path| if path.is_dir() { below(&path) } else { vec![path] }).collect()
    }
    let mut files = below(&app.deps.settings.media_dir());
    files.sort_unstable();
    files
}
