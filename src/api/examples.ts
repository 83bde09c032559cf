import type { OpenAPIV3_1 } from 'openapi-types';
import {
  CALL,
  CALLEE,
  CALLER,
  COUNTED,
  CREATED,
  FROM,
  HOLD,
  HOOK,
  LISTED_CALL,
  MONTH,
  NOBODY,
  NOTHING,
  NO_TALK,
  RECORDING,
  REPORTED_CALL,
  RULE,
  RULE_ID,
  STEP,
  TALK,
  UNTIL,
  zloty,
} from './example-values.ts';

/** What a request has as its body, and what it is answered. */
interface Example {
  readonly body?: unknown;
  readonly answer?: unknown;
  /** Of an answer as CSV. */
  readonly csv?: string;
}

/** By operation: what integrators use. A test reads each by the schema of its endpoint. */
export const EXAMPLES: Readonly<Record<string, Example>> = {
  listCalls: {
    answer: {
      calls: [LISTED_CALL],
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
  exportCalls: {
    csv: `Start,Answered,End,Direction,Caller,Callee,Dialled,Duration,Recordings,Recording,Deleted on,Files,Notes,Call ID,Tags\r
2026-11-30 06:39:07,,2026-11-30 06:39:16,inbound,${CALLER},${CALLEE},,0:00:09,1,can be played,2027-02-28 06:39:07,${LISTED_CALL.recordings[0]!.path},,${CALL},reklamacja\r
`,
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
  placeHold: { body: HOLD, answer: { ...HOLD, placedBy: 'kwiaciarnia' } },
  listLiveCalls: {
    answer: {
      now: UNTIL,
      calls: [
        {
          id: CALL,
          startedAt: FROM,
          direction: 'inbound',
          caller: CALLER,
          callee: CALLEE,
          dialled: null,
          paused: false,
          onDemand: 'waiting',
          pausedBy: null,
        },
      ],
      more: false,
    },
  },
  controlLiveCall: { body: { action: 'keep' }, answer: { kept: 'all', paused: false } },
  markLiveCall: {
    body: { text: 'Klient prosi o ofertę', forReview: false, agoMs: 3000 },
    answer: { noteId: '01a22b00-0000-7000-8000-000000000003' },
  },
  callStatistics: {
    answer: {
      period: { from: '2026-11-30', to: '2026-11-30' },
      before: { from: '2026-11-29', to: '2026-11-29' },
      totals: { ...COUNTED, ...TALK },
      totalsBefore: { ...NOBODY, ...NO_TALK },
      directions: [{ direction: 'inbound', ...COUNTED, ...TALK }],
      days: [{ day: '2026-11-30', ...COUNTED }],
      hours: [{ weekday: 1, hour: 6, ...COUNTED }],
      extensions: [{ extension: '101', name: 'Recepcja', ...COUNTED, ...TALK }],
      moreExtensions: false,
      preparing: false,
    },
  },
  topNumbers: {
    answer: {
      numbers: [{ number: CALLER, name: 'Hurtownia Blumen', inbound: 3, outbound: 1, missed: 1, durationMs: 34_543 }],
      countedFrom: null,
    },
  },
  silentCalls: { answer: { calls: [LISTED_CALL], more: false } },
  callNotes: {
    answer: {
      notes: [
        {
          id: '01a22b00-0000-7000-8000-000000000003',
          moment: { recordingId: RECORDING, atMs: 4200 },
          text: 'Klient prosi o ofertę',
          author: 'kwiaciarnia',
          createdAt: '2026-11-30T06:02:11.000Z',
          changedAt: null,
          mayChange: false,
        },
      ],
      tags: [{ tag: 'reklamacja', mayRemove: false }],
      reviews: [],
    },
  },
  recordingWaveform: { answer: { sliceMs: 20, caller: [0, 12, 87, 140, 66], callee: [0, 0, 3, 0, 91] } },
  retentionSimulation: {
    answer: {
      at: UNTIL,
      unitsNow: 2,
      stored: MONTH,
      options: [
        {
          units: 3,
          days: 120,
          refusal: null,
          effectiveAt: UNTIL,
          payNow: zloty(2200, 506),
          monthly: zloty(17_900, 4117),
          deletions: [{ month: '2027-03', ...MONTH }],
          first: { day: '2027-03-30', ...MONTH },
          neverEnding: NOTHING,
          deletedEarlier: NOTHING,
          keptLonger: MONTH,
        },
      ],
    },
  },
  addRecordingRule: { body: RULE, answer: { id: RULE_ID, ...RULE } },
  testRecordingRules: {
    body: { caller: CALLER, callee: CALLEE, direction: 'inbound', at: FROM },
    answer: { effect: 'always', reason: null, rule: { id: RULE_ID, name: RULE.name }, direction: 'inbound' },
  },
  addCallHook: {
    body: HOOK,
    answer: {
      hook: {
        id: '01a22b00-0000-7000-8000-000000000004',
        ...HOOK,
        changedAt: FROM,
        failingSince: null,
        dropped: 0,
      },
      secret: 'whsec_bm90IGEgcmVhbCBzZWNyZXQsIG9ubHkgYW4gZXhhbXBsZQ==',
    },
  },
  importPhoneBook: {
    body: { text: '101;Recepcja\n22 123 45 67;Biuro', replace: false, dryRun: true },
    answer: { added: 2, changed: 0, unchanged: 0, removed: 0, problems: [], problemCount: 0 },
  },
  makeShareLink: {
    body: { label: 'Kancelaria', download: false, password: null, maxUses: 3, validHours: 168 },
    answer: {
      id: '01a22b00-0000-7000-8000-000000000005',
      url: 'https://panel.operator.example/s/not-a-real-token',
      expiresAt: '2026-12-07T05:39:16.926Z',
    },
  },
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
  changeCallRecording: {
    body: { enabled: true },
    answer: { included: true, enabled: true, recordInternal: false },
  },
  importCdrs: {
    body: REPORTED_CALL,
    answer: { calls: [{ callId: CALL, refused: null }] },
  },
  uploadRecording: {
    body: { call: REPORTED_CALL, audio: '(a WAV or MP3 file)' },
    answer: {
      recordingId: RECORDING,
      callId: CALL,
      path: '2026/11/30/2026-11-30_06-39-07_in_4915112345678_48221234567.mp3',
    },
  },
  recordingPolicy: {
    answer: { record: true, tenantId: '01a22b00-0000-7000-8000-000000000006', reason: null },
  },
};

/** What a response has that its endpoint does not describe. */
const UNDESCRIBED = 'Default Response';
const SUCCESS = { '200': 'Success.', '201': 'It was added.', '202': 'It was accepted.', '204': 'It was done.' };

/** Gives the operations their examples, and plain words to answers without a description, as the page of the API shows them. */
export function withExamples(document: OpenAPIV3_1.Document): OpenAPIV3_1.Document {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path ?? {}));
  for (const operation of operations as OpenAPIV3_1.OperationObject[]) {
    const { body, answer, csv } = EXAMPLES[operation.operationId ?? ''] ?? {};
    const request = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined;
    exemplify(request?.content, body);
    for (const [status, description] of Object.entries(SUCCESS)) {
      const response = operation.responses?.[status] as OpenAPIV3_1.ResponseObject | undefined;
      if (response?.description === UNDESCRIBED) response.description = description;
      exemplify(response?.content, answer);
      const table = response?.content?.['text/csv'];
      if (table !== undefined && csv !== undefined) table.example = csv;
    }
  }
  return document;
}

function exemplify(content: Record<string, OpenAPIV3_1.MediaTypeObject> | undefined, example: unknown): void {
  const media = content?.['application/json'] ?? content?.['multipart/form-data'];
  if (media !== undefined && example !== undefined) media.example = example;
}
