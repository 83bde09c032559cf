import type { OpenAPIV3_1 } from 'openapi-types';

/** What a request has as its body, and what it is answered. */
interface Example {
  readonly body?: unknown;
  readonly answer?: unknown;
}

const CALL = '01a22af6-cf30-76f9-8ee2-a5a1c847c286';
const RECORDING = '01a22af6-cf30-7305-8cfb-51b9f45a4e5e';
const FROM = '2026-11-30T05:39:07.696Z';
const UNTIL = '2026-11-30T05:39:16.926Z';
const CALLER = '+4915112345678';
const CALLEE = '+48221234567';
const zloty = (netGrosze: number, vatGrosze: number) => ({
  netGrosze,
  vatGrosze,
  grossGrosze: netGrosze + vatGrosze,
});
const LEG = {
  packets: 460,
  lost: 0,
  duplicates: 0,
  reordered: 0,
  ignored: 0,
  jitterMs: 0.5,
  maxJitterMs: 2.04,
  mos: 4.41,
};
const CREATED = {
  keyId: '01a22b00-0000-7000-8000-000000000001',
  apiKey: 'fk_O_ukEshYydLdLpoQX6MrrgnwJ7B6ihXGbaIco-3bJWw',
};

const STEP = {
  state: 'done',
  at: null,
  until: null,
  recordingId: null,
  reason: null,
  by: null,
  channel: null,
  count: null,
  days: null,
  durationMs: null,
  sizeBytes: null,
  legs: null,
  package: null,
};

