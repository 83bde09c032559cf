import { describe, expect, test } from 'vitest';
import { metricValue, startFtp } from '../kit/ftp-fixture.ts';
import { testTls } from '../kit/ftp-tls.ts';
import { MemoryTree } from '../kit/memory-tree.ts';
import { RawFtpClient } from '../kit/raw-ftp-client.ts';
import { sampled } from '../kit/sampled.ts';

/** The clients are in this process, too: what is measured is both ends. Measured with 5,000: 24 kB plain, 133 kB with TLS. */
const SESSIONS = sampled(250, 5000);
/** A part of them says less: the memory of the test itself is divided by fewer. */
const MAX_KILOBYTES = { plain: sampled(600, 100), TLS: sampled(1200, 300) };
const limits = {
  connections: SESSIONS + 500,
  connectionsPerAddress: SESSIONS + 500,
  unauthenticated: SESSIONS + 500,
  unauthenticatedPerAddress: SESSIONS + 500,
};

const tree = (): MemoryTree => new MemoryTree({ files: { '/a.mp3': Buffer.from('a') } });

describe.each(['plain', 'TLS'] as const)('idle sessions, %s', (kind) => {
  test('cost little memory each, and one more works as the first', async () => {
    const { tls, authority } = testTls();
    const ca = { ca: authority.pem, servername: 'localhost' };
    tls.hasRoom = () => true;
    const fixture = await startFtp({ tree: tree(), tls, limits, sessionsPerTenant: SESSIONS + 1 });
    const open = (): Promise<RawFtpClient> =>
      kind === 'TLS' ? RawFtpClient.signedInTls(fixture, ca) : RawFtpClient.signedIn(fixture);
    await open();
    const before = process.memoryUsage().rss;
    for (let at = 1; at < SESSIONS; at += 50)
      await Promise.all(Array.from({ length: Math.min(50, SESSIONS - at) }, open));
    const kilobytes = (process.memoryUsage().rss - before) / SESSIONS / 1000;
    expect(await metricValue(fixture.metrics, 'fonoteka_ftp_sessions')).toBe(SESSIONS);
    expect(kilobytes).toBeLessThan(MAX_KILOBYTES[kind]);
    expect(await (await open()).command('PWD')).toMatch(/^257 /);
  });
});
