//! Files: in a local folder, or in a bucket that speaks S3. What is large is never in memory as a whole, in either direction.
//!
//! `object_store` is the port; [`Store::folder`] and [`Store::s3`] are the adapters that deployments swap. A writing that was
//! broken off by a crash leaves bytes that no name leads to: in a folder they lie beside the name (`name#1`) and go with it, a bucket
//! needs a rule that ends multipart uploads (docs/OPERATIONS.md).

mod folder;
mod s3;
mod writing;

use std::{path::PathBuf, sync::Arc, time::Duration};

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, aws::AmazonS3, path::Path};
use url::Url;

pub use writing::Writing;

use crate::{Error, Result, platform::Settings};

/// Bytes as they come.
pub type ByteStream = BoxStream<'static, Result<Bytes>>;

/// Where files are.
#[derive(Debug, Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    kind: Kind,
}

#[derive(Debug, Clone)]
enum Kind {
    Folder(PathBuf),
    S3(Arc<AmazonS3>),
}

impl Store {
    /// The one of the settings.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator.
    pub fn open(settings: &Settings) -> Result<Self> {
        if settings.storage.s3.bucket.is_empty() {
            return Self::folder(settings.media_dir());
        }
        Self::s3(&settings.storage.s3)
    }

    /// Starts a new file, or a new version of one; until it is finished nobody sees it.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn write(&self, key: &str) -> Result<Writing> {
        let upload = self.objects.put_multipart(&Path::from(key)).await.map_err(away)?;
        Ok(Writing::new(upload))
    }

    /// Writes a small file.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<()> {
        self.objects.put(&Path::from(key), bytes.into()).await.map_err(away)?;
        Ok(())
    }

    /// How long a file is, when there is one.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn size(&self, key: &str) -> Result<Option<u64>> {
        match self.objects.head(&Path::from(key)).await {
            Ok(found) => Ok(Some(found.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(away(error)),
        }
    }

    /// Reads a file, or a part of it.
    ///
    /// # Errors
    /// `not_found`; `unavailable`.
    pub async fn read(&self, key: &str, range: Option<std::ops::Range<u64>>) -> Result<ByteStream> {
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        match self.objects.get_opts(&Path::from(key), options).await {
            Ok(found) => Ok(found.into_stream().map_err(away).boxed()),
            Err(object_store::Error::NotFound { .. }) => Err(Error::not_found("file")),
            Err(error) => Err(away(error)),
        }
    }

    /// Removes a file; there need not be one.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn remove(&self, key: &str) -> Result<()> {
        match self.objects.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(away(error)),
        }
        match &self.kind {
            Kind::Folder(root) => folder::remove_unfinished(root, key).await,
            Kind::S3(_) => Ok(()),
        }
    }

    /// An address to which bytes of this type can be sent without asking the API. None where files are in a
    /// folder.
    ///
    /// # Errors
    /// `unavailable`.
    pub async fn sign_put(&self, key: &str, media_type: &str, life: Duration) -> Result<Option<Url>> {
        match &self.kind {
            Kind::Folder(_) => Ok(None),
            Kind::S3(bucket) => s3::sign_put(bucket, key, media_type, life).await.map(Some),
        }
    }
}

/// Whatever goes wrong may pass.
fn away(error: object_store::Error) -> Error {
    Error::unavailable("storage", error)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(store: &Store, key: &str, range: Option<std::ops::Range<u64>>) -> Vec<u8> {
        let chunks: Vec<Bytes> = store.read(key, range).await.unwrap().try_collect().await.unwrap();
        chunks.concat()
    }

    #[tokio::test]
    async fn what_is_written_is_read_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path().join("media")).unwrap();
        let mut writing = store.write("a/b").await.unwrap();
        writing.push(b"hello, ").await.unwrap();
        writing.push(b"world").await.unwrap();
        assert_eq!(store.size("a/b").await.unwrap(), None, "not before it is finished");
        assert_eq!(writing.finish().await.unwrap(), 12);
        assert_eq!(store.size("a/b").await.unwrap(), Some(12));
        assert_eq!(read(&store, "a/b", None).await, b"hello, world");
        assert_eq!(read(&store, "a/b", Some(7..12)).await, b"world");
        store.remove("a/b").await.unwrap();
        store.remove("a/b").await.unwrap();
        assert!(matches!(store.read("a/b", None).await, Err(Error::NotFound { .. })));
    }

    #[tokio::test]
    async fn what_a_crash_left_of_a_writing_goes_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path().to_owned()).unwrap();
        let mut writing = store.write("a/b").await.unwrap();
        writing.push(&vec![0; 6 << 20]).await.unwrap();
        std::mem::forget(writing);
        let left = || std::fs::read_dir(folder.path().join("a")).map_or(0, Iterator::count);
        assert!(left() > 0);
        store.remove("a/b").await.unwrap();
        assert_eq!(left(), 0);
    }

    #[tokio::test]
    async fn no_name_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::folder(folder.path().join("media")).unwrap();
        store.put("../outside", Bytes::from_static(b"x")).await.unwrap();
        assert!(!folder.path().join("outside").exists());
    }
}
