//! For authors of adapters: everything that connects a framework to a
//! [`Verifier`](crate::Verifier).
//!
//! An adapter shows the request's head as a [`RequestHead`], gives the body's chunks and a way to
//! sleep to [`Verifier::receive`](crate::Verifier::receive), and polls the [`Receiving`] that
//! comes back. What comes out is a [`VerifiedBody`](crate::VerifiedBody) for the handler, or a
//! [`Rejection`](crate::Rejection), whose [`Answer`] goes to the sender. The body has been read
//! to its end by then, or the answer closes the connection.
//!
//! What is not in a request's head, such as its tenant, is in its [`Facts`]; extractors have an
//! error that [`webhook_rejection!`](crate::webhook_rejection) declares. Adapters of frameworks
//! over `http` 1.x find all of this ready in `hookseal-http`.

pub use crate::engine::{
    Begun, Facts, Handlers, Receiving, Refusing, TakenOff, TenantFound, ToldHead, Verification,
    VerifiedTarget, VerifierHolder, WithHead,
};
pub use crate::request::{HeaderSearch, OwnedHead, ReceivedTarget, RequestHead, Single};
pub use crate::verdict::{Answer, Sampler};
