import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../kit/free-port.ts';
import { TestAuthority } from '../kit/push/certificates.ts';
import { Daemon } from '../kit/push/daemon.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { runProgram } from '../kit/run-program.ts';
import { runningFonoteka } from '../kit/service.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

/** The balancer's address for clients, and where it connects from. */
const FRONT = '127.0.0.5';
const BALANCER = '127.0.0.6';

const passivePorts = rtpPorts(100);
const fonoteka = runningFonoteka({
  proxyProtocol: [BALANCER],
  trustedProxies: [BALANCER],
  ftpPassivePorts: passivePorts,
  rtpPorts: rtpPorts(100),
});

/** Addresses, or ports, of one machine. */
type Machine = Readonly<Record<'http' | 'ftp' | 'sftp' | 'internal', string>>;

interface Front {
  readonly https: string;
  readonly ftp: number;
  readonly sftp: number;
}

const portOf = (address: string): number => Number(address.split(':').at(-1));

/** HAProxy with the configuration that operators get, for one machine; the other one of each pair is away. */
async function startHaproxy({ http, ftp, sftp, internal }: Machine): Promise<Front> {
  const folder = temporaryFolder();
  const { certificate, key } = new TestAuthority(folder).issue('localhost', 2, `DNS:localhost,IP:${FRONT}`);
  writeFileSync(join(folder, 'panel.pem'), readFileSync(certificate, 'utf8') + readFileSync(key, 'utf8'));
  const [httpsPort, ftpPort, sftpPort, away] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const range = `${passivePorts.min}-${passivePorts.max}`;
  const text = readFileSync(new URL('../../ops/proxy/haproxy.cfg', import.meta.url), 'utf8')
    .replace('    log /dev/log local0\n', '')
    .replace('    log global\n', '')
    .replace('maxconn 20000', 'maxconn 100')
    .replace('    bind :80\n', '')
    .replace('bind :443', `bind ${FRONT}:${httpsPort}`)
    .replace('/etc/haproxy/panel.example.pem', join(folder, 'panel.pem'))
    .replace('bind :21\n', `bind ${FRONT}:${ftpPort}\n`)
    .replace('bind :22\n', `bind ${FRONT}:${sftpPort}\n`)
    .replace('bind :30000-30499', `bind ${FRONT}:${range}`)
    .replace(/listen ftp-data-2[^]*?(?=listen sftp)/, '')
    .replace('check port 9464', `check port ${portOf(internal)} source ${BALANCER}`)
    .replaceAll('10.0.0.21:8080', `127.0.0.1:${portOf(http)}`)
    .replaceAll('10.0.0.31:2121', `127.0.0.1:${portOf(ftp)}`)
    .replaceAll('10.0.0.31:2222', `127.0.0.1:${portOf(sftp)}`)
    .replaceAll('10.0.0.31 ', '127.0.0.1 ')
    .replaceAll(/10\.0\.0\.[23]2:\d+/g, `127.0.0.9:${away}`);
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(file, text);
  const daemon = new Daemon('/usr/sbin/haproxy', ['-db', '-f', file]);
  onTestFinished(() => daemon.stop());
  const front = { https: `https://${FRONT}:${httpsPort}`, ftp: ftpPort, sftp: sftpPort };
  await until('the panel answers', async () => (await curl(`${front.https}/healthz`)).exitCode === 0);
  return front;
}

function curl(...args: readonly string[]): ReturnType<typeof runProgram> {
  return runProgram('curl', ['--silent', '--show-error', '--fail', '--insecure', '--max-time', '20', ...args]);
}

test('panel, FTP and SFTP behind HAProxy: the client is seen, data connections reach their machine', async () => {
  const running = fonoteka.current;
  const { tenantId, ftp } = await running.tenant('Firma', ['+48221234567']);
  await running.call({ caller: '512345678', callee: '221234567', durationMs: 1000 });
  await until('it is recorded', async () => (await running.calls(tenantId))[0]?.recordings.length === 1);
  const { http, ftp: ftpAt, sftp: sftpAt, internal } = running.ready;
  const front = await startHaproxy({ http: http!, ftp: ftpAt!, sftp: sftpAt!, internal });

  expect((await curl(`${front.https}/api/openapi.json`)).exitCode).toBe(0);
  expect((await curl(`${front.https}/metrics`)).exitCode).not.toBe(0);
  const login = ['--user', `${ftp.login}:${ftp.password}`];
  const listed = await curl(...login, '--list-only', `ftp://${FRONT}:${front.ftp}/`);
  expect(listed).toMatchObject({ exitCode: 0, stderr: '' });
  const year = listed.stdout.toString().trim();
  expect(year).toMatch(/^\d{4}$/);
  const sftp = `open -u ${ftp.login},${ftp.password} -p ${front.sftp} sftp://${FRONT}`;
  const settings = 'set sftp:auto-confirm yes; set net:max-retries 1; set cmd:fail-exit yes';
  const seen = await runProgram('lftp', ['-c', `${settings}; ${sftp}; cls -1`]);
  expect(seen).toMatchObject({ exitCode: 0 });
  expect(seen.stdout.toString().trim()).toBe(`${year}/`);
  const seenFrom = await running.db
    .selectFrom('audit_events')
    .select('address')
    .distinct()
    .where('tenant_id', '=', tenantId)
    .where('action', 'in', ['file-sign-in', 'file-listing'])
    .execute();
  expect(seenFrom).toEqual([{ address: '127.0.0.1' }]);
});

test('a machine that is not ready for a while, as without its database, gets nothing new; what it sends goes on', async () => {
  let ready = true;
  const sending: ServerResponse[] = [];
  const machine = createServer(({ url }, response) => {
    if (url === '/download') {
      sending.push(response);
      response.write('half');
    } else response.writeHead(url !== '/readyz' || ready ? 200 : 503).end();
  });
  await new Promise<void>((resolve) => machine.listen(0, resolve));
  onTestFinished(() => void machine.close());
  const port = `:${(machine.address() as AddressInfo).port}`;
  const front = await startHaproxy({ http: port, ftp: port, sftp: port, internal: port });
  const download = curl(`${front.https}/download`);
  await until('it is being sent', () => sending.length === 1);
  ready = false;
  await until('HAProxy knows', async () => (await curl('--head', `${front.https}/api`)).stderr.includes('503'));
  sending[0]!.end(' and half');
  const { exitCode, stdout } = await download;
  expect({ exitCode, text: stdout.toString() }).toEqual({ exitCode: 0, text: 'half and half' });
});
