//! Signatures by public keys, over a message that is still arriving.

#[cfg(feature = "ed25519")]
use ed25519_dalek::StreamVerifier;

#[cfg(feature = "aws-lc")]
use super::aws;
use super::recording::RecordingStream;

/// A public-key signature whose message is still arriving.
#[allow(clippy::large_enum_variant)] // stored in place by callers that verify at once
pub(crate) enum PublicStream {
    #[cfg(feature = "ed25519")]
    Ed25519(StreamVerifier),
    #[cfg(feature = "aws-lc")]
    Aws(aws::AwsStream),
    Recording(Box<RecordingStream>),
}

impl PublicStream {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519(stream) => stream.update(bytes),
            #[cfg(feature = "aws-lc")]
            Self::Aws(stream) => stream.update(bytes),
            Self::Recording(stream) => stream.update(bytes),
        }
    }

    pub(crate) fn holds(self) -> bool {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519(stream) => stream.finalize_and_verify().is_ok(),
            #[cfg(feature = "aws-lc")]
            Self::Aws(stream) => stream.holds(),
            Self::Recording(stream) => stream.holds(),
        }
    }

    /// Whether it checks anything: one that only keeps its message does not.
    pub(crate) const fn is_checked(&self) -> bool {
        match self {
            #[cfg(feature = "ed25519")]
            Self::Ed25519(_) => true,
            #[cfg(feature = "aws-lc")]
            Self::Aws(_) => true,
            Self::Recording(stream) => stream.is_checked(),
        }
    }
}
