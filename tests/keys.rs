//! Secrets as senders make them, drawn at random: each one is configured without a word more,
//! neither too short nor of wrong signs nor taken for a pattern.
//!
//! Public keys are not here: the vectors are verified with the senders' own.

#![allow(clippy::unwrap_used)]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hookseal::providers::{Provider, ProviderScheme};
use hookseal::{Secret, providers};
use hookseal_tests::audit;

/// How a secret looks.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// So many characters of these behind a prefix.
    Of(&'static str, &'static str, usize),
    /// Base64 of so many bytes behind a prefix.
    Base64(&'static str, usize),
    /// `xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx`.
    Uuid,
    /// Groups of so many hexadecimal digits, joined by this.
    Groups(&'static str, &'static [usize]),
}

use Form::{Base64, Groups, Of, Uuid};

const HEX: &str = "0123456789abcdef";
const LOWER: &str = "0123456789abcdefghijklmnopqrstuvwxyz";
const UPPER: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE58: &str = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE62: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const URL_SAFE: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_";
const BASE64_SIGNS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/";
const CONTENTFUL: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=_-";
/// `WordPress`'s passwords. They may begin or end with a blank too: such a secret goes in by
/// `Secret::from_bytes`.
const WORDPRESS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\
                         !@#$%^&*()-_ []{}<>~`+=,.;:/?|";

/// Who makes the secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// The sender, in a form that is documented or shown.
    Sender,
    /// The sender, in a form that nobody writes of: the usual ones must do.
    Unknown,
    /// The app's owner. What is shorter than 16 characters is refused, wherever the sender
    /// takes more.
    App,
}

