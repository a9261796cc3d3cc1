//! SQLite: a file that is migrated once per run and copied for each test.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{TestDatabase, connect};
use crate::run;

pub async fn open(folder: &Path) -> TestDatabase {
    let file = folder.join("presswork.db");
    fs::copy(template().await, &file).unwrap();
    let url = format!("sqlite://{}", file.display());
    TestDatabase { connection: connect(&url).await, url, _lease: None }
}

async fn template() -> PathBuf {
    let file = run::folder().join("template.db");
    if file.exists() {
        return file;
    }
    let _one_at_a_time = run::lock("sqlite.lock");
    if !file.exists() {
        run::remove_stale_folders();
        let draft = file.with_extension("draft");
        let database = connect(&format!("sqlite://{}?mode=rwc", draft.display())).await;
        presswork_migration::up(&database).await.unwrap();
        database.close().await.unwrap();
        fs::rename(draft, &file).unwrap();
    }
    file
}
