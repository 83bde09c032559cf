import { expect, onTestFinished, test } from 'vitest';
import type { TenantId } from '../../src/base/ids.ts';
import { systemClock } from '../../src/platform/clock.ts';
import { ClientDialog } from '../../src/test-caller/client-dialog.ts';
import { readSessionDescription } from '../../src/wire/sdp/index.ts';
import { decodeRecording, hasTone, isSilent } from '../kit/decoded-recording.ts';
import { RawSipPeer, rawRequest } from '../kit/raw-sip-peer.ts';
import { runningFonoteka } from '../kit/service.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from '../kit/session-request.ts';
import { ToneSender } from '../kit/tone-sender.ts';
import { until } from '../kit/until.ts';

const OWN_HZ = 440;
const OUTSIDE_HZ = 1000;
const FOREIGN_HZ = 1900;
const OUTSIDE = '+48512345678';
const PART_MS = 800;
/** Of a part's beginning and end: the request takes its time. */
const EDGE_MS = 250;
const fonoteka = runningFonoteka();

const sipAddress = () => fonoteka.current.ready.sip!.replace(/^sip:/, '').split(':') as [string, string];
const portsIn = (sdp: Buffer | string): number[] => {
  const read = readSessionDescription(sdp.toString());
  if (!read.ok) throw new Error(read.reason);
  return read.value.media.map(({ port }) => port);
};

async function speak(port: number, frequencyHz: number, from?: string): Promise<ToneSender> {
  const sender = await ToneSender.start({ port, frequencyHz, ssrc: port + frequencyHz, ...(from && { from }) });
  onTestFinished(() => sender.stop());
  return sender;
}

const later = (sender: ToneSender, ms: number): Promise<void> => until(`${ms} ms of sound`, () => sender.sentMs >= ms);

async function recordingOf(tenantId: TenantId) {
  const running = fonoteka.current;
  await until('the call is listed', async () => (await running.calls(tenantId)).length > 0);
  const [call] = await running.calls(tenantId);
  return { call: call!, heard: await decodeRecording(await running.audio(tenantId, call!.recordings[0]!)) };
}

test('of Cisco CUCM two one-way sessions without offers are one recording, each voice on its channel', async () => {
  const own = '+48222001111';
  const { tenantId } = await fonoteka.current.tenant('CUCM', [own]);
  const [host, port] = sipAddress();
  const cucm = await RawSipPeer.open('udp', Number(port), host);
  onTestFinished(() => cucm.close());
  const request = (end: string) => ({
    callId: `cucm-${end}`,
    from: `sip:${own}@127.0.0.1;x-${end}end;x-refci=7;x-nearendaddr=${own};x-farendrefci=8;x-farendaddr=${OUTSIDE}`,
  });
  const sessions: { readonly tag: string; readonly port: number; readonly end: string }[] = [];
  for (const end of ['near', 'far']) {
    cucm.send(rawRequest(cucm, { method: 'INVITE', ...request(end) }));
    for (;;) {
      const response = await cucm.next();
      if (response.kind !== 'response' || response.status !== 200) continue;
      const tag = response.to.parameters.get('tag')!;
      const body = offerOf('m=audio 6000 RTP/AVP 8', 'a=sendonly').replaceAll('192.0.2.9', '127.0.0.1');
      const headers = ['Content-Type: application/sdp'];
      cucm.send(rawRequest(cucm, { method: 'ACK', ...request(end), toTag: tag, headers, body }));
      sessions.push({ tag, port: portsIn(response.body)[0]!, end });
      break;
    }
  }
  const near = await speak(sessions[0]!.port, OWN_HZ);
  await speak(sessions[1]!.port, OUTSIDE_HZ);
  await later(near, 2 * PART_MS);
  for (const { end, tag } of sessions) {
    cucm.send(rawRequest(cucm, { method: 'BYE', ...request(end), toTag: tag, cseq: 2 }));
  }
  const { call, heard } = await recordingOf(tenantId);
  expect(call).toMatchObject({ caller: OUTSIDE, callee: own, flags: ['direction-guessed', 'parties-guessed'] });
  expect(call.recordings).toHaveLength(1);
  const range = [EDGE_MS, 2 * PART_MS - EDGE_MS] as const;
  expect([hasTone(heard.callee, OWN_HZ, range), hasTone(heard.callee, OUTSIDE_HZ, range)]).toEqual([true, false]);
  expect([hasTone(heard.caller, OUTSIDE_HZ, range), hasTone(heard.caller, OWN_HZ, range)]).toEqual([true, false]);
});

