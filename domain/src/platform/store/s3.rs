//! Files in a bucket that speaks S3.

use std::{sync::Arc, time::Duration};

use object_store::{
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
    signer::{SignedUrlOptions, Signer},
};
use reqwest::{
    Method,
    header::{CONTENT_TYPE, HeaderValue},
};
use url::Url;

use super::{Kind, Store, away};
use crate::{Error, Result, platform::settings::S3};

impl Store {
    /// In this bucket.
    ///
    /// # Errors
    /// `internal` with a sentence for the operator.
    pub fn s3(settings: &S3) -> Result<Self> {
        let mut bucket = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_virtual_hosted_style_request(!settings.path_style)
            .with_allow_http(settings.endpoint.starts_with("http://"));
        if !settings.endpoint.is_empty() {
            bucket = bucket.with_endpoint(&settings.endpoint);
        }
        // Without keys: those that the machine has (an instance profile, a web identity).
        if !settings.access_key_id.is_empty() {
            bucket = bucket.with_access_key_id(&settings.access_key_id);
            bucket = bucket.with_secret_access_key(settings.secret_access_key.expose());
        }
        let bucket = bucket.build().map_err(|error| Error::internal(format!("the bucket can't be used: {error}")))?;
        let bucket = Arc::new(bucket);
        Ok(Self { objects: Arc::clone(&bucket) as _, kind: Kind::S3(bucket) })
    }
}

/// The type is part of what is signed; the length can't be (the signer keeps that header to itself), so it is looked at when the
/// upload is completed.
pub(super) async fn sign_put(bucket: &AmazonS3, key: &str, media_type: &str, life: Duration) -> Result<Url> {
    let media_type = HeaderValue::from_str(media_type).map_err(Error::internal)?;
    let options = SignedUrlOptions::new().with_signed_header(CONTENT_TYPE, media_type);
    bucket.signed_url_opts(Method::PUT, &Path::from(key), life, &options).await.map_err(away)
}
