import { describe, expect, it } from 'vitest';
import { FakeCapture, type FakeActiveCapture } from '../../../test/kit/fake-capture.ts';
import { fakeDirectory, readerOf } from '../../../test/kit/fake-directory.ts';
import { ManualClock } from '../../../test/kit/manual-clock.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../../../test/kit/session-request.ts';
import type { TenantId } from '../../base/ids.ts';
import { channelAt } from '../../recording/index.ts';
import { type ReceivedRequest, SipHeaders } from '../../wire/sip/index.ts';
import { writeMetadata } from '../../wire/siprec/index.ts';
import { openSession } from './open-session.ts';
import type { RecordingSession } from './recording-session.ts';

const FIRMA = '01900000-0000-7000-8000-000000000001' as TenantId;
const PBX = '192.0.2.9';
const START = Date.parse('2026-03-10T10:00:00Z');
const [OWN, COLLEAGUE, CUSTOMER, OTHER] = ['+48221234567', '+48221234568', '+48512345678', '+48600100200'] as const;
const SDP = offerOf(...audioLine('1'), ...audioLine('2', 4002));

function requestOf(parts: { readonly sdp?: string; readonly metadata: string }): ReceivedRequest {
  const { contentType, body } = sessionBody(parts);
  const headers = new SipHeaders([{ name: 'content-type', value: contentType }]);
  return { kind: 'request', method: 'UPDATE', uri: 'sip:srs@192.0.2.1', headers, body } as unknown as ReceivedRequest;
}

interface Opened {
  readonly session: RecordingSession;
  readonly call: FakeActiveCapture;
  /** Sends metadata some seconds after the one before. */
  readonly after: (seconds: number, metadata: string) => Promise<void>;
}

async function opened(metadata: string): Promise<Opened> {
  const clock = new ManualClock('2026-03-10T10:00:00Z');
  const capture = new FakeCapture();
  const session = await openSession({
    invite: requestOf({ sdp: SDP, metadata }),
    peer: { transport: 'udp', address: PBX, port: 5060 },
    directory: readerOf(
      fakeDirectory(
        [{ id: FIRMA, numbers: [OWN, COLLEAGUE], recordInternal: true }],
        [{ address: PBX, defaultTenantId: FIRMA }],
      ),
    ),
    capture,
    clock,
    publicAddress: '198.51.100.7',
    draining: false,
    onQuiet: { onRtpTimeout: () => undefined },
  });
  if (!session.ok) throw new Error(session.reason.reason);
  const after = async (seconds: number, document: string): Promise<void> => {
    clock.advance(seconds * 1000);
    await session.value.change(requestOf({ metadata: document }));
  };
  return { session: session.value, call: capture.calls[0]!, after };
}

interface Sender {
  readonly number: string;
  readonly label: string;
  readonly id?: string;
}

/** A complete document: these parties now, in this order. */
function documentOf(...senders: readonly Sender[]): string {
  return writeMetadata({
    groupId: 'group-1',
    sessionId: 'session-1',
    startedAt: START,
    parties: senders.map(({ number, label, id = `p-${number}` }) => ({
      address: `sip:${number}@pbx`,
      participantId: id,
      streamId: `m${label}`,
      label,
    })),
  });
}

const partial = (body: string): string => `<recording><datamode>partial</datamode>${body}</recording>`;
const at = (seconds: number): number => START + seconds * 1000;
const channelsAt = ({ call }: Opened, seconds: number) =>
  call.legs.map((leg, index) => channelAt(call.channels[index] ?? { channel: leg.channel }, at(seconds)));
const span = (number: string | null, side: 'caller' | 'callee', from: number, until: number | null = null) => ({
  number,
  side,
  from: at(from),
  until: until === null ? null : at(until),
});

const left = (id: string): string =>
  `<participantsessionassoc participant_id="${id}" session_id="session-1"><disassociate-time>2026-03-10T10:03:00Z</disassociate-time></participantsessionassoc>`;

