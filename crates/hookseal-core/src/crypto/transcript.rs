//! Keeps the signed messages of a request as they are hashed, to sign in the sender's place or to
//! show them: by recording keys, of which a verifier has none.

use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::algorithm::SignatureForm;

/// The messages of a request, in the order in which their signatures were checked.
#[derive(Clone, Default)]
pub(crate) struct Transcript(Arc<Mutex<Vec<Noted>>>);

/// A message whose signature was checked.
#[derive(Clone)]
pub(crate) struct Noted {
    pub(crate) message: Vec<u8>,
    /// How its signature has to be written.
    pub(crate) form: SignatureForm,
}

impl Transcript {
    /// A note of a message that is still to come.
    pub(crate) fn note(&self, form: SignatureForm) -> Note {
        let message = Vec::new();
        Note {
            noted: Noted { message, form },
            transcript: self.clone(),
        }
    }

    /// All messages that were checked.
    pub(crate) fn take(&self) -> Vec<Noted> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A message that is being hashed.
#[derive(Clone)]
pub(crate) struct Note {
    noted: Noted,
    transcript: Transcript,
}

impl Note {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.noted.message.extend_from_slice(bytes);
    }

    /// Its signature is being checked.
    pub(crate) fn close(self) {
        let Self { noted, transcript } = self;
        let mut all = transcript.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(noted);
    }
}
