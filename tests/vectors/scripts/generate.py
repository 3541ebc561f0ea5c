"""Signs and judges with the libraries of PyPI, for generate.mjs.

    generate.py sign   < jobs      a signature for each job, by its sender's library
    generate.py judge  < vectors   what each library says of each vector

`judge` also computes the signature of every vector that is to be accepted once more,
with the standard library and PyNaCl alone, and fails if one is not what it should be.
"""

import base64
import hashlib
import hmac
import json
import sys
import time
import warnings
from datetime import datetime, timezone
from importlib.metadata import version
from unittest import mock

import nacl.signing
import slack_sdk.signature
import standardwebhooks.webhooks
import stripe
import svix.webhooks

import httpsig
import samples


def made_by(package, what):
    return f"PyPI {package}@{version(package)}, {what}"


# --- signing ---------------------------------------------------------------------


def sign_stripe(job, body):
    value = stripe.WebhookSignature.generate_signature_header(
        body.decode(), job["secret"], job["timestamp"]
    )
    return value, made_by("stripe", "WebhookSignature.generate_signature_header")


def sign_slack(job, body):
    verifier = slack_sdk.signature.SignatureVerifier(job["secret"])
    value = verifier.generate_signature(timestamp=str(job["timestamp"]), body=body)
    return value, made_by("slack-sdk", "SignatureVerifier.generate_signature")


def sign_standard(package, webhook):
    def sign(job, body):
        when = datetime.fromtimestamp(job["timestamp"], tz=timezone.utc)
        value = webhook(job["secret"]).sign(job["id"], when, body.decode())
        return value, made_by(package, "Webhook.sign")

    return sign


def sign_discord(job, body):
    key = nacl.signing.SigningKey(bytes.fromhex(job["seed_hex"]))
    signed = key.sign(str(job["timestamp"]).encode() + body)
    return signed.signature.hex(), made_by("PyNaCl", "SigningKey.sign")


SIGNERS = {
    "discord": sign_discord,
    "httpsig": httpsig.sign,
    "slack": sign_slack,
    "standard_webhooks": sign_standard("standardwebhooks", standardwebhooks.webhooks.Webhook),
    "stripe": sign_stripe,
    "svix": sign_standard("svix", svix.webhooks.Webhook),
}


def sign(jobs):
    return [
        dict(zip(("value", "made_by"), SIGNERS[job["provider"]](job, decoded(job))))
        for job in jobs
    ]


# --- judging ---------------------------------------------------------------------


def decoded(vector):
    return base64.b64decode(vector["body_base64"], validate=True)


def joined(headers):
    """The headers as a server hands them over: small letters, repeated lines joined."""
    found = {}
    for name, value in headers:
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def judge_stripe(headers, body, secret, now):
    return stripe.WebhookSignature.verify_header(
        body, headers.get("stripe-signature"), secret, stripe.Webhook.DEFAULT_TOLERANCE
    )


class SlackClock(slack_sdk.signature.Clock):
    def __init__(self, now):
        self._now = now

    def now(self):
        return self._now


def judge_slack(headers, body, secret, now):
    verifier = slack_sdk.signature.SignatureVerifier(secret, SlackClock(now))
    return verifier.is_valid_request(body, headers)