/** By operation: what integrators use. A test reads each by the schema of its endpoint. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  listCalls: {
    answer: {
      calls: [
        {
          id: CALL,
          startedAt: FROM,
          answeredAt: null,
          endedAt: UNTIL,
          direction: 'inbound',
          caller: CALLER,
          callee: CALLEE,
          callerName: 'Hurtownia Blumen',
          calleeName: null,
          otherNames: {},
          dialled: null,
          durationMs: 9230,
          flags: [],
          numbersErased: false,
          noRecordingReason: null,
          recordingRule: null,
          tags: ['reklamacja'],
          notes: 1,
          review: null,
          recordings: [
            {
              id: RECORDING,
              durationMs: 9200,
              sizeBytes: 37440,
              fileName: '2026-11-30_06-39-07_in_4915112345678_48221234567.mp3',
              path: '2026/11/30/2026-11-30_06-39-07_in_4915112345678_48221234567.mp3',
              playable: true,
              availableUntil: '2027-02-28T05:39:07.696Z',
              destroyedAt: null,
              hold: null,
              flags: [],
              pauses: [],
              parties: [
                { number: CALLER, side: 'caller', from: FROM, until: UNTIL, fromMs: 0, untilMs: 9200 },
                { number: CALLEE, side: 'callee', from: FROM, until: UNTIL, fromMs: 0, untilMs: 9200 },
              ],
              quality: {
                grade: 'good',
                legs: [
                  { leg: 0, channel: 'caller', codec: 'PCMA', ...LEG },
                  { leg: 1, channel: 'callee', codec: 'PCMA', ...LEG },
                ],
              },
              talk: { callerMs: 2180, calleeMs: 4080, silenceMs: 2320, longestSilenceMs: 540 },
            },
          ],
        },
      ],
      nextCursor: 'MTc5NjAxNzE0NzY5Ni8wMWEyMmFmNi1jZjMwLTc2ZjktOGVlMi1hNWExYzg0N2MyODY',
      preparing: null,
    },
  },
  callTotals: {
    answer: {
      calls: 4,
      recorded: 4,
      durationMs: 34_543,
      countedFrom: null,
      days: [{ day: '2026-11-30', calls: 4, recorded: 4, durationMs: 34_543 }],
      hours: [{ hour: 6, calls: 4, recorded: 4, durationMs: 34_543 }],
    },
  },
  callTimeline: {
    answer: {
      callId: CALL,
      startedAt: FROM,
      verdict: 'available',
      flags: [],
      steps: [
        { ...STEP, step: 'announced', at: FROM, by: 'session' },
        { ...STEP, step: 'ended', at: UNTIL },
        {
          ...STEP,
          step: 'encoded',
          at: '2026-11-30T05:39:17.008Z',
          recordingId: RECORDING,
          durationMs: 9200,
          sizeBytes: 37_440,
        },
        {
          ...STEP,
          step: 'deletion',
          state: 'planned',
          at: '2027-02-28T05:39:07.696Z',
          recordingId: RECORDING,
          reason: 'extended',
          days: 90,
        },
      ],
    },
  },
  missingCall: {
    answer: {
      from: '2026-11-29T13:35:00.000Z',
      until: '2026-11-29T15:35:00.000Z',
      findings: [{ reason: 'nothing-came', count: null, at: null, detail: null, traceId: null }],
      calls: [],
    },
  },
  listTags: { answer: { tags: [{ tag: 'reklamacja', calls: 3 }] } },
  recordingsZipSize: { answer: { recordings: 5, sizeBytes: 411_667, tooOld: 0 } },
  recordingsZipPart: {
    answer: {
      calls: 6,
      recordings: 5,
      sizeBytes: 411_667,
      tooOld: 0,
      address: '/api/v1/recordings/zip?from=2026-11-28&to=2026-11-30T05%3A39%3A57.109Z&part=first',
      nextCursor: null,
    },
  },
  placeHold: { body: { reason: 'Reklamacja 12/2026', until: '2027-06-30T22:00:00.000Z' } },
  controlLiveCall: { body: { action: 'keep' } },
  services: {
    answer: {
      hostedPbx: { plan: 'Biznes', since: '2026-08-22T05:39:07.114Z', monthly: zloty(8900, 2047) },
      callRecording: { included: true, enabled: true, recordInternal: false },
      extendedRetention: {
        units: 2,
        totalDays: 90,
        since: '2026-08-22T05:39:07.114Z',
        endsAt: null,
        unitsAfter: 2,
        monthlyPerUnit: zloty(3000, 690),
      },
      push: { active: false, since: null, endsAt: null, activation: zloty(14_900, 3427), monthly: zloty(4900, 1127) },
      legalHolds: { inForce: 0, maxHolds: null, maxDays: null, monthlyEach: null },
      billing: {
        periodStart: '2026-11-22',
        periodEnd: '2026-12-22',
        cancelBy: '2026-12-21T14:00:00.000Z',
        monthly: zloty(14_900, 3427),
        missingPrices: [],
      },
      cancellations: [],
      cancellationAddress: 'rezygnacje@operator.example',
      ftp: null,
    },
  },
  addApiKey: {
    body: { name: 'CRM', scopes: ['calls:read', 'recordings:download'], expiresAt: '2027-12-31T23:00:00.000Z' },
    answer: CREATED,
  },
  signIn: {
    body: { login: 'kwiaciarnia', password: 'not-a-real-password' },
  },
  changeCallRecording: { body: { enabled: true } },
  importCdrs: {
    body: {
      startedAt: '2026-11-30T06:39:07+01:00',
      endedAt: '2026-11-30T06:39:16+01:00',
      caller: CALLER,
      callee: CALLEE,
      externalId: '1764481147.42',
    },
  },
};

/** Gives the operations their examples, as the page of the API shows them. */
export function withExamples(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path ?? {}));
  for (const operation of operations as OpenAPIV3_1.OperationObject[]) {
    const { body, answer } = EXAMPLES[operation.operationId ?? ''] ?? {};
    const request = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined;
    exemplify(request?.content, body);
    const response = (operation.responses?.['200'] ?? operation.responses?.['201']) as OpenAPIV3_1.ResponseObject;
    exemplify(response?.content, answer);
  }
  return document;
}

function exemplify(content: Record<string, OpenAPIV3_1.MediaTypeObject> | undefined, example: unknown): void {
  const json = content?.['application/json'];
  if (json !== undefined && example !== undefined) json.example = example;
}
