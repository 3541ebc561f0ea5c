//! A verification under way: the body's chunks go in, and only a signature that
//! holds lets a [`VerifiedBody`] come out.

use std::fmt;

use bytes::Bytes;

use crate::body::Gathered;
use crate::check::AnyCheck;
use crate::event::{HeadFacts, Proof, Provenance};
use crate::handshake::Candidates;
use crate::head::Found;
use crate::{ReadyKeys, Rejection, VerifiedBody, Verifier};

/// A request whose head has passed and whose body is arriving.
///
/// Made by [`Verifier::begin`]. Each chunk is hashed and kept once, as it comes; a body that
/// comes in one chunk is not copied. After the last chunk only the comparison is left, and
/// the hash of a body that has come in one small chunk, or in one that was all that the
/// head had announced.
#[must_use = "nothing is verified until `finish` has been called"]
pub struct Verification {
    pub(crate) provenance: Provenance,
    /// What it is refused for, whatever comes of it: its keys are nobody's.
    refused: Option<Box<Rejection>>,
    check: AnyCheck,
    /// The handshakes that it may be, once it is authentic.
    handshakes: Candidates,
    body: Gathered,
    /// Whether the check has been given what came of the body. A body that may be whole
    /// waits for its end, as most are: hashed in one go, nothing of it has to be kept.
    is_streaming: bool,
}

impl Verification {
    /// One that has yet to [`read`](Self::read) the head, and holds of nothing before.
    #[inline]
    pub(crate) fn new(verifier: Verifier, keys: ReadyKeys, announced: Option<usize>) -> Self {
        Self {
            check: verifier.judge(&keys).check(),
            handshakes: Candidates::default(),
            body: Gathered::new(verifier.body_limit(), announced)
                .retry_status(verifier.retry_status()),
            refused: None,
            is_streaming: false,
            provenance: Provenance {
                verifier,
                keys,
                facts: HeadFacts::default(),
            },
        }
    }

    /// The whole path, for a body that is there: the state stays where it is made.
    #[inline]
    pub(crate) fn at_once(
        verifier: Verifier,
        keys: ReadyKeys,
        announced: Option<usize>,
        head: &Found<'_>,
        body: Bytes,
    ) -> Result<VerifiedBody, Rejection> {
        let mut this = Self::new(verifier, keys, announced);
        this.read(head)?;
        this.body.make_way(body.len())?;
        let proof = this.judge(&body)?;
        Ok(VerifiedBody::attested(proof, body, this.provenance))
    }

    /// Reads the head, and refuses what its scheme refuses. All is written in place: the
    /// state is large, and should be moved seldom.
    pub(crate) fn read(&mut self, head: &Found<'_>) -> Result<(), Rejection> {
        let Provenance {
            verifier,
            keys,
            facts,
        } = &mut self.provenance;
        let own = keys.scheme.as_ref().and_then(|own| own.wanted.as_ref());
        let renamed = own.map(|wanted| wanted.find(head.head()));
        let head = renamed.as_ref().unwrap_or(head);
        let incoming = verifier.incoming(head, Some(&keys.keys));
        self.check.read(verifier.judge(keys), &incoming)?;
        facts.read(verifier.facts(keys), head);
        self.handshakes = verifier.greeter().candidates(head);
        Ok(())
    }

    /// The bytes of the body that it holds.
    pub(crate) fn held(&self) -> usize {
        self.body.len()
    }

    /// Goes on as if the keys were somebody's, and refuses at the end.
    pub(crate) fn refuse_in_any_case(mut self, refused: Rejection) -> Self {
        self.refused = Some(Box::new(refused));
        self
    }

    /// The same, whose body is received and not checked.
    pub(crate) fn unchecked(mut self) -> Self {
        self.check = AnyCheck::Idle;
        self
    }

    /// The next chunk of the body, in the order of arrival.
    ///
    /// # Errors
    ///
    /// [`Rejection::BodyTooLarge`] as soon as the limit is crossed, and
    /// [`Rejection::Overloaded`] where there is no memory; from then on every further call says
    /// the same, and so does [`finish`](Self::finish).
    pub fn update(&mut self, chunk: Bytes) -> Result<(), Rejection> {
        self.body.make_way(chunk.len())?;
        if self.is_streaming {
            self.check.update(&chunk);
        } else if !self.body.may_be_whole_with(chunk.len()) {
            self.stream(&chunk);
        }
        self.body.push(chunk)
    }

    /// From here on the check is given all that comes, and what has come.
    fn stream(&mut self, chunk: &[u8]) {
        let keys = self.provenance.keys.keys.as_slice();
        self.check.start(self.provenance.judge(), keys);
        self.check.update(self.body.as_slice());
        self.check.update(chunk);
        self.is_streaming = true;
    }

    /// The verdict, after the last chunk.
    ///
    /// # Errors
    ///
    /// [`Rejection::SignatureMismatch`], or what else a scheme finds wrong with the body.
    /// [`Rejection::Handshake`] where it is no event but a signed handshake.
    pub fn finish(mut self) -> Result<VerifiedBody, Rejection> {
        let (proof, bytes) = self.conclude()?;
        Ok(VerifiedBody::attested(proof, bytes, self.provenance))
    }

    /// What makes a verified body of the provenance. As [`finish`](Self::finish), for who can
    /// leave the state where it is.
    pub(crate) fn conclude(&mut self) -> Result<(Proof, Bytes), Rejection> {
        let body = self.body.take_all()?;
        Ok((self.judge(&body)?, body))
    }

    /// The proof that the signature of the whole body has held.
    fn judge(&mut self, body: &Bytes) -> Result<Proof, Rejection> {
        let keys = self.provenance.keys.keys.as_slice();
        let verdict = if self.is_streaming {
            self.check.finish(body)
        } else {
            self.check.finish_whole(self.provenance.judge(), keys, body)
        };
        let greeter = self.provenance.verifier.greeter();
        // Whoever's keys they are, so that the answer does not tell.
        if matches!(verdict, Err(Rejection::SignatureMismatch))
            && let Some(answered) = greeter.answer_unproven(self.handshakes, body)
        {
            return Err(answered);
        }
        if let Some(refused) = self.refused.take() {
            return Err(*refused);
        }
        let mut authentic = verdict.map_err(|refused| self.body.blame(refused, body.len()))?;
        let part = authentic.part.take();
        let key = keys.get(authentic.slot.index());
        if greeter.may_have_signed(body) {
            return Err(Rejection::MalformedBody {
                reason: "it is a word, which the answer to a handshake could have signed",
            });
        }
        match greeter.answer_signed(self.handshakes, part.as_ref().unwrap_or(body), key) {
            Some(answered) => Err(answered),
            None => Ok(Proof(authentic)),
        }
    }
}

impl fmt::Debug for Verification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verification")
            .field("provider", &self.provenance.verifier.provider())
            .field("received", &self.body.len())
            .finish_non_exhaustive()
    }
}
