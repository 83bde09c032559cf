import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { ClientDialog } from '../../src/test-caller/client-dialog.ts';
import { encodeG711 } from '../../src/wire/g711.ts';
import { type MetadataParty, writeMetadata } from '../../src/wire/siprec/index.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { Kamailio } from '../kit/kamailio.ts';
import { Rtpengine, type Subscription } from '../kit/rtpengine.ts';
import { runningFonoteka } from '../kit/service.ts';
import { sessionBody } from '../kit/session-request.ts';
import { isBound, type Sipp, startSipp } from '../kit/sipp.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { freePort } from '../kit/free-port.ts';
import { until } from '../kit/until.ts';

const CALLER = '+48512345678';
const CALLEE = '+48221234567';
const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
const TALK_MS = 4000;

const fonoteka = runningFonoteka();

interface Proxy {
  readonly rtpengine: Rtpengine;
  readonly kamailio: Kamailio;
  readonly callee: Sipp;
}

/** A proxy with a telephone behind it. */
async function startProxy(): Promise<Proxy> {
  const calleePort = await freePort();
  const rtpengine = await Rtpengine.start();
  onTestFinished(() => rtpengine.stop());
  const kamailio = await Kamailio.proxy({ callee: calleePort, rtpengine: rtpengine.port });
  onTestFinished(() => kamailio.stop());
  const callee = telephone('tone-uas', CALLEE_HZ, calleePort);
  await until('the callee listens', () => isBound('udp', calleePort));
  return { rtpengine, kamailio, callee };
}

/** A sipp that plays a tone. */
function telephone(scenario: string, hz: number, port: number, ...more: readonly string[]): Sipp {
  const folder = temporaryFolder();
  const second = Int16Array.from({ length: 8000 }, (_, at) => 12_000 * Math.sin((2 * Math.PI * hz * at) / 8000));
  writeFileSync(join(folder, 'tone.pcma'), encodeG711('PCMA', second));
  const file = fileURLToPath(new URL(`scenarios/${scenario}.xml`, import.meta.url));
  return startSipp(['-sf', file, '-i', '127.0.0.1', '-p', String(port), '-m', '1', ...more], folder);
}

/** Two telephones talk over Kamailio and rtpengine; the recorder gets what rtpengine forks, in rtpengine's own SDP. */
it('a call over Kamailio, forked by rtpengine, has both voices on their channels', async () => {
  const running = fonoteka.current;
  const { rtpengine, kamailio, callee } = await startProxy();
  const { tenantId } = await running.tenant('Firma', [CALLEE]);
  const to = `127.0.0.1:${kamailio.port}`;
  const caller = telephone('tone-uac', CALLER_HZ, await freePort(), to, '-d', String(TALK_MS));
  await until('the call is up', async () => {
    const [id] = await rtpengine.calls();
    return id !== undefined && (await rtpengine.parties(id)) === 2;
  });
  const [callId = ''] = await rtpengine.calls();

  const subscription = await rtpengine.subscribe(callId);
  const dialog = await recordingSession();
  const { body, contentType } = sessionBody({ sdp: subscription.sdp, metadata: metadataOf(callId, subscription) });
  const response = await dialog.invite({ type: contentType, body }, [{ name: 'Require', value: 'siprec' }]);
  expect(response).toMatchObject({ status: 200 });
  await rtpengine.startFork(callId, subscription, response!.body.toString());

  const [calling, called] = await Promise.all([caller.done, callee.done]);
  expect(calling.exitCode, calling.trace.slice(-4000)).toBe(0);
  expect(called.exitCode, called.trace.slice(-4000)).toBe(0);
  await dialog.request('BYE');
  dialog.close();

  await until('it is recorded', async () => (await running.calls(tenantId))[0]?.recordings.length === 1);
  const [call] = await running.calls(tenantId);
  expect(call).toMatchObject({ caller: CALLER, callee: CALLEE, direction: 'inbound' });
  expect(call!.recordings[0]!.flags).toEqual([]);
  const decoded = await decodeRecording(await running.audio(tenantId, call!.recordings[0]!));
  // On a busy machine the session begins late in the call.
  const heard = [0, decoded.durationMs - 200] as const;
  expect(decoded.durationMs).toBeGreaterThan(500);
  for (const [channel, own, other] of [
    ['caller', CALLER_HZ, CALLEE_HZ],
    ['callee', CALLEE_HZ, CALLER_HZ],
  ] as const) {
    expect(hasTone(decoded[channel], own, heard)).toBe(true);
    expect(hasTone(decoded[channel], other, heard)).toBe(false);
  }
});

function recordingSession(): Promise<ClientDialog> {
  const [host, port] = fonoteka.current.ready.sip!.replace(/^sip:/, '').split(':') as [string, string];
  return ClientDialog.open({
    peer: { host, port: Number(port), transport: 'udp' },
    requestUri: `sip:recorder@${host}:${port}`,
    from: 'sip:proxy@127.0.0.1',
    clock: systemClock,
    onHungUp: () => undefined,
  });
}

/** rtpengine says under which label it sends whose voice; its order is its own. */
function metadataOf(callId: string, subscription: Subscription): string {
  const party = (name: 'caller' | 'callee', number: string): MetadataParty => {
    const { label } = subscription['tag-medias'].find(({ label: own }) => own === name)!.medias[0]!;
    return { address: `sip:${number}@127.0.0.1`, participantId: name, streamId: `stream-${name}`, label };
  };
  return writeMetadata({
    groupId: callId,
    sessionId: callId,
    startedAt: Date.now(),
    parties: [party('caller', CALLER), party('callee', CALLEE)],
  });
}
