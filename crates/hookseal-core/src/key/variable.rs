//! Secrets from environment variables. Errors name the variable, and never what is in it.

use std::env::{self, VarError};

use super::{Key, KeyRing, Secret};
use crate::error::ConfigError;

impl Secret {
    /// The secret in an environment variable, without the white space that a file may have left
    /// around it.
    ///
    /// ```no_run
    /// use hookseal_core::Secret;
    ///
    /// let secret = Secret::from_env("ACME_WEBHOOK_SECRET")?;
    /// # Ok::<(), hookseal_core::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoVariable`] where it is not set, and [`ConfigError::InVariable`] with
    /// what is wrong with the secret. Both have the variable's name, and not its value.
    pub fn from_env(name: &str) -> Result<Self, ConfigError> {
        from_variable(name, env::var(name))
    }
}

impl KeyRing {
    /// The secrets in several environment variables, all of which have to be set. Each key's
    /// label is the name of its variable.
    ///
    /// ```no_run
    /// use hookseal_core::KeyRing;
    ///
    /// let ring = KeyRing::from_env(["ACME_WEBHOOK_SECRET", "ACME_WEBHOOK_SECRET_OLD"])?;
    /// # Ok::<(), hookseal_core::ConfigError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`Secret::from_env`], of the first variable that has an error.
    pub fn from_env<N: AsRef<str>>(
        names: impl IntoIterator<Item = N>,
    ) -> Result<Self, ConfigError> {
        let keys = names.into_iter().map(|name| {
            let name = name.as_ref();
            let secret = Secret::from_env(name)?;
            Ok(Key::from(secret).label(name))
        });
        keys.collect()
    }
}

fn from_variable(name: &str, value: Result<String, VarError>) -> Result<Secret, ConfigError> {
    let no_variable = |lacks| ConfigError::NoVariable {
        name: name.to_owned(),
        lacks,
    };
    let value = value.map_err(|error| match error {
        VarError::NotPresent => no_variable("set"),
        VarError::NotUnicode(_) => no_variable("UTF-8"),
    })?;
    Secret::trimmed(value).map_err(|error| ConfigError::InVariable {
        name: name.to_owned(),
        error: Box::new(error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(value: Result<&str, VarError>) -> String {
        let value = value.map(str::to_owned);
        from_variable("ACME_SECRET", value).unwrap_err().to_string()
    }

    #[test]
    fn what_is_wrong_with_a_variable_is_said_by_its_name_without_its_value() {
        assert_eq!(
            refused(Err(VarError::NotPresent)),
            "environment variable `ACME_SECRET` is not set"
        );
        assert_eq!(
            refused(Err(VarError::NotUnicode("marker".into()))),
            "environment variable `ACME_SECRET` is not UTF-8"
        );
        assert_eq!(
            refused(Ok(" \n")),
            format!(
                "environment variable `ACME_SECRET`: {}",
                ConfigError::EmptySecret
            )
        );
        let invisible = refused(Ok("swor\u{200b}dfish"));
        assert!(invisible.starts_with("environment variable `ACME_SECRET`: the secret has"));
        assert!(
            !invisible.contains("swor") && !invisible.contains("fish"),
            "{invisible}"
        );
    }

    #[test]
    fn variables_are_keys_under_their_names() {
        // Those that cargo sets.
        let names = ["CARGO_PKG_NAME", "CARGO_PKG_REPOSITORY"];
        let ring = KeyRing::from_env(names).unwrap();
        let labels: Vec<_> = ring.keys.iter().map(|key| key.label.as_deref()).collect();
        assert_eq!(labels, names.map(Some));
        let error = KeyRing::from_env(["CARGO_PKG_NAME", "HOOKSEAL_HAS_NO_SUCH_VARIABLE"]);
        assert_eq!(
            error.unwrap_err(),
            ConfigError::NoVariable {
                name: "HOOKSEAL_HAS_NO_SUCH_VARIABLE".to_owned(),
                lacks: "set",
            }
        );
    }
}