def frozen(now):
    class Frozen(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(now, tz)

    return Frozen


def judge_standard(headers, body, secret, now):
    with mock.patch.object(standardwebhooks.webhooks, "datetime", frozen(now)):
        standardwebhooks.webhooks.Webhook(secret).verify(body, headers, json_parse=False)
    return True


def judge_svix(headers, body, secret, now):
    with mock.patch.object(standardwebhooks.webhooks, "datetime", frozen(now)):
        svix.webhooks.Webhook(secret).verify(body, headers)
    return True


def judge_discord(headers, body, public_key, now):
    key = nacl.signing.VerifyKey(bytes.fromhex(public_key))
    message = headers["x-signature-timestamp"].encode() + body
    key.verify(message, bytes.fromhex(headers["x-signature-ed25519"]))
    return True


def library(package, judge):
    return f"PyPI {package}@{version(package)}", judge


JUDGES = {
    "discord": library("PyNaCl", judge_discord),
    "sendmesh": ("Python sample on the sender's page", samples.sendmesh),
    "sendsar": ("Python sample on the sender's page", samples.sendsar),
    "sendx": ("Python sample on the sender's page", samples.sendx),
    "slack": library("slack-sdk", judge_slack),
    "standard_webhooks": library("standardwebhooks", judge_standard),
    "stripe": library("stripe", judge_stripe),
    "svix": library("svix", judge_svix),
}


def verdict(judge, vector):
    keys = vector.get("secrets") or [vector.get("secret") or vector.get("public_key")]
    words = []
    for key in keys:
        try:
            with mock.patch.object(time, "time", lambda: vector["now_unix"]):
                good = judge(joined(vector["headers"]), decoded(vector), key, vector["now_unix"])
            words.append("accepts" if good else "refuses")
        except Exception as error:  # whatever a library does instead of an answer
            words.append(f"refuses ({type(error).__name__})")
    return "accepts" if "accepts" in words else words[0]


def request_verdict(vector):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return "accepts" if httpsig.judge(vector, decoded(vector)) else "refuses"
        except Exception as error:  # whatever a library does instead of an answer
            return f"refuses ({type(error).__name__})"


def judge(vectors):
    answers = []
    for vector in vectors:
        if vector["provider"] in ("httpsig", "mailchannels"):
            answers.append({httpsig.NAME: request_verdict(vector)})
            continue
        if vector["expect"] == "accept":
            recompute(vector)
        name, check = JUDGES.get(vector["provider"], (None, None))
        asymmetric_standard = (vector.get("scheme") or "").endswith("-ed25519")
        if check is None or asymmetric_standard:
            answers.append({})
        else:
            answers.append({name: verdict(check, vector)})
    return answers


# --- computing again ---------------------------------------------------------------


def message(vector, headers, body):
    provider = vector["provider"]
    if provider == "stripe":
        pairs = dict(pair.strip().split("=", 1) for pair in headers["stripe-signature"].split(",") if "=" in pair)
        return pairs["t"].encode() + b"." + body
    if provider == "slack":
        return b"v0:" + headers["x-slack-request-timestamp"].encode() + b":" + body
    if provider == "sendmesh":
        return headers["x-sendmesh-timestamp"].encode() + b"." + body
    if provider == "discord":
        return headers["x-signature-timestamp"].encode() + body
    if provider in ("standard_webhooks", "svix"):
        prefix = "svix" if "svix-id" in headers else "webhook"
        signed = f"{headers[f'{prefix}-id']}.{headers[f'{prefix}-timestamp']}."
        return signed.encode() + body
    return body


def recompute(vector):
    headers, body = joined(vector["headers"]), decoded(vector)
    text = message(vector, headers, body)
    values = " ".join(headers.values())
    public_key = vector.get("public_key")
    if public_key is not None:
        if vector["provider"] == "discord":
            key, tag = bytes.fromhex(public_key), bytes.fromhex(headers["x-signature-ed25519"])
            tags = [tag]
        else:
            key = base64.b64decode(public_key.removeprefix("whpk_"))
            entries = headers.get("svix-signature", headers.get("webhook-signature")).split(" ")
            tags = [
                base64.b64decode(entry[4:], validate=True)
                for entry in entries
                if entry.startswith("v1a,") and len(entry) == 92
            ]
        for tag in tags:
            try:
                nacl.signing.VerifyKey(key).verify(text, tag)
                return
            except nacl.exceptions.BadSignatureError:
                continue
        raise SystemExit(f"{vector['provider']}/{vector['name']}: no signature is right")

    algorithm = hashlib.sha512 if vector.get("scheme") == "meshes-sha512" else hashlib.sha256
    for secret in vector.get("secrets") or [vector["secret"]]:
        if vector["provider"] in ("standard_webhooks", "svix"):
            key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        else:
            key = secret.encode()
        tag = hmac.new(key, text, algorithm).digest()
        if tag.hex() in values.lower() or base64.b64encode(tag).decode() in values:
            return
    raise SystemExit(f"{vector['provider']}/{vector['name']}: the signature is wrong")


if __name__ == "__main__":
    verbs = {"judge": judge, "sign": sign}
    json.dump(verbs[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
