//! How a request was verified, step by step, for tools that show why one is refused.
//!
//! [`Verifier::trace`](crate::Verifier::trace) verifies a request as
//! [`Verifier::verify`](crate::Verifier::verify) does and keeps its steps. The code that verifies
//! writes them down itself, so they cannot disagree with the verdict: the first step that failed
//! has the refusal's code, and none before it failed.
//!
//! ```
//! use hookseal_core::{Algorithm, Secret, Verifier};
//! use hookseal_core::adapter::OwnedHead;
//! use hookseal_core::scheme::{HeaderName, Scheme, SignatureField};
//!
//! const ACME: Scheme = Scheme::new(
//!     "acme",
//!     Algorithm::HmacSha256,
//!     SignatureField::prefixed(HeaderName::from_static("Acme-Signature"), "sha256="),
//! );
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let verifier = Verifier::new(ACME, Secret::new("6f1d9a52c3e84b70a1f5")?)?;
//! let head = OwnedHead::new("POST", "/hooks").with_header("Acme-Signature", "sha256=00");
//!
//! let trace = verifier.trace(&head, "{}");
//! let failed = trace.failed().ok_or("it is refused")?;
//! assert_eq!(failed.name(), "signature form");
//! assert_eq!(failed.code(), Some("malformed_signature"));
//! assert_eq!(trace.verdict().err(), failed.rejection());
//! # Ok(())
//! # }
//! ```
//!
//! A trace never has a key, a token, or the signature that would be right. It has parts of the
//! head, and the signed message, which contains the body: show it only to people with access to the
//! delivery. **It proves nothing**: it has no [`VerifiedBody`](crate::VerifiedBody).
//!
//! # Schemes of code
//!
//! Steps of schemes written by hand appear by themselves where these use what they are given:
//! the headers that they read, the timestamps, the messages that keys check, and the step that a
//! refusal is about. Note further steps by [`Incoming::note`](crate::scheme::Incoming::note), and,
//! once the body is there, by the [`Recorder`] that
//! [`Incoming::recorder`](crate::scheme::Incoming::recorder) lends. A request that is not traced
//! has no recorder, and nothing of a step is computed for it.

mod recorder;
mod step;
mod watch;
mod watched;

use std::fmt;

pub use self::recorder::Recorder;
pub use self::step::{Detail, Ended, Found, Step};
pub(crate) use self::watch::{Untraced, Watch};
pub(crate) use self::watched::Watched;

use crate::verdict::Rejection;

/// The steps of one verification, in the order in which they were taken, and the verdict.
#[derive(Clone)]
pub struct Trace {
    steps: Vec<Step>,
    messages: Vec<Vec<u8>>,
    refusal: Option<Rejection>,
}

impl Trace {
    /// The trace of a verification that ended before its first step.
    pub(crate) fn ended(name: &'static str, refusal: Rejection) -> Self {
        Self {
            steps: vec![Step::refused(name, refusal.clone())],
            messages: Vec::new(),
            refusal: Some(refusal),
        }
    }

    /// The steps, in the order in which they were taken.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The first step that failed, which is the one that the refusal is about. `None` if the
    /// request is authentic, or a handshake.
    #[must_use]
    pub fn failed(&self) -> Option<&Step> {
        self.steps
            .iter()
            .find(|step| matches!(step.outcome(), Ended::Refused(_)))
    }

    /// The verdict that [`Verifier::verify`](crate::Verifier::verify) comes to.
    ///
    /// # Errors
    ///
    /// Why the request is refused.
    pub const fn verdict(&self) -> Result<(), &Rejection> {
        match &self.refusal {
            None => Ok(()),
            Some(refusal) => Err(refusal),
        }
    }

    /// The name of the handshake that was answered, if the request is one.
    #[must_use]
    pub fn handshake(&self) -> Option<&str> {
        self.steps
            .iter()
            .find_map(|step| match (step.outcome(), step.detail()) {
                (Ended::Answered, Detail::Text(name)) => Some(&**name),
                _ => None,
            })
    }

    /// The messages over which the request's signatures are checked, each once, as far as the
    /// verification came. Empty if the sender shows a token instead of signing, or if the request
    /// lacks a signed part.
    #[must_use]
    pub fn messages(&self) -> &[Vec<u8>] {
        &self.messages
    }
}

/// Shows names and codes; nothing of the request.
impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.steps.iter().map(|step| (step.name(), step.code()));
        f.debug_list().entries(steps).finish()
    }
}