/// The forms, and whose they are. A sender may have several.
const FORMS: &[(By, &[Form], &str)] = &[
    (
        By::Sender,
        &[Of("", HEX, 32)],
        "acuity_scheduling braintree cloudflare_stream line mailgun mailtrap meta shopify slack \
         todoist twilio",
    ),
    (
        By::Sender,
        &[Of("", HEX, 64)],
        "adyen adyen_platform asana dropbox_sign mautic mercado_pago recurly sentry shopify \
         trello webflow",
    ),
    (
        By::Sender,
        &[Uuid],
        "coinbase_cdp coinbase_commerce hook0 hubspot intercom nango quickbooks sinch_numbers \
         smartcar veriff",
    ),
    (
        By::Sender,
        &[Base64("whsec_", 24)],
        "clerk dodopayments fathom lithic liveblocks loops privy recall_ai render replicate \
         resend standard_webhooks svix",
    ),
    (
        By::Sender,
        &[Base64("whsec_", 32)],
        "anthropic fathom formbricks gitlab loops openai render",
    ),
    (By::Sender, &[Base64("whsec_", 64)], "standard_webhooks"),
    (By::Sender, &[Base64("whsec_", 75)], "svix"),
    (
        By::Sender,
        &[Base64("v1,whsec_", 24), Base64("v1,whsec_", 32)],
        "supabase_auth_hooks",
    ),
    (By::Sender, &[Base64("", 24)], "finch"),
    (
        By::Sender,
        &[Base64("", 32)],
        "airtable docusign finch microsoft_teams zendesk",
    ),
    (By::Sender, &[Base64("", 64)], "xero"),
    (By::Sender, &[Of("", BASE64_SIGNS, 64)], "pagerduty"),
    (By::Sender, &[Of("", URL_SAFE, 22)], "mandrill square zoom"),
    (By::Sender, &[Of("", URL_SAFE, 21)], "trigger_dev"),
    (By::Sender, &[Of("", URL_SAFE, 43)], "ably calendly"),
    (By::Sender, &[Of("", BASE62, 16)], "ably"),
    (By::Sender, &[Of("", BASE62, 24)], "vercel"),
    (By::Sender, &[Of("", BASE62, 32)], "box buildkite logto"),
    (By::Sender, &[Of("", BASE62, 50)], "x"),
    (
        By::Sender,
        &[Of("", BASE58, 27), Of("", BASE58, 28)],
        "btcpay_server",
    ),
    (By::Sender, &[Of("", BASE62, 10)], "mailerlite"),
    (By::Sender, &[Of("", LOWER, 15)], "dropbox"),
    (By::Sender, &[Of("", LOWER, 64)], "getstream"),
    (By::Sender, &[Of("", UPPER, 64)], "clickup"),
    (By::Sender, &[Of("", HEX, 20)], "pusher"),
    (By::Sender, &[Of("", CONTENTFUL, 64)], "contentful"),
    (By::Sender, &[Of("", WORDPRESS, 50)], "woocommerce"),
    (By::Sender, &[Groups("-", &[16, 16, 16])], "viber"),
    (By::Sender, &[Of("whsec_", HEX, 32)], "dub"),
    (By::Sender, &[Of("whsec_", HEX, 64)], "stripe"),
    (By::Sender, &[Of("whsec_", BASE62, 24)], "alchemy"),
    (
        By::Sender,
        &[Of("whsec_", BASE62, 32)],
        "fintoc imagekit increase lettermint sendmesh sendsar stripe",
    ),
    (By::Sender, &[Of("whsec_", BASE62, 43)], "polar"),
    (By::Sender, &[Of("polar_whs_", BASE62, 43)], "polar"),
    (By::Sender, &[Of("wsec_", HEX, 64)], "elevenlabs"),
    (By::Sender, &[Of("wss_", URL_SAFE, 43)], "extend"),
    (By::Sender, &[Of("wsk_", BASE62, 32)], "revolut"),
    (By::Sender, &[Of("wbhsec_", LOWER, 36)], "persona"),
    (By::Sender, &[Of("ewhk_", HEX, 32)], "growthbook"),
    (By::Sender, &[Of("plane_wh_", HEX, 32)], "plane"),
    (By::Sender, &[Of("ol_whs_", BASE62, 32)], "outline"),
    (By::Sender, &[Of("lin_wh_", BASE62, 40)], "linear"),
    (By::Sender, &[Of("secret_", BASE62, 43)], "notion"),
    (By::Sender, &[Of("shpss_", HEX, 32)], "shopify"),
    (By::Sender, &[Of("key-", LOWER, 32)], "mailgun"),
    (By::Sender, &[Of("key_", HEX, 28)], "retell"),
    (By::Sender, &[Of("tskey-webhook-", BASE62, 32)], "tailscale"),
    (
        By::Sender,
        &[Of("pdl_ntfset_01hxk6yr3f2qz8m5v9", LOWER, 32)],
        "paddle",
    ),
    (
        By::Sender,
        &[Of("sk_live_", LOWER, 40), Of("sk_test_", LOWER, 40)],
        "paystack",
    ),
    (By::Sender, &[Of("cfsk_ma_prod_", HEX, 40)], "cashfree"),
    (
        By::Unknown,
        &[
            Of("", HEX, 32),
            Of("", BASE62, 20),
            Of("", URL_SAFE, 43),
            Of("whsec_", BASE62, 32),
            Base64("", 24),
            Base64("", 32),
            Uuid,
        ],
        "aftership bigcommerce bitbucket complycube composio crisp cronofy customerio \
         gocardless greenhouse hookdeck jira knock kontent_ai launchdarkly loop_returns \
         mailersend metronome moderation_api modern_treasury mollie mux onfido plain \
         planetscale sendpost sendx shippo statsig terra whop workos worldline xendit",
    ),
    (
        By::App,
        &[Of("", BASE62, 16)],
        "auth0 brevo cal_com checkout_com circleci cloudflare_notifications discourse easypost \
         expo figma flagsmith flutterwave forgejo frappe ghost gitea github gogs grafana \
         helpscout klaviyo lemonsqueezy livepeer meshes microsoft_graph netbox netlify razorpay \
         sanity segment shopware sinch sonarqube taiga telegram terraform_cloud twitch typeform \
         vapi webex",
    ),
    (By::App, &[Of("", BASE62, 12)], "discourse"),
    (By::App, &[Of("hook:", BASE62, 16)], "chargebee postmark"),
    (By::App, &[Base64("Basic ", 24)], "okta"),
    (By::App, &[Of("Bearer ", URL_SAFE, 32)], "auth0 brevo"),
];

/// How many secrets of each form are tried.
const DRAWS: u64 = 100;

