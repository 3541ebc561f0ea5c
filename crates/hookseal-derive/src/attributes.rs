//! The attributes as they are written, each with its place.

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitStr, Path, Result, Token};

/// One entry of `#[event(…)]`.
pub(crate) enum Entry {
    /// `"push"`
    Kind(LitStr),
    /// `action = "opened"` or `"/data/status" = "paid"`
    Member(Member),
    /// `other`
    Other(Ident),
}

/// A member of the body, and the value that it must have.
pub(crate) struct Member {
    /// As a JSON Pointer.
    pub(crate) pointer: LitStr,
    pub(crate) value: LitStr,
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(LitStr) {
            let text: LitStr = input.parse()?;
            if !input.peek(Token![=]) {
                return not_empty(text, "the type of an event").map(Self::Kind);
            }
            if !text.value().starts_with('/') {
                let problem = "a place in the body starts with `/`, such as \"/data/status\"";
                return Err(Error::new(text.span(), problem));
            }
            return member(input, text).map(Self::Member);
        }
        let name: Ident = input.parse().map_err(|error| {
            let expected = "expected the type of an event, such as \"push\", a member of the body, such as `action = \"opened\"`, or `other`";
            Error::new(error.span(), expected)
        })?;
        if input.peek(Token![=]) {
            // A name in Rust needs no escape in a pointer.
            let pointer = format!("/{}", name.to_string().trim_start_matches("r#"));
            return member(input, LitStr::new(&pointer, name.span())).map(Self::Member);
        }
        if name == "other" {
            return Ok(Self::Other(name));
        }
        let problem = format!(
            "`{name}` is not an entry: is it the type \"{name}\", or a member, `{name} = \"…\"`?"
        );
        Err(Error::new(name.span(), problem))
    }
}

fn member(input: ParseStream<'_>, pointer: LitStr) -> Result<Member> {
    input.parse::<Token![=]>()?;
    let value = input.parse().map_err(|error| {
        Error::new(
            error.span(),
            "the value of a member is compared as text: \"…\"",
        )
    })?;
    Ok(Member { pointer, value })
}

fn not_empty(text: LitStr, what: &str) -> Result<LitStr> {
    if text.value().trim().is_empty() {
        return Err(Error::new(text.span(), format!("{what} cannot be empty")));
    }
    Ok(text)
}

/// One entry of `#[events(…)]`.
pub(crate) enum Setting {
    Sender(LitStr),
    Signed,
    Unknown(LitStr),
    Crate(Path),
}

impl Parse for Setting {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        if input.peek(Token![crate]) {
            input.parse::<Token![crate]>()?;
            input.parse::<Token![=]>()?;
            return input.parse().map(Self::Crate);
        }
        let name: Ident = input.parse()?;
        match name.to_string().as_str() {
            "signed" => Ok(Self::Signed),
            "sender" => {
                input.parse::<Token![=]>()?;
                not_empty(input.parse()?, "the name of a sender").map(Self::Sender)
            }
            "unknown" => {
                input.parse::<Token![=]>()?;
                input.parse().map(Self::Unknown)
            }
            other => {
                let problem = format!(
                    "there is no setting `{other}`; there are `sender`, `signed`, `unknown` and `crate`"
                );
                Err(Error::new(name.span(), problem))
            }
        }
    }
}

/// The entries of an attribute, separated by commas.
pub(crate) fn entries<T: Parse>(attribute: &syn::Attribute) -> Result<Punctuated<T, Token![,]>> {
    attribute.parse_args_with(Punctuated::parse_terminated)
}
