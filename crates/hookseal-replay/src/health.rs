//! A store's report about itself when an app starts.

/// Problems that could break a store's promise, as far as the store can detect them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    concerns: Vec<String>,
}

impl Health {
    /// Nothing to worry about.
    #[must_use]
    pub const fn sound() -> Self {
        Self {
            concerns: Vec::new(),
        }
    }

    /// With one concern more: what it is, what it breaks, and how to mend it.
    #[must_use]
    pub fn concern(mut self, concern: impl Into<String>) -> Self {
        self.concerns.push(concern.into());
        self
    }

    /// Whether there is nothing to worry about.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.concerns.is_empty()
    }

    /// The problems found.
    pub fn concerns(&self) -> impl Iterator<Item = &str> {
        self.concerns.iter().map(String::as_str)
    }
}
