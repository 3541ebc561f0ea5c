//! What an enum's attributes ask for, checked.

use std::collections::HashMap;

use syn::spanned::Spanned as _;
use syn::{
    Attribute, Data, DeriveInput, Error, Fields, Ident, LitStr, Path, Result, Type, Variant,
};

use crate::attributes::{Entry, Member, Setting, entries};

/// An enum of events.
pub(crate) struct Events {
    /// The sender that it is for.
    pub(crate) sender: Option<LitStr>,
    /// Whether the type must be signed.
    pub(crate) signed: bool,
    /// The path of hookseal.
    pub(crate) krate: Option<Path>,
    /// The variants that name their types, in order.
    pub(crate) arms: Vec<Arm>,
    pub(crate) rest: Rest,
}

/// A variant that names its types.
pub(crate) struct Arm {
    pub(crate) variant: Case,
    pub(crate) kinds: Vec<LitStr>,
    pub(crate) members: Vec<Member>,
}

/// A variant's name and payload.
pub(crate) struct Case {
    pub(crate) name: Ident,
    pub(crate) payload: Option<Type>,
}

/// What becomes of an event that no arm takes.
pub(crate) enum Rest {
    Variant(Box<Case>),
    /// It is answered 204, or else 422.
    Answer {
        accepted: bool,
    },
}

impl Events {
    pub(crate) fn read(input: &DeriveInput) -> Result<Self> {
        let Data::Enum(data) = &input.data else {
            let problem = "events are an enum: one variant for each type that the app handles";
            return Err(Error::new(input.ident.span(), problem));
        };
        let settings = Settings::read(&input.attrs)?;
        let mut other: Option<Case> = None;
        let mut arms = Vec::new();
        for variant in &data.variants {
            match Takes::read(variant)? {
                Takes::These(arm) => arms.push(arm),
                Takes::Others(name, _) if other.is_some() => {
                    return Err(Error::new(
                        name.span(),
                        "only one variant can take all others",
                    ));
                }
                Takes::Others(_, case) => other = Some(case),
            }
        }
        reachable(&arms)?;
        let rest = match (other, settings.unknown) {
            (Some(_), Some((place, _))) => {
                let problem = "`unknown` is for enums without a variant that takes all others";
                return Err(Error::new(place.span(), problem));
            }
            (Some(case), None) => Rest::Variant(Box::new(case)),
            (None, Some((_, accepted))) => Rest::Answer { accepted },
            (None, None) => {
                let problem = "what becomes of other events? Add a variant with `#[event(other)]`, or write `#[events(unknown = \"accept\")]`, which answers 204, or `#[events(unknown = \"refuse\")]`, which answers 422";
                return Err(Error::new(input.ident.span(), problem));
            }
        };
        Ok(Self {
            sender: settings.sender,
            signed: settings.signed,
            krate: settings.krate,
            arms,
            rest,
        })
    }

    /// Every type that a variant holds.
    pub(crate) fn payloads(&self) -> impl Iterator<Item = &Type> {
        let rest = match &self.rest {
            Rest::Variant(case) => Some(&**case),
            Rest::Answer { .. } => None,
        };
        let cases = self.arms.iter().map(|arm| &arm.variant).chain(rest);
        cases.filter_map(|case| case.payload.as_ref())
    }
}

/// The attributes of the enum.
#[derive(Default)]
struct Settings {
    sender: Option<LitStr>,
    signed: bool,
    krate: Option<Path>,
    /// Where it is written, and whether unknown events are accepted.
    unknown: Option<(LitStr, bool)>,
}

impl Settings {
    fn read(attributes: &[Attribute]) -> Result<Self> {
        let mut settings = Self::default();
        for attribute in attributes {
            if !attribute.path().is_ident("events") {
                continue;
            }
            for setting in entries(attribute)? {
                match setting {
                    Setting::Sender(name) => settings.sender = Some(name),
                    Setting::Signed => settings.signed = true,
                    Setting::Crate(path) => settings.krate = Some(path),
                    Setting::Unknown(word) => {
                        let accepted = match word.value().as_str() {
                            "accept" => true,
                            "refuse" => false,
                            _ => {
                                let problem = "`unknown` is \"accept\" (answered 204) or \"refuse\" (answered 422)";
                                return Err(Error::new(word.span(), problem));
                            }
                        };
                        settings.unknown = Some((word, accepted));
                    }
                }
            }
        }
        Ok(settings)
    }
}

/// The events that a variant takes.
enum Takes {
    These(Arm),
    Others(Ident, Case),
}

impl Takes {
    fn read(variant: &Variant) -> Result<Self> {
        let mut attributes = variant.attrs.iter();
        let Some(attribute) = attributes.find(|attribute| attribute.path().is_ident("event"))
        else {
            let problem = "which events is this? Write `#[event(\"…\")]` with their type, or `#[event(other)]`";
            return Err(Error::new(variant.ident.span(), problem));
        };
        if let Some(second) = attributes.find(|attribute| attribute.path().is_ident("event")) {
            let problem =
                "one `#[event(…)]` is enough: it takes several types, separated by commas";
            return Err(Error::new(second.span(), problem));
        }
        let (mut kinds, mut members, mut other) = (Vec::new(), Vec::new(), None);
        for entry in entries(attribute)? {
            match entry {
                Entry::Kind(kind) => kinds.push(kind),
                Entry::Member(member) => members.push(member),
                Entry::Other(name) => other = Some(name),
            }
        }
        let case = Case::read(variant)?;
        match other {
            Some(name) if kinds.is_empty() && members.is_empty() => Ok(Self::Others(name, case)),
            Some(name) => {
                let problem = "`other` takes all other events, and nothing beside it";
                Err(Error::new(name.span(), problem))
            }
            None if kinds.is_empty() => {
                let problem = "name the type of the event first, such as `#[event(\"push\")]`";
                Err(Error::new(attribute.span(), problem))
            }
            None => Ok(Self::These(Arm {
                variant: case,
                kinds,
                members,
            })),
        }
    }
}

impl Case {
    fn read(variant: &Variant) -> Result<Self> {
        let problem = "a variant holds nothing, or one payload, as in `Push(Push)`";
        let payload = match &variant.fields {
            Fields::Unit => None,
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                fields.unnamed.first().map(|field| field.ty.clone())
            }
            fields => return Err(Error::new(fields.span(), problem)),
        };
        Ok(Self {
            name: variant.ident.clone(),
            payload,
        })
    }
}

/// Refuses a variant that an earlier one leaves nothing to.
fn reachable(arms: &[Arm]) -> Result<()> {
    let mut taken: HashMap<String, &Ident> = HashMap::new();
    for arm in arms {
        for kind in &arm.kinds {
            if let Some(by) = taken.get(&kind.value()) {
                let problem = format!(
                    "`{by}` takes every event of this type already{}",
                    if arm.members.is_empty() {
                        ""
                    } else {
                        "; put it after this variant"
                    }
                );
                return Err(Error::new(kind.span(), problem));
            }
            if arm.members.is_empty() {
                taken.insert(kind.value(), &arm.variant.name);
            }
        }
    }
    Ok(())
}
