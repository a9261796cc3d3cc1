//! `[storage]`: what is kept in files.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Secret, faults::Faults};

/// What is kept in files.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    /// The folder of it all, relative to the working directory. May not exist yet.
    pub data_dir: PathBuf,
    /// Where media are, if not there.
    pub s3: S3,
}

/// A bucket that speaks S3.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    /// Its name; empty means a folder in the data folder.
    pub bucket: String,
    /// The address of the service; empty means AWS.
    pub endpoint: String,
    /// The region that requests are signed for.
    pub region: String,
    /// The bucket is part of the path, not of the host's name.
    pub path_style: bool,
    /// Who asks; empty means whom the machine is known as.
    pub access_key_id: String,
    /// The key to it.
    pub secret_access_key: Secret,
}

impl Storage {
    /// Refuses what can't work.
    pub fn validate(&self, faults: &mut Faults) {
        let named = !self.data_dir.as_os_str().is_empty();
        faults.require(named, "storage.data_dir", "the path of a folder", &self.data_dir);
        let S3 { bucket, endpoint, region, access_key_id, secret_access_key, .. } = &self.s3;
        let is_name = bucket.len() != 1 && bucket.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
        faults.require(is_name, "storage.s3.bucket", "the name of a bucket", bucket);
        let url = Url::parse(endpoint).is_ok_and(|url| ["http", "https"].contains(&url.scheme()) && url.has_host());
        faults.require(endpoint.is_empty() || url, "storage.s3.endpoint", "an http:// or https:// address", endpoint);
        faults.require(!region.is_empty(), "storage.s3.region", "the name of a region", region);
        if access_key_id.is_empty() != secret_access_key.is_empty() {
            faults.refuse("storage.s3.secret_access_key", "expected both the id of a key and the key, or neither");
        }
    }
}
