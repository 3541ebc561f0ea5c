//! Whether a verification is traced. That is known when the code is compiled, so one that is not
//! traced pays nothing.

use super::Recorder;

/// One that is traced, or one that is not.
pub(crate) trait Watch: Copy {
    /// Where its steps are noted.
    fn recorder(&self) -> Option<&Recorder>;
}

/// All in production.
#[derive(Clone, Copy)]
pub(crate) struct Untraced;

impl Watch for Untraced {
    #[inline]
    fn recorder(&self) -> Option<&Recorder> {
        None
    }
}

impl Watch for Option<&Recorder> {
    fn recorder(&self) -> Option<&Recorder> {
        *self
    }
}