/// Where the endpoint is, for those who sign that.
const URL: &str = "https://example.com/hooks";

#[test]
fn every_secret_of_a_senders_own_form_is_taken() {
    let mut dice = Dice(1);
    let mut refused = Vec::new();
    for provider in senders_with_secrets() {
        for form in forms_of(provider).flat_map(|(_, forms)| forms) {
            for _ in 0..DRAWS {
                let secret = dice.secret(*form);
                for scheme in schemes(provider) {
                    let built = Secret::new(secret.as_str())
                        .and_then(|secret| scheme.verifier().public_url(URL).key(secret).build());
                    if let Err(error) = built {
                        refused.push(format!("{}: {secret}: {error}", provider.id));
                    }
                }
            }
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// The table says of each sender what its audit says.
#[test]
fn the_forms_are_those_of_the_audit() {
    let mut dice = Dice(2);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for audit in audit::all() {
        let id = audit.provider.as_str();
        let Some(provider) = senders_with_secrets().find(|provider| provider.id == id) else {
            continue;
        };
        seen += 1;
        let makers: Vec<By> = forms_of(provider).map(|(by, _)| by).collect();
        let is_app = makers.contains(&By::App);
        let fits = match audit.key.made_by.as_str() {
            "app" => makers.iter().all(|by| *by == By::App),
            "sender" => !is_app,
            _ => true,
        };
        if makers.is_empty() || !fits {
            wrong.push(format!(
                "{id}: made by {}, not {makers:?}",
                audit.key.made_by
            ));
        }
        for form in forms_of(provider).flat_map(|(_, forms)| forms) {
            let chars = dice.secret(*form).len();
            let least = audit.key.min_chars.unwrap_or_default();
            if chars < least || audit.key.max_chars.is_some_and(|most| chars > most) {
                wrong.push(format!("{id}: {form:?} has {chars} characters"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(seen, senders_with_secrets().count());
    let known = |id: &str| senders_with_secrets().any(|provider| provider.id == id);
    let mut ids = FORMS.iter().flat_map(|(_, _, ids)| ids.split(' '));
    assert!(ids.all(known));
}

fn senders_with_secrets() -> impl Iterator<Item = &'static Provider> {
    providers::ALL
        .iter()
        .copied()
        .filter(|provider| provider.scheme.description().algorithm().is_symmetric())
}

fn forms_of(provider: &Provider) -> impl Iterator<Item = (By, &'static [Form])> {
    let id = provider.id;
    FORMS
        .iter()
        .filter(move |(_, _, ids)| ids.split(' ').any(|own| own == id))
        .map(|(by, forms, _)| (*by, *forms))
}

/// The schemes that take a secret of the same form: not GitLab's older token, which is typed.
fn schemes(provider: &Provider) -> impl Iterator<Item = &ProviderScheme> {
    let usual = provider.scheme.description();
    let variants = provider.variants.iter().map(|variant| &variant.scheme);
    std::iter::once(&provider.scheme)
        .chain(variants)
        .filter(move |scheme| scheme.description().key_format() == usual.key_format())
}

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn of(&mut self, signs: &str, count: usize) -> String {
        let signs: Vec<char> = signs.chars().collect();
        let most = u64::try_from(signs.len()).unwrap();
        (0..count)
            .map(|_| {
                *signs
                    .get(usize::try_from(self.roll() % most).unwrap())
                    .unwrap()
            })
            .collect()
    }

    /// A secret of this form. Blanks at the ends are left out.
    fn secret(&mut self, form: Form) -> String {
        match form {
            Of(prefix, signs, count) => loop {
                let secret = format!("{prefix}{}", self.of(signs, count));
                if secret.trim().len() == secret.len() {
                    return secret;
                }
            },
            Base64(prefix, bytes) => {
                let bytes: Vec<u8> = (0..bytes).map(|_| self.roll().to_be_bytes()[0]).collect();
                format!("{prefix}{}", BASE64.encode(bytes))
            }
            Uuid => self.secret(Groups("-", &[8, 4, 4, 4, 12])),
            Groups(between, sizes) => {
                let groups: Vec<String> = sizes.iter().map(|size| self.of(HEX, *size)).collect();
                groups.join(between)
            }
        }
    }
}
