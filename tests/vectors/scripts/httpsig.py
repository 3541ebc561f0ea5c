"""RFC 9421 by PyPI's http-message-signatures, for generate.py: signs and judges requests."""

import base64
from datetime import datetime, timedelta, timezone
from importlib.metadata import version
from unittest import mock

import http_message_signatures as library
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

NAME = f"PyPI http-message-signatures@{version('http-message-signatures')}"
ALGORITHMS = {
    algorithm.algorithm_id: algorithm
    for algorithm in (
        library.algorithms.ECDSA_P256_SHA256,
        library.algorithms.ECDSA_P384_SHA384,
        library.algorithms.ED25519,
        library.algorithms.HMAC_SHA256,
        library.algorithms.RSA_PSS_SHA512,
        library.algorithms.RSA_V1_5_SHA256,
    )
}


class Lines:
    """Header lines in their order, repeated names included."""

    def __init__(self, pairs):
        self.pairs = [tuple(pair) for pair in pairs]

    def items(self):
        return list(self.pairs)

    def __iter__(self):
        return iter([name for name, _ in self.pairs])

    def __contains__(self, name):
        return any(other.lower() == name.lower() for other, _ in self.pairs)

    def __setitem__(self, name, value):
        self.pairs.append((name, value))

    def __delitem__(self, name):
        self.pairs = [pair for pair in self.pairs if pair[0].lower() != name.lower()]


class Request:
    def __init__(self, method, url, headers):
        self.method = method
        self.url = url
        self.headers = Lines(headers)


class OneKey(library.HTTPSignatureKeyResolver):
    """The one key, under its id if it has one, or else under any."""

    def __init__(self, key, key_id=None):
        self.key = key
        self.key_id = key_id

    def resolve_public_key(self, key_id):
        return self.key if self.key_id in (None, key_id) else None

    resolve_private_key = resolve_public_key


def moment(seconds):
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=timezone.utc)


# --- signing -----------------------------------------------------------------------


def key_bytes(job):
    return base64.b64decode(job["secret"]) if "secret" in job else job["private_key"].encode()


def sign(job, _body):
    """The request's headers, signed. `kept` is a signature of an earlier run: where the
    algorithm is randomised it stays, if it is right."""
    request = Request(job["method"], job["url"], job["headers"])
    algorithm = ALGORITHMS[job["algorithm"]]
    signer = library.HTTPMessageSigner(signature_algorithm=algorithm)
    prepared = signer.prepare(
        request,
        key_id=job["key_id"],
        created=moment(job["created"]),
        expires=moment(job.get("expires")),
        nonce=job.get("nonce"),
        label=job.get("label"),
        tag=job.get("tag"),
        include_alg=job.get("include_alg", True),
        covered_component_ids=job["covered"],
        use_existing_digest="content-digest" in request.headers,
    )
    key = algorithm(private_key=key_bytes(job))
    signature = kept(job, key, algorithm, prepared.signature_base)
    signer.apply(request, prepared, signature or key.sign(prepared.signature_base),
                 append_if_signature_exists=True)
    return request.headers.items(), f"{NAME}, HTTPMessageSigner"


def kept(job, key, algorithm, text):
    if job.get("kept") is None:
        return None
    if job["algorithm"] == "hmac-sha256":
        public = algorithm(shared_secret=key_bytes(job))
    else:
        pem = key.private_key.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        public = algorithm(public_key=pem)
    signature = base64.b64decode(job["kept"])
    try:
        public.verify(signature=signature, message=text)
    except InvalidSignature:
        return None
    return signature


# --- judging -----------------------------------------------------------------------


def public_key(vector):
    if "secret" in vector:
        return base64.b64decode(vector["secret"])
    if vector["public_key_format"] == "pem":
        return vector["public_key"].encode()
    return load_der_public_key(base64.b64decode(vector["public_key"]))


def frozen(now):
    class Frozen(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(now, tz)

    return Frozen


def judge(vector, body):
    """Gives the library the same demands; the skew of clocks that it allows is its own."""
    context = vector["context"]
    required = context.get("required", ["content-digest"] if body else [])
    resolver = OneKey(public_key(vector), context.get("key_id"))
    verifier = library.HTTPMessageVerifier(
        signature_algorithm=ALGORITHMS[context["algorithm"]], key_resolver=resolver
    )
    verifier.allow_label_only_selection = True
    max_age = context.get("max_age", 300)
    request = Request(vector["method"], vector["url"], vector["headers"])
    with mock.patch.object(library.signatures.datetime, "datetime", frozen(vector["now_unix"])):
        results = verifier.verify(
            request,
            max_age=None if max_age is None else timedelta(seconds=max_age),
            expect_tag=context.get("tag"),
            expect_label=context.get("label"),
            require_components=required,
            body=body if "content-digest" in required else None,
        )
    return len(results) > 0