describe('a transfer inside a session', () => {
  it('keeps everybody who took part, with the times; the call stays the one of its beginning', async () => {
    const opening = await opened(documentOf({ number: CUSTOMER, label: '1' }, { number: OWN, label: '2' }));
    await opening.after(85, documentOf({ number: CUSTOMER, label: '1' }, { number: OTHER, label: '2' }));
    const { description } = opening.call;
    expect(description).toMatchObject({ direction: 'inbound', caller: CUSTOMER, callee: OWN, extensions: [OWN] });
    expect(description.parties).toEqual([
      span(CUSTOMER, 'caller', 0),
      span(OWN, 'callee', 0, 85),
      span(OTHER, 'callee', 85),
    ]);
    expect(channelsAt(opening, 100)).toEqual(['caller', 'callee']);
  });

  it('takes the times of the metadata where its clock can be right', async () => {
    const opening = await opened(metadataOf(`sip:${OWN}@pbx`, `sip:${CUSTOMER}@pbx`));
    await opening.after(
      90,
      partial(`<participant participant_id="p3"><nameID aor="sip:${COLLEAGUE}@pbx"/></participant>
        <participantsessionassoc participant_id="p1" session_id="session-1"><disassociate-time>2026-03-10T10:01:20Z</disassociate-time></participantsessionassoc>
        <participantsessionassoc participant_id="p3" session_id="session-1"><associate-time>2026-03-10T10:01:25Z</associate-time></participantsessionassoc>
        <participantstreamassoc participant_id="p1"/><participantstreamassoc participant_id="p3"><send>m1</send></participantstreamassoc>`),
    );
    await opening.after(
      30,
      partial(`<participant participant_id="p4"><nameID aor="sip:${OTHER}@pbx"/></participant>
        <participantsessionassoc participant_id="p2" session_id="session-1"><disassociate-time>2026-03-10T08:02:00Z</disassociate-time></participantsessionassoc>
        <participantsessionassoc participant_id="p4" session_id="session-1"><associate-time>2026-03-10T08:02:00Z</associate-time></participantsessionassoc>
        <participantstreamassoc participant_id="p2"/><participantstreamassoc participant_id="p4"><send>m2</send></participantstreamassoc>`),
    );
    expect(opening.call.description.parties).toEqual([
      span(OWN, 'caller', 0, 80),
      span(CUSTOMER, 'callee', 0, 120),
      span(COLLEAGUE, 'caller', 85),
      span(OTHER, 'callee', 120),
    ]);
    expect(opening.call.description).toMatchObject({ caller: OWN, callee: CUSTOMER, extensions: [OWN, COLLEAGUE] });
  });

  it('leaves the one who stays on the channel, also in the other stream, and from then on only', async () => {
    const opening = await opened(documentOf({ number: OWN, label: '1' }, { number: CUSTOMER, label: '2' }));
    await opening.after(60, documentOf({ number: CUSTOMER, label: '1' }, { number: OTHER, label: '2' }));
    expect(channelsAt(opening, 0)).toEqual(['caller', 'callee']);
    expect(channelsAt(opening, 59)).toEqual(['caller', 'callee']);
    expect(channelsAt(opening, 60)).toEqual(['callee', 'caller']);
    expect(opening.call.description.parties).toEqual([
      span(OWN, 'caller', 0, 60),
      span(CUSTOMER, 'callee', 0),
      span(OTHER, 'caller', 60),
    ]);
  });

  it('is one too where the SRC gives the newcomer the id of the one who left', async () => {
    const opening = await opened(
      documentOf({ number: CUSTOMER, label: '1', id: '1' }, { number: OWN, label: '2', id: '2' }),
    );
    await opening.after(
      60,
      documentOf({ number: CUSTOMER, label: '1', id: '1' }, { number: OTHER, label: '2', id: '2' }),
    );
    expect(opening.call.description.parties?.map(({ number }) => number)).toEqual([CUSTOMER, OWN, OTHER]);
  });

  it('of a hidden caller and between extensions is no correction once some seconds are over', async () => {
    const hidden = await opened(
      documentOf({ number: 'anonymous', label: '1', id: 'a' }, { number: OWN, label: '2', id: 'b' }),
    );
    await hidden.after(
      60,
      documentOf({ number: 'anonymous', label: '1', id: 'a' }, { number: COLLEAGUE, label: '2', id: 'c' }),
    );
    expect(hidden.call.description).toMatchObject({ caller: null, callee: OWN, extensions: [OWN, COLLEAGUE] });
    expect(hidden.call.description.parties).toEqual([
      span(null, 'caller', 0),
      span(OWN, 'callee', 0, 60),
      span(COLLEAGUE, 'callee', 60),
    ]);
  });

  it('is not what corrects placeholders, nor the end, at which all leave', async () => {
    const opening = await opened(documentOf({ number: '1000', label: '1' }, { number: '1001', label: '2' }));
    await opening.after(2, documentOf({ number: CUSTOMER, label: '1' }, { number: OWN, label: '2' }));
    await opening.after(180, partial(left(`p-${CUSTOMER}`) + left(`p-${OWN}`)));
    expect(opening.call.description.parties?.map(({ number }) => number)).toEqual([CUSTOMER, OWN]);
    expect(opening.call.description).toMatchObject({ direction: 'inbound', caller: CUSTOMER, callee: OWN });
  });

  it('keeps a bounded number of parties', async () => {
    const opening = await opened(documentOf({ number: CUSTOMER, label: '1' }, { number: OWN, label: '2' }));
    for (let n = 0; n < 150; n += 1) {
      await opening.after(
        1,
        documentOf({ number: CUSTOMER, label: '1' }, { number: `+4860010${1000 + n}`.slice(0, 12), label: '2' }),
      );
    }
    expect(opening.call.description.parties).toHaveLength(100);
    expect(opening.call.description.parties![1]).toMatchObject({ number: OWN });
  });

  it('is not what names a participant without a number again, as the drafts of RFC 7865 do with new streams', async () => {
    const opening = await opened(documentOf({ number: CUSTOMER, label: '1' }, { number: OWN, label: '2' }));
    await opening.after(60, partial(`<participant id="p-${CUSTOMER}"><send>m1</send></participant>`));
    expect(opening.call.description).toMatchObject({ caller: CUSTOMER, callee: OWN });
    expect(opening.call.description.parties).toEqual([span(CUSTOMER, 'caller', 0), span(OWN, 'callee', 0)]);
  });

  it('keeps a bounded number of extensions', async () => {
    const opening = await opened(documentOf({ number: CUSTOMER, label: '1' }, { number: OWN, label: '2' }));
    for (let n = 1000; n < 1150; n += 1) {
      await opening.after(1, documentOf({ number: CUSTOMER, label: '1' }, { number: String(n), label: '2' }));
    }
    expect(opening.call.description.extensions).toHaveLength(100);
    expect(opening.call.description.extensions[0]).toBe(OWN);
  });
});
