//! A key that keeps each message that is checked by it, and checks like the key that it wraps:
//! to sign in the sender's place, and to show what is signed. No key of a verifier is one.

use super::{Macs, PublicStream, ReadyKey, SignatureForm};
use crate::crypto::{Note, Transcript};

/// A key, and where its messages are kept.
#[derive(Clone)]
pub(crate) struct RecordingKey {
    pub(super) key: ReadyKey,
    transcript: Transcript,
}

impl ReadyKey {
    /// The same key, which also keeps its messages.
    pub(crate) fn recording(self, transcript: &Transcript) -> Self {
        Self::Recording(Box::new(RecordingKey {
            key: self,
            transcript: transcript.clone(),
        }))
    }
}

impl RecordingKey {
    /// Like [`Macs::start`].
    pub(super) fn start(&self, macs: &mut Macs) -> bool {
        if let Macs::Recording(recording) = macs {
            return recording.macs.start(&self.key);
        }
        if !macs.start(&self.key) {
            return false;
        }
        let recording = RecordingMacs {
            macs: macs.clone(),
            note: Some(self.transcript.note(SignatureForm::default())),
        };
        *macs = Macs::Recording(Box::new(recording));
        true
    }

    /// Like [`ReadyKey::verify_stream`], but for any signature: a delivery that is still to be
    /// signed has none.
    pub(super) fn verify_stream(
        &self,
        signature: &[u8],
        form: SignatureForm,
    ) -> Option<PublicStream> {
        if self.key.algorithm().is_symmetric() {
            return None;
        }
        Some(PublicStream::Recording(Box::new(RecordingStream {
            stream: self.key.verify_stream(signature, form),
            note: self.transcript.note(form),
        })))
    }
}

/// Running HMACs that keep their message.
#[derive(Clone)]
pub(crate) struct RecordingMacs {
    pub(super) macs: Macs,
    note: Option<Note>,
}

impl RecordingMacs {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        self.macs.update(bytes);
        if let Some(note) = &mut self.note {
            note.update(bytes);
        }
    }

    /// They are about to be compared.
    pub(super) fn close(&mut self) -> &mut Macs {
        if let Some(note) = self.note.take() {
            note.close();
        }
        &mut self.macs
    }

    /// Forgets the message, which is not one.
    pub(super) fn forget(&mut self) {
        self.note = None;
    }
}

/// A signature that keeps its message.
pub(crate) struct RecordingStream {
    /// `None` if the signature cannot be the key's.
    stream: Option<PublicStream>,
    note: Note,
}

impl RecordingStream {
    pub(super) fn update(&mut self, bytes: &[u8]) {
        if let Some(stream) = &mut self.stream {
            stream.update(bytes);
        }
        self.note.update(bytes);
    }

    pub(super) fn holds(self) -> bool {
        self.note.close();
        self.stream.is_some_and(PublicStream::holds)
    }

    /// Whether there is a signature to check.
    pub(super) const fn is_checked(&self) -> bool {
        self.stream.is_some()
    }
}
