/** What the examples of several operations share. */

export const CALL = '01a22af6-cf30-76f9-8ee2-a5a1c847c286';
export const RECORDING = '01a22af6-cf30-7305-8cfb-51b9f45a4e5e';
export const FROM = '2026-11-30T05:39:07.696Z';
export const UNTIL = '2026-11-30T05:39:16.926Z';
export const CALLER = '+4915112345678';
export const CALLEE = '+48221234567';
export const zloty = (netGrosze: number, vatGrosze: number) => ({
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
export const CREATED = {
  keyId: '01a22b00-0000-7000-8000-000000000001',
  apiKey: 'fk_O_ukEshYydLdLpoQX6MrrgnwJ7B6ihXGbaIco-3bJWw',
};

export const STEP = {
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

export const LISTED_CALL = {
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
};

/** What a PBX says of a call. */
export const REPORTED_CALL = {
  startedAt: '2026-11-30T06:39:07+01:00',
  endedAt: '2026-11-30T06:39:16+01:00',
  caller: CALLER,
  callee: CALLEE,
  externalId: '1764481147.42',
};

export const HOLD = { reason: 'Reklamacja 12/2026', until: '2027-06-30T22:00:00.000Z' };
export const NOBODY = { calls: 0, recorded: 0, missed: 0, unanswered: 0, unrecorded: 0, durationMs: 0 };
export const COUNTED = { ...NOBODY, calls: 4, recorded: 3, missed: 1, durationMs: 34_543 };
export const NO_TALK = { measured: 0, ownMs: 0, otherMs: 0, silenceMs: 0, longestSilenceMs: 0, longSilences: 0 };
export const TALK = { ...NO_TALK, measured: 3, ownMs: 15_120, otherMs: 9840, silenceMs: 7210, longestSilenceMs: 2400 };
export const MONTH = { recordings: 12, durationMs: 2_460_000, bytes: 9_840_000 };
export const NOTHING = { recordings: 0, durationMs: 0, bytes: 0 };
export const RULE = {
  name: 'Infolinia w godzinach pracy',
  enabled: true,
  effect: 'always',
  percent: 100,
  numbers: [],
  numberGroups: [],
  extensions: ['101', '102'],
  directions: ['inbound'],
  days: [1, 2, 3, 4, 5],
  from: '08:00',
  until: '16:00',
};
export const RULE_ID = '01a22b00-0000-7000-8000-000000000002';
export const HOOK = {
  name: 'CRM',
  url: 'https://crm.kwiaciarnia.example/rozmowy',
  events: ['call.recorded', 'call.failed', 'recording.deleted'],
  withNumbers: false,
  enabled: true,
};
