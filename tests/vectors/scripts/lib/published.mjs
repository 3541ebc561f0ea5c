// Values that senders publish: on their pages, or in the tests of what they publish themselves.
// catalogue.mjs makes vectors of them, and of each some that cannot be right.

const CIRCLECI = "CircleCI docs: Outbound webhooks, Validate webhooks";
const CRONOFY = "PyPI PyCronofy 2.1.1, tests/test_client.py";
const DISCOURSE = "Discourse: spec/jobs/emit_web_hook_event_spec.rb; the secret is spec/fabricators/web_hook_fabricator.rb's";
const LOGTO = "Logto: packages/core/src/utils/sign.test.ts at e8ea712";
const PAGERDUTY = "PagerDuty's Go client: webhookv3/webhookv3_test.go at 3df5eb4";

const pagerduty = '{"event":{"id":"01BWDWL3NYY7LUFPZCC28QUCMK","event_type":"incident.priority_updated","resource_type":"incident","occurred_at":"2021-04-26T17:36:27.458Z","agent":{"html_url":"https://acme.pagerduty.com/users/PLH1HKV","id":"PLH1HKV","self":"https://api.pagerduty.com/users/PLH1HKV","summary":"Tenex Engineer","type":"user_reference"},"client":null,"data":{"id":"PGR0VU2","type":"incident","self":"https://api.pagerduty.com/incidents/PGR0VU2","html_url":"https://acme.pagerduty.com/incidents/PGR0VU2","number":2,"status":"triggered","title":"A little bump in the road","service":{"html_url":"https://acme.pagerduty.com/services/PF9KMXH","id":"PF9KMXH","self":"https://api.pagerduty.com/services/PF9KMXH","summary":"API Service","type":"service_reference"},"assignees":[{"html_url":"https://acme.pagerduty.com/users/PTUXL6G","id":"PTUXL6G","self":"https://api.pagerduty.com/users/PTUXL6G","summary":"User 123","type":"user_reference"}],"escalation_policy":{"html_url":"https://acme.pagerduty.com/escalation_policies/PUS0KTE","id":"PUS0KTE","self":"https://api.pagerduty.com/escalation_policies/PUS0KTE","summary":"Default","type":"escalation_policy_reference"},"teams":[{"html_url":"https://acme.pagerduty.com/teams/PFCVPS0","id":"PFCVPS0","self":"https://api.pagerduty.com/teams/PFCVPS0","summary":"Engineering","type":"team_reference"}],"priority":{"html_url":"https://acme.pagerduty.com/account/incident_priorities","id":"PSO75BM","self":"https://api.pagerduty.com/priorities/PSO75BM","summary":"P1","type":"priority_reference"},"urgency":"high","conference_bridge":{"conference_number":1000,"conference_url":"https://example.com"},"resolve_reason":null}}}';

/** By provider: where it stands, the key, the body, and the headers with the signature. */
export const PUBLISHED = {
  circleci: [
    ["hello world", "secret", "734cc62f32841568f45715aeb9f4d7891324e6d948e4c6c60c0621cdac48623a"],
    ["lalala", "another-secret", "daa220016c8f29a8b214fbfc3671aeec2145cfb1e6790184ffb38b6d0425fa00"],
    [
      "an-important-request-payload", "hunter123",
      "9be2242094a9a8c00c64306f382a7f9d691de910b4a266f67bd314ef18ac49fa",
    ],
  ].map(([body, secret, digest]) =>
    ({ source: CIRCLECI, secret, body, headers: [["circleci-signature", `v1=${digest}`]] })),
  cronofy: [{
    source: CRONOFY,
    secret: "opposable thumbs",
    body: '{"example":"well-known"}',
    headers: [["Cronofy-HMAC-SHA256", "38ArsN7+J/O8joGsgirVEdV16a/+eb+5QgHGIiuv4hk="]],
  }],
  discourse: [{
    source: DISCOURSE,
    secret: "my_lovely_secret_for_web_hook",
    body: '{"ping":"OK"}',
    headers: [[
      "X-Discourse-Event-Signature",
      "sha256=162f107f6b5022353274eb1a7197885cfd35744d8d08e5bcea025d309386b7d6",
    ]],
  }],
  jira: [{
    source: "Atlassian docs: Jira Cloud platform, Webhooks, Secure your webhook",
    secret: "It's a Secret to Everybody",
    body: "Hello World!",
    headers: [[
      "X-Hub-Signature", "sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9",
    ]],
  }],
  logto: [
    ['{"bar":"bar","foo":"foo"}', "436958f1dbfefab37712fb3927760490fbf7757da8c0b2306ee7b485f0360eee"],
    ["{}", "c76356efa19d219d1d7e08ccb20b1d26db53b143156f406c99dcb8e0876d6c55"],
  ].map(([body, digest]) =>
    ({ source: LOGTO, secret: "foo", body, headers: [["logto-signature-sha-256", digest]] })),
  pagerduty: [{
    source: PAGERDUTY,
    secret: "lDQHScfUeXUKaQRNF+8XIiDKZ7XX3itBAYzwU0TARw8lJqRnkKl2iB1anSb0Z+IK",
    body: pagerduty,
    headers: [[
      "X-PagerDuty-Signature", "v1=0c0b9495b893a39e70d1fea2fe11fbe0a825f88b9f67846f6cc07dd2bc5476cd",
    ]],
  }],
};
