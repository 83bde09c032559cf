import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TenantId } from '../../src/base/ids.ts';
import { readCapturedMessage } from '../../src/intake/captured-message.ts';
import { VENDOR_MAPPINGS } from '../../src/intake/derivation/vendors.ts';
import { explainSession } from '../../src/intake/explain-session.ts';
import { openSession } from '../../src/intake/session/open-session.ts';
import type { RecordingSession } from '../../src/intake/session/recording-session.ts';
import type { SpooledLeg } from '../../src/spool/index.ts';
import { readSessionDescription } from '../../src/wire/sdp/index.ts';
import { parseMessage, type ReceivedRequest } from '../../src/wire/sip/index.ts';
import { type FakeActiveCapture, FakeCapture } from './fake-capture.ts';
import { fakeDirectory, type FakeSource, readerOf } from './fake-directory.ts';
import { ManualClock } from './manual-clock.ts';

const CORPUS = new URL('../corpus/siprec/', import.meta.url).pathname;

/** The messages of one session, in order. */
export interface Scenario {
  /** `broadworks/outgoing`. */
  readonly name: string;
  readonly steps: readonly { readonly file: string; readonly message: Buffer }[];
}

/** Files are `VENDOR/SCENARIO.N.WHAT.sip`; lines end with LF in the repository. */
export function corpusScenarios(): Scenario[] {
  const files = readdirSync(CORPUS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(CORPUS, name)).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith('.sip'))
    .sort();
  const scenarios = Map.groupBy(files, (file) => file.split('.', 1)[0]!);
  return [...scenarios].map(([name, steps]) => ({
    name,
    steps: steps.map((file) => ({ file, message: onTheWire(readFileSync(join(CORPUS, file), 'utf8')) })),
  }));
}

function onTheWire(text: string): Buffer {
  return Buffer.from(text.replace(/\r?\n/g, '\r\n'));
}

/** What must come out of a step: the JSON file beside it. */
export function expectedOf(file: string): object {
  return JSON.parse(readFileSync(join(CORPUS, file.replace(/\.sip$/, '.json')), 'utf8')) as object;
}

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const OTHER = '01900000-0000-7000-8000-000000000002' as TenantId;
const NAMES: Readonly<Record<string, string>> = { [FIRMA]: 'firma', [OTHER]: 'other' };
const TENANTS = [
  { id: FIRMA, numbers: ['+48221234567', '+48221234568'] },
  { id: OTHER, numbers: ['+48587654321'] },
];
const PBX = '192.0.2.9';
/** These name no tenant in their first message: their source has one. */
const OWN_SOURCE = /^(avaya|cisco-without-siprec)\/|malformed/;

/** What `siprec explain` says of the messages, under the names of an outcome. */
export function explanationOf({ name, steps }: Scenario, count: number): object {
  const messages = steps.slice(0, count).flatMap(({ message }) => {
    const read = readCapturedMessage(message);
    return read.ok ? [read.value] : [];
  });
  const directory = fakeDirectory(TENANTS, [sourceOf(name)]);
  const found = explainSession(messages, { mappings: VENDOR_MAPPINGS, directory, source: directory.sourceAt(PBX) });
  const { caller, callee, dialled, correlationId, flags, tenant, direction, streams, parties } = found;
  const channels = streams.flatMap(({ channel }) => channel ?? []);
  return {
    caller,
    callee,
    dialled,
    correlationId,
    ...(parties.length > 2 && { parties }),
    flags,
    tenant: NAMES[tenant!.id],
    direction: direction!.value,
    channels,
  };
}

function sourceOf(name: string): FakeSource {
  return { address: PBX, ...(OWN_SOURCE.test(name) && { defaultTenantId: FIRMA }) };
}

/** The legs of a session as they are encoded after its last step. */
export async function encodedLegsOf(scenario: Scenario): Promise<SpooledLeg[]> {
  const capture = new FakeCapture();
  await outcomesOf(scenario, capture);
  const call = capture.calls[0];
  return (call?.legs ?? []).map(({ codecs, channel }, leg) => ({ leg, codecs, channel, ...call!.channels[leg] }));
}

/** The outcome of each step of a session, through the real intake with a capture that only stores. */
export async function outcomesOf({ name, steps }: Scenario, capture = new FakeCapture()): Promise<unknown[]> {
  let session: RecordingSession | null = null;
  let callId = '';
  const outcomes: unknown[] = [];
  for (const { message } of steps) {
    const request = requestOf(message);
    if (request.method === 'BYE') {
      outcomes.push({ ended: (await session!.end('hang-up')).endReason });
    } else if (session !== null && request.method === 'ACK') {
      await session.acknowledge(request);
      outcomes.push(stateOf(session, capture.calls[0]!));
    } else if (session !== null && request.callId !== callId) {
      const joined = await session.join(request, { transport: 'udp', address: PBX, port: 5060 });
      outcomes.push({ joined: joined.ok, ...stateOf(session, capture.calls[0]!) });
    } else if (session === null) {
      const opened = await openSession({
        invite: request,
        peer: { transport: 'udp', address: PBX, port: 5060 },
        directory: readerOf(fakeDirectory(TENANTS, [sourceOf(name)])),
        capture,
        clock: new ManualClock('2026-03-10T10:00:00Z'),
        publicAddress: '198.51.100.7',
        draining: false,
        onQuiet: { onRtpTimeout: () => undefined },
      });
      if (opened.ok) session = opened.value;
      callId = request.callId;
      outcomes.push(opened.ok ? stateOf(session!, capture.calls[0]!) : { refused: opened.reason.reason });
    } else {
      const { status } = await session.change(request);
      outcomes.push({ status, ...stateOf(session, capture.calls[0]!) });
    }
  }
  return outcomes;
}

function requestOf(message: Buffer): ReceivedRequest {
  const parsed = parseMessage(message);
  if (!parsed.ok || parsed.value.kind !== 'request') throw new Error(parsed.ok ? 'no request' : parsed.reason.reason);
  return parsed.value;
}

function stateOf(session: RecordingSession, capture: FakeActiveCapture): object {
  const { tenantId, direction, caller, callee, dialled, correlationId, flags, parties = [] } = session.description;
  const answer = readSessionDescription(session.media.description);
  return {
    tenant: NAMES[tenantId],
    direction,
    caller,
    callee,
    dialled,
    correlationId,
    ...(parties.length > 2 && { parties: parties.map(({ number, side }) => ({ number, side })) }),
    channels: capture.legs.map(({ channel }) => channel),
    flags,
    answer: answer.ok
      ? answer.value.media.map(({ port, direction: way, label, codecs }) => ({
          port,
          direction: way,
          label,
          codecs: codecs.map(({ name: codec }) => codec),
        }))
      : answer.reason,
  };
}
