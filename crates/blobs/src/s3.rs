//! Buckets.
use crate::{BadPlace, S3};
use object_store::{
    ClientConfigKey, RetryConfig,
    aws::{AmazonS3, AmazonS3Builder, AmazonS3ConfigKey},
};
use std::{error::Error, sync::Arc, time::Duration};

/// Again after a lost connection or an answer of 5xx, with growing pauses; then the caller had better know.
const RETRIES: usize = 4;
/// How long to go on with that.
const RETRYING: Duration = Duration::from_secs(20);

/// The environment's `AWS_*`, with what was typed before it.
pub(crate) fn open(s3: &S3) -> Result<Arc<AmazonS3>, BadPlace> {
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(&s3.bucket);
    for (name, value) in &s3.options {
        let key: AmazonS3ConfigKey =
            format!("aws_{name}").parse().map_err(|_| BadPlace(format!("S3 has no option {name}: leave it out")))?;
        builder = builder.with_config(key, value);
    }
    // Who types http means it.
    let is_plain =
        builder.get_config_value(&AmazonS3ConfigKey::Endpoint).is_some_and(|endpoint| endpoint.starts_with("http://"));
    // It would be the time of a whole download. Time limits are ours, one for each step.
    let timeout = AmazonS3ConfigKey::Client(ClientConfigKey::Timeout);
    let retry = RetryConfig { max_retries: RETRIES, retry_timeout: RETRYING, ..RetryConfig::default() };
    if is_plain {
        builder = builder.with_allow_http(true);
    }
    builder
        .with_config(timeout, "1day")
        .with_retry(retry)
        // Not every server knows how to delete many at once.
        .with_disable_bulk_delete(true)
        .build()
        .map(Arc::new)
        .map_err(|error| BadPlace(format!("S3 cannot be used: {}; see the AWS_* variables", whole(&error))))
}

/// What matters is often only said by an error's source: that the machine has no certificates, for example, which the
/// client wants even where it is not to use TLS.
fn whole(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (*error).source()).map(ToString::to_string);
    let mut causes: Vec<_> = causes.collect();
    causes.dedup();
    causes.join(": ")
}
