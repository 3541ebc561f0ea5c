//! Test vectors of webhook signatures: requests, and what must be said of them.
//!
//! A file is one JSON object. hookseal's own files are in `tests/vectors`; the command
//! `hookseal vectors` runs any.
//!
//! ```
//! use hookseal_vectors::{Expect, File};
//!
//! let file = File::from_json(br#"{"vectors": [{
//!     "provider": "github",
//!     "name": "of the documentation",
//!     "secret": "It's a Secret to Everybody",
//!     "context": {"allow_weak_secrets": true},
//!     "url": "https://hooks.example.com/github",
//!     "headers": {"X-Hub-Signature-256":
//!         "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
//!     "body": "Hello, World!",
//!     "expect": "accept"
//! }]}"#)?;
//! for entry in &file.vectors {
//!     let vector = entry.vector.clone()?;
//!     let request = vector.request();
//!     let verdict = vector.verifier()?.build()?.verify(request, request.body.clone());
//!     assert_eq!(verdict.is_ok(), vector.expect() == Expect::Accept, "{}", entry.name);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A file
//!
//! | member | meaning |
//! |---|---|
//! | `vectors` | the vectors, a list |
//! | `provider` | the provider of those that name none (optional) |
//! | `proof` | their origin: `documentation`, `sdk` or `independent` (optional) |
//!
//! # A vector
//!
//! | member | meaning |
//! |---|---|
//! | `provider` | the sender's id, or `httpsig` for RFC 9421 in general |
//! | `scheme` | which of the sender's schemes, by a name for [`Provider::scheme_named`]; by default the usual one, or the first for public keys if a public key is given |
//! | `name` | its name |
//! | `secret`, `secrets`, `public_key` | the key; `secrets` is a list, or an object of labels |
//! | `keys` | keys by the ids by which requests name them: `{"id": {"secret": …}}` or `{"id": {"public_key": …}}` |
//! | `secret_format`, `public_key_format` | how the key is written, if not as the sender does: `text`, `hex`, `base64`, `whsec`, `whpk`, `pem`, `spki` or `base64-spki` |
//! | `context` | further configuration, see below; `algorithm` and `keyid` may also be next to it |
//! | `method` | `POST` by default |
//! | `url` | the URL that the sender calls, or its path and query |
//! | `headers` | a list of pairs in their order, or an object whose values are texts or lists of texts |
//! | `body_base64` or `body` | the body; the latter if it is text |
//! | `now_unix` | the verifier's time, in seconds; by default now |
//! | `expect` | `accept` or `reject` |
//! | `reason` | of a vector to reject: the code of the refusal ([`Rejection::code`]); prose is a note |
//!
//! Other members, such as `source` and `note`, are for people.
//!
//! # Its context
//!
//! | member | meaning |
//! |---|---|
//! | `public_url` | the base of the signed URL; by default scheme and authority of `url` |
//! | `header_name` | the signature's header, if the receiver chooses it |
//! | `algorithm` | another algorithm of the scheme, such as `hmac-sha512` or `ed25519` |
//! | `max_age` | the greatest age in seconds, `null` for any; by default the sender's |
//! | `key_id` | the key's id |
//! | `allow_weak_secrets` | accepts a secret that is refused by default |
//! | `settings` | the sender's settings besides keys, as lists by name: `{"webhook_id": ["…"]}` |
//! | `required`, `label`, `tag` | for RFC 9421: the components that must be covered, the label or the tag to use |
//!
//! [`Provider::scheme_named`]: hookseal_providers::Provider::scheme_named
//! [`Rejection::code`]: hookseal_core::Rejection::code

mod error;
mod file;
mod keys;
mod request;
mod scheme;
mod vector;

pub use self::error::Error;
pub use self::file::{Entry, File};
pub use self::request::{Request, split_url};
pub use self::vector::{Expect, Vector};
