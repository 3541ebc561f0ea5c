//! The contestants of each framework.

pub mod actix;
pub mod axum;
mod axum_07;
mod core;
pub(crate) mod hand_rolled;
mod lambda;
mod ntex;
mod poem;
mod rocket;
mod salvo;
pub(crate) mod service;
pub mod tower;
mod warp;

use anyhow::Result;
use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use crate::contestant::Contestant;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Framework {
    /// None: the verification alone, of a body that is there.
    Core,
    Tower,
    Axum,
    Actix,
    Ntex,
    Poem,
    Rocket,
    Salvo,
    Warp,
    Lambda,
}

impl Framework {
    pub const ALL: [Self; 10] = [
        Self::Core,
        Self::Tower,
        Self::Axum,
        Self::Actix,
        Self::Ntex,
        Self::Poem,
        Self::Rocket,
        Self::Salvo,
        Self::Warp,
        Self::Lambda,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Core => "core",
            Self::Tower => "tower",
            Self::Axum => "axum",
            Self::Actix => "actix",
            Self::Ntex => "ntex",
            Self::Poem => "poem",
            Self::Rocket => "rocket",
            Self::Salvo => "salvo",
            Self::Warp => "warp",
            Self::Lambda => "lambda",
        }
    }

    /// Everyone who is compared here, the floor first.
    ///
    /// # Errors
    ///
    /// None: the configurations are fixed.
    pub fn contestants(self) -> Result<Vec<Contestant>> {
        let mut all = vec![core::floor()];
        all.extend(match self {
            Self::Core => core::contestants()?,
            Self::Tower => tower::contestants()?,
            Self::Axum => axum::contestants()?
                .into_iter()
                .chain(axum_07::contestants())
                .collect(),
            Self::Actix => actix::contestants()?,
            Self::Ntex => ntex::contestants()?,
            Self::Poem => poem::contestants()?,
            Self::Rocket => rocket::contestants()?,
            Self::Salvo => salvo::contestants()?,
            Self::Warp => warp::contestants()?,
            Self::Lambda => lambda::contestants()?,
        });
        Ok(all)
    }
}
