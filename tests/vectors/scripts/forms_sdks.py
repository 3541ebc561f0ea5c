"""Gives the vectors of ../mailgun.json and ../twilio.json to the senders' own libraries for Python,
and writes down what they say, as forms_sdks.mjs does. Needs requirements.txt."""

import base64
import json
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qs

from mailgun.security import SecurityGuard
from twilio.request_validator import RequestValidator, get_signature_algorithm


def headers(vector):
    return {name.lower(): value for name, value in vector["headers"]}


def mailgun(vector, body, key):
    signed = json.loads(body)["signature"]
    return SecurityGuard.verify_webhook(key, signed["token"], signed["timestamp"], signed["signature"])


def twilio(vector, body, key):
    given = headers(vector)
    form = given.get("content-type", "").startswith("application/x-www-form-urlencoded")
    fields = parse_qs(body.decode(), keep_blank_values=True)

    class Fields(dict):
        def getall(self, name):
            return fields[name]

    return RequestValidator(key).validate(
        vector["url"],
        Fields(fields) if form else body.decode(),
        given.get("x-twilio-signature", ""),
        get_signature_algorithm(given.get("x-twilio-webhooks-signature-settings")),
    )


def verdict(judge, vector):
    body = base64.b64decode(vector["body_base64"])
    time.time = lambda: vector["now_unix"]
    words = []
    for key in vector.get("secrets") or [vector["secret"]]:
        try:
            if judge(vector, body, key):
                return "accepts"
            words.append("refuses")
        except Exception as error:  # whatever a library throws is its answer
            words.append(f"refuses ({type(error).__name__})")
    return words[0]


FORMAT = """
import { readFileSync, writeFileSync } from "node:fs";
import { format } from "./lib/format.mjs";
const path = process.argv[1];
writeFileSync(path, format(JSON.parse(readFileSync(path))));
"""

here = Path(__file__).parent
for provider, judge in {"mailgun": mailgun, "twilio": twilio}.items():
    path = here.parent / f"{provider}.json"
    file = json.loads(path.read_text())
    name = f"PyPI {provider}@{version(provider)}"
    for vector in file["vectors"]:
        said = verdict(judge, vector)
        vector["sdk_observed"] = {**vector.get("sdk_observed", {}), name: said}
        if (vector["expect"] == "accept") != (said == "accepts"):
            print(f"{provider} {vector['name']}: to {vector['expect']}, {name} {said}")
    path.write_text(json.dumps(file))
    subprocess.run(["node", "--input-type=module", "-e", FORMAT, str(path)], cwd=here, check=True)
sys.exit()
