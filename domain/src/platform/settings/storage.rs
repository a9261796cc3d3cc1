//! `[storage]`: what is kept in files.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::faults::Faults;

/// What is kept in files.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// The folder of it all, relative to the working directory. May not exist yet.
    pub data_dir: PathBuf,
}

impl Storage {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let named = !self.data_dir.as_os_str().is_empty();
        faults.require(named, "storage.data_dir", "the path of a folder", &self.data_dir);
    }
}
