# Gives the vectors of ../<provider>.json to the senders' own Python libraries and writes down what
# they say. Needs `pip install -r requirements.txt`; that of PayPal has not moved for years, and
# needs an environment of its own: `pip install paypalrestsdk==1.13.3 pyOpenSSL==23.2.0`.

import base64
import datetime
import importlib.metadata
import json
import pathlib
import subprocess
from unittest import mock

HERE = pathlib.Path(__file__).parent


def headers_of(vector):
    found = {}
    for name, value in vector["headers"]:
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key in found else value
    return found


def google(vector):
    from google.oauth2 import id_token

    class Answer:
        status = 200

        def __init__(self):
            self.data = json.dumps({vector["context"]["key_id"]: vector["public_key"]}).encode()

    header = headers_of(vector).get("authorization", "")
    token = header.split(" ", 1)[1] if header.lower().startswith("bearer ") else header
    context = vector["context"]
    now = datetime.datetime.fromtimestamp(vector["now_unix"], datetime.timezone.utc)
    with mock.patch("google.auth._helpers.utcnow", lambda: now.replace(tzinfo=None)):
        claims = id_token.verify_oauth2_token(
            token, lambda *_, **__: Answer(), audience=context["settings"]["audience"][0]
        )
    # What Google's page leaves to the caller.
    if claims.get("email") != context["settings"]["email"][0] or claims.get("email_verified") is not True:
        raise ValueError("not the account")


def paypal(vector):
    from OpenSSL import crypto
    from paypalrestsdk.notifications import WebhookEvent

    certificate = crypto.load_certificate(crypto.FILETYPE_PEM, vector["public_key"])
    headers = headers_of(vector)
    # The network and the roots of 2015 are left out; names and dates are not.
    with (
        mock.patch.object(WebhookEvent, "_get_cert", lambda url: certificate),
        mock.patch.object(WebhookEvent, "_verify_certificate_chain", lambda cert: True),
    ):
        held = WebhookEvent.verify(
            headers["paypal-transmission-id"],
            headers["paypal-transmission-time"],
            vector["context"]["settings"]["webhook_id"][0],
            base64.b64decode(vector["body_base64"]).decode(),
            headers["paypal-cert-url"],
            headers["paypal-transmission-sig"],
            headers["paypal-auth-algo"],
        )
    if not held:
        raise ValueError("refused")


JUDGES = {"google_pubsub_push": ("google-auth", google), "paypal": ("paypalrestsdk", paypal)}

for provider, (package, judge) in JUDGES.items():
    try:
        library = f"PyPI {package}@{importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        print(f"{provider}: {package} is not installed")
        continue
    path = HERE.parent / f"{provider}.json"
    file = json.loads(path.read_text())
    accepted = refused = 0
    for vector in file["vectors"]:
        try:
            judge(vector)
            said = "accepts"
        except Exception as error:  # each library has its own
            said = f"refuses ({type(error).__name__})"
        observed = vector.setdefault("sdk_observed", {})
        observed[library] = said
        accepted += said == "accepts" and vector["expect"] == "accept"
        refused += said != "accepts" and vector["expect"] == "reject"
        if vector["expect"] == "accept" and said != "accepts":
            print(f"{provider} {vector['name']}: {said}")
    if accepted < 1 or refused < 3:
        raise SystemExit(f"{provider}: {library} accepts {accepted} and refuses {refused}")
    script = "import('./lib/format.mjs').then(({ format }) => process.stdin.toArray().then((all) => process.stdout.write(format(JSON.parse(Buffer.concat(all))))))"
    text = subprocess.run(
        ["node", "-e", script], input=json.dumps(file).encode(), cwd=HERE, check=True, capture_output=True
    ).stdout
    path.write_bytes(text)
    print(f"{provider}: {accepted} accepted and {refused} refused by both")
