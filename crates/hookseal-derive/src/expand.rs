//! The implementation that is written for an enum.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_quote};

use crate::events::{Arm, Case, Events, Rest};

/// `impl Payload for …`
pub(crate) fn payload(input: &DeriveInput, events: &Events) -> TokenStream {
    let krate = events
        .krate
        .clone()
        .unwrap_or_else(|| parse_quote!(::hookseal));
    let name = &input.ident;
    let mut generics = input.generics.clone();
    if !generics.params.is_empty() {
        let bounds = generics.make_where_clause();
        for payload in events.payloads() {
            bounds
                .predicates
                .push(parse_quote!(#payload: #krate::Payload));
        }
    }
    let (parameters, arguments, bounds) = generics.split_for_impl();
    let sender = events
        .sender
        .as_ref()
        .map(|sender| quote!(event.require_provider(#sender)?;));
    let signed = events.signed.then(|| quote!(event.require_signed_type()?;));
    let arms = events.arms.iter().map(arm);
    let read = events.payloads().next().map(|_| {
        quote! {
            fn read<T: #krate::Payload>(
                event: &#krate::VerifiedBody,
            ) -> ::core::result::Result<T, #krate::PayloadError> {
                #krate::Payload::decode(event)
            }
        }
    });
    let rest = match &events.rest {
        Rest::Variant(case) => made(case),
        Rest::Answer { accepted } => quote! {
            ::core::result::Result::Err(#krate::PayloadError::Unhandled { accepted: #accepted })
        },
    };
    quote! {
        #[automatically_derived]
        impl #parameters #krate::Payload for #name #arguments #bounds {
            fn decode(
                event: &#krate::VerifiedBody,
            ) -> ::core::result::Result<Self, #krate::PayloadError> {
                #read
                #sender
                #signed
                match event.kind() {
                    #(#arms)*
                    _ => #rest,
                }
            }
        }
    }
}

/// One arm of the `match`.
fn arm(arm: &Arm) -> TokenStream {
    let kinds = &arm.kinds;
    let made = made(&arm.variant);
    let members = arm.members.iter().map(|member| {
        let (pointer, value) = (&member.pointer, &member.value);
        quote!(event.member(#pointer).is_some_and(|member| member == #value))
    });
    let condition = (!arm.members.is_empty()).then(|| quote!(if #(#members)&&*));
    quote! {
        ::core::option::Option::Some(#(#kinds)|*) #condition => #made,
    }
}

/// The variant, with its payload.
fn made(case: &Case) -> TokenStream {
    let name = &case.name;
    let Some(payload) = &case.payload else {
        return quote!(::core::result::Result::Ok(Self::#name));
    };
    // An error about the type points at it.
    quote!(read::<#payload>(event).map(Self::#name))
}
