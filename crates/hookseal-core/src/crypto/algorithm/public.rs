//! Signatures by public keys, over a message that is still arriving.

#[cfg(feature = "ed25519")]
use ed25519_dalek::StreamVerifier;

#[cfg(feature = "aws-lc")]
use super::aws;

/// A public-key signature whose message is still arriving.
#[allow(clippy::large_enum_variant)] // stored in place by callers that verify at once
pub(crate) enum PublicStream {
    #[cfg(feature = "ed25519")]
    Ed25519(StreamVerifier),
    #[cfg(feature = "aws-lc")]
    Aws(aws::AwsStream),
    /// There are no public keys.
    #[allow(dead_code)]
    #[cfg(not(any(feature = "aws-lc", feature = "ed25519")))]
    None(std::convert::Infallible),
}

impl PublicStream {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519(stream) => stream.update(bytes),
            #[cfg(feature = "aws-lc")]
            Self::Aws(stream) => stream.update(bytes),
            #[cfg(not(any(feature = "aws-lc", feature = "ed25519")))]
            Self::None(none) => {
                let _ = bytes;
                match *none {}
            }
        }
    }

    pub(crate) fn holds(self) -> bool {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519(stream) => stream.finalize_and_verify().is_ok(),
            #[cfg(feature = "aws-lc")]
            Self::Aws(stream) => stream.holds(),
            #[cfg(not(any(feature = "aws-lc", feature = "ed25519")))]
            Self::None(none) => match none {},
        }
    }
}