test('streams are removed, added and moved to another address; each is heard at its time, and nobody else is', async () => {
  const own = '+48222002222';
  const { tenantId } = await fonoteka.current.tenant('Streams', [own]);
  const [host, port] = sipAddress();
  const dialog = await ClientDialog.open({
    peer: { host, port: Number(port), transport: 'udp' },
    requestUri: `sip:recorder@${host}`,
    from: 'sip:src@127.0.0.1',
    clock: systemClock,
    onHungUp: () => undefined,
  });
  onTestFinished(() => dialog.close());
  const offer = async (metadata: string | null, ...media: readonly string[]): Promise<number[]> => {
    const sdp = offerOf(...media).replaceAll('192.0.2.9', '127.0.0.1');
    const { contentType: type, body } = sessionBody({ sdp, ...(metadata !== null && { metadata }) });
    const response = await dialog.invite({ type, body });
    return portsIn(response!.body);
  };
  const first = audioLine('1', 4000);
  const ports = await offer(metadataOf(`sip:${own}@x`, `sip:${OUTSIDE}@x`), ...first, ...audioLine('2', 4002));
  const caller = await speak(ports[0]!, OWN_HZ);
  const callee = await speak(ports[1]!, OUTSIDE_HZ);
  await later(caller, PART_MS);
  expect(await offer(null, ...first, 'm=audio 0 RTP/AVP 8')).toEqual([ports[0], 0]);
  callee.stop();
  await later(caller, 2 * PART_MS);
  // The removed stream comes back on an m-line of its own, and all media from another address.
  const moved = [...first.slice(0, 1), 'c=IN IP4 127.0.0.2', ...first.slice(1)];
  const [line] = audioLine('2', 4004);
  const added = [line!, 'c=IN IP4 127.0.0.2', ...audioLine('2').slice(1)];
  const after = await offer(null, ...moved, 'm=audio 0 RTP/AVP 8', ...added);
  expect([after[0], after[1]]).toEqual([ports[0], 0]);
  const begunAt = caller.sentMs;
  await speak(after[2]!, OUTSIDE_HZ, '127.0.0.2');
  await speak(ports[0]!, FOREIGN_HZ, '127.0.0.3');
  await speak(after[2]!, FOREIGN_HZ, '127.0.0.3');
  await later(caller, begunAt + PART_MS + EDGE_MS);
  await dialog.request('BYE');
  const { call, heard } = await recordingOf(tenantId);
  expect(call.flags).toEqual([]);
  const parts = [0, PART_MS, begunAt].map((at) => [at + EDGE_MS, at + PART_MS - EDGE_MS + 100] as const);
  for (const part of parts) expect(hasTone(heard.caller, OWN_HZ, part)).toBe(true);
  expect(hasTone(heard.callee, OUTSIDE_HZ, parts[0]!)).toBe(true);
  expect(isSilent(heard.callee, parts[1]!)).toBe(true);
  expect(hasTone(heard.callee, OUTSIDE_HZ, parts[2]!)).toBe(true);
  const all = [EDGE_MS, begunAt + PART_MS] as const;
  for (const channel of [heard.caller, heard.callee]) expect(hasTone(channel, FOREIGN_HZ, all)).toBe(false);
  expect(hasTone(heard.caller, OUTSIDE_HZ, all) || hasTone(heard.callee, OWN_HZ, all)).toBe(false);
});
