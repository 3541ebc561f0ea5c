"""What the Python samples on the founding senders' pages do, written anew.

Each takes headers (names in small letters), body, secret and the current time, and
says whether the sample would let the delivery pass, or raises where it would.
Like the samples, they are lenient in places; they are observers, not models.
"""

import hashlib
import hmac


def _hex(secret, message):
    return hmac.new(secret.encode("utf-8"), message, hashlib.sha256).hexdigest()


def sendmesh(headers, body, secret, now):
    """https://sendmesh.co/docs/api: the body as text, the timestamp as a number."""
    stamp = headers["x-sendmesh-timestamp"]
    if abs(int(now) - int(stamp)) > 300:
        return False
    text = f"{stamp}.{body.decode('utf-8')}"
    return hmac.compare_digest(headers["x-sendmesh-signature"], _hex(secret, text.encode("utf-8")))


def sendx(headers, body, secret, now):
    """https://docs.sendx.io/api-reference/webhook/verify-webhook"""
    if headers.get("x-sendx-signature-alg", "").lower() != "hmac-sha256":
        return False
    return hmac.compare_digest(_hex(secret, body), headers.get("x-sendx-signature", ""))


def sendsar(headers, body, secret, now):
    """https://sendsar-docs.pages.dev/setup/webhooks"""
    wanted = "sha256=" + _hex(secret, body)
    return hmac.compare_digest(wanted, headers.get("x-webhook-signature", ""))
