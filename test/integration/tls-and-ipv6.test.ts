import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { addSource, TenantAliases } from '../../src/tenants/index.ts';
import { type SipPeerAddress, type TestCall, tone } from '../../src/test-caller/index.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';

const CALLER_HZ = 500;
const CALLEE_HZ = 1_100;
const folder = mkdtempSync(join(tmpdir(), 'fonoteka-tls-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const authority = new TestAuthority(folder);
const own = authority.issue('recorder.example');
const pbx = authority.issue('sbc7.example');

/** Listens on all addresses of both families. */
const fonoteka = runningFonoteka({
  sipBind: '::',
  rtpBind: '::',
  publicAddress6: '::1',
  sipsPort: 0,
  sipsCertificate: own.certificate,
  sipsKey: own.key,
  sipsCa: join(folder, 'ca.pem'),
  sipsClientCertificates: 'optional',
});

beforeAll(async () => {
  // Loudly: a machine without IPv6 cannot show that it works.
  const socket = createConnection({ host: '::1', port: portOf(fonoteka.current.ready.sip) });
  await once(socket, 'connect');
  socket.destroy();
});

const portOf = (address: string | null): number => Number(/:(\d+)$/.exec(address ?? '')?.[1]);
const at = (host: string, transport: SipPeerAddress['transport']): SipPeerAddress => {
  const { sip, sips } = fonoteka.current.ready;
  return { host, transport, port: portOf(transport === 'tls' ? sips : sip) };
};
const secure = (host = '127.0.0.1'): SipPeerAddress => ({
  ...at(host, 'tls'),
  tls: {
    ca: authority.pem,
    servername: 'recorder.example',
    cert: readFileSync(pbx.certificate),
    key: readFileSync(pbx.key),
  },
});

/** Places a call of two tones; returns the answer when both are heard in the recording, each in its channel. */
async function recorded(number: string, call: Pick<TestCall, 'sip'> & Partial<TestCall>): Promise<string> {
  const running = fonoteka.current;
  const { tenantId } = await running.tenant(number, [number]);
  const { answer, status } = await running.call({
    caller: '+48512000001',
    callee: number,
    durationMs: 1_500,
    callerAudio: tone(CALLER_HZ),
    calleeAudio: tone(CALLEE_HZ),
    ...call,
  });
  expect(status).toBe(200);
  await until('the call is listed', async () => (await running.calls(tenantId))[0]?.recordings.length === 1);
  const [listed] = await running.calls(tenantId);
  const heard = await decodeRecording(await running.audio(tenantId, listed!.recordings[0]!));
  expect(hasTone(heard.caller, CALLER_HZ, [300, 1_000])).toBe(true);
  expect(hasTone(heard.callee, CALLEE_HZ, [300, 1_000])).toBe(true);
  expect(listed!.flags).toEqual([]);
  return answer!;
}

describe('a source that is known by its certificate', () => {
  test('is recorded from an address that nobody has registered', async () => {
    const { db } = fonoteka.current;
    const sip = secure();
    const call = { sip, localAddress: '127.0.0.33' };
    const before = await fonoteka.current.call({ caller: '101', callee: '102', durationMs: 100, ...call });
    expect(before.status).toBe(403);
    await addSource(db, { name: 'SBC 7', certificates: ['SBC7.example'] }, Date.now());
    await recorded('+48221110001', call);
  });

  test('with keys of its media in the SDP has them in encrypted SIP', async () => {
    await recorded('+48221110002', { sip: secure(), srtp: {} });
    expect(await fonoteka.current.metric('fonoteka_recording_sessions_srtp_total', { signalling: 'encrypted' })).toBe(
      1,
    );
  });
});

describe('IPv6', () => {
  beforeAll(async () => {
    await addSource(fonoteka.current.db, { name: 'IPv6', addresses: ['0:0:0:0:0:0:0:1'] }, Date.now());
  });

  test.each([
    ['udp', '+48221110011'],
    ['tcp', '+48221110012'],
    ['tls', '+48221110013'],
  ] as const)('a call over %s with media over IPv6', async (transport, number) => {
    const sip = transport === 'tls' ? secure('::1') : at('::1', transport);
    const answer = await recorded(number, { sip });
    expect(answer).toMatch(/^c=IN IP6 ::1\r$/m);
    expect(answer).toMatch(/^o=- \d+ \d+ IN IP6 ::1\r$/m);
  });

  test('media over IPv4 of a PBX that signals over IPv6 is announced and taken', async () => {
    const answer = await recorded('+48221110020', { sip: at('::1', 'udp'), mediaAddress: '127.0.0.1' });
    expect(answer.match(/^c=IN IP4 127\.0\.0\.1\r$/gm)).toHaveLength(2);
  });

  test('a PBX with IPv4 is known by its address at the socket of both', async () => {
    const answer = await recorded('+48221110021', { sip: at('127.0.0.1', 'tcp') });
    expect(answer).toContain('c=IN IP4 127.0.0.1\r\n');
    expect(answer).not.toContain('IP6');
  });
});

test('a tenant is found by the name in the certificate, before its numbers', async () => {
  const { db, shared } = fonoteka.current;
  const { tenantId } = await fonoteka.current.tenant('Spółka', []);
  const audit = new AuditLog(db, shared.clock);
  const aliases = new TenantAliases({ db, clock: shared.clock, audit, by: { actor: 'test', address: null } });
  await aliases.add({ tenantId, sourceId: null, kind: 'certificate', name: 'sbc7.example' });
  const named = await fonoteka.current.call({ caller: '101', callee: '+48600700800', durationMs: 300, sip: secure() });
  expect(named.status).toBe(200);
  await until('it is listed', async () => (await fonoteka.current.calls(tenantId)).length === 1);
});
