import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/platform/clock.ts';
import { placeTestCall, tone } from '../../src/test-caller/index.ts';
import { isBound, startSipp } from '../kit/sipp.ts';
import { freePort } from '../kit/free-port.ts';
import { until } from '../kit/until.ts';

/** The test caller against another SIP implementation: sipp's own server scenario. */
describe('the test caller calls sipp', () => {
  it.each(['udp', 'tcp'] as const)('over %s', async (transport) => {
    const port = await freePort();
    const mode = transport === 'udp' ? 'u1' : 't1';
    const sipp = startSipp(['-sn', 'uas', '-i', '127.0.0.1', '-p', String(port), '-t', mode, '-m', '1']);
    await until('sipp listens', () => isBound(transport, port));
    const outcome = await placeTestCall({
      sip: { host: '127.0.0.1', port, transport },
      caller: '+48221234567',
      callee: '+48512345678',
      durationMs: 60,
      callerAudio: tone(440),
      codec: 'PCMU',
      clock: systemClock,
    });
    expect(outcome).toMatchObject({ status: 200, endedBy: 'caller' });
    expect(outcome.sent[0]).toMatchObject({ packets: 3, lostSequenceNumbers: [] });
    expect(outcome.sent[1]!.packets).toBe(0);
    // The exit code is not checked: over TCP sipp reports an error when the connection closes with the call.
    const { trace } = await sipp.done;
    expect(trace).toContain('application/rs-metadata+xml');
    expect(trace).toMatch(/^BYE sip:[^]*^SIP\/2\.0 200 OK[^]*^CSeq: 2 BYE/m);
  });
});
