import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type AddedTenant, addSource, type RecordMapping } from '../../src/tenants/index.ts';
import { signedInFetch } from '../kit/api-session.ts';
import { MovableClock } from '../kit/movable-clock.ts';
import { PbxClient } from '../kit/pbx-client.ts';
import { runProgram } from '../kit/run-program.ts';
import { runningFonoteka } from '../kit/service.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { wavFile } from '../kit/wav-file.ts';

/** The examples of the documents, run by the real curl: what they ask for is answered as they say. */

const OWN = '+48221234567';
/** The guides fetch a file of the day before. */
const clock = new MovableClock(Date.parse('2026-11-23T09:00:00Z'));
const fonoteka = runningFonoteka({}, clock);
const audio = wavFile({ channels: [[...Array(8000).keys()].map((at) => Math.sin(at / 3) / 3)] });

let tenant: AddedTenant;
let recording: { readonly recordingId: string; readonly path: string };
let key: string;
let folder: string;

beforeAll(async () => {
  const { ready } = fonoteka.current;
  tenant = await fonoteka.current.tenant('Piekarnia', [OWN]);
  const pbx = new PbxClient(ready.http!, await keyOfSource('fonoteka'));
  const call = { startedAt: '2026-11-22T10:00:00Z', caller: '600100300', callee: OWN, direction: 'inbound' };
  recording = (await (await pbx.upload(call, audio)).json()) as typeof recording;
  const admin = await signedInFetch(ready.http!, tenant.panel);
  const body = { name: 'CRM', scopes: ['calls:read', 'recordings:download'] };
  ({ apiKey: key } = (await (await admin('/api-keys', { method: 'POST', body })).json()) as { apiKey: string });
});

beforeEach(() => {
  folder = temporaryFolder();
  // A status of 400 and more fails, and each status is reported aside.
  writeFileSync(join(folder, '.curlrc'), 'silent\nshow-error\nfail\nwrite-out = "%{stderr}%{http_code}\\n"\n');
});

/** A program that prints a text. */
function standIn(name: string, text: string): void {
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\nprintf '${text}'\n`, { mode: 0o755 });
}

async function keyOfSource(format: RecordMapping['format'], { tenantId } = tenant): Promise<string> {
  const source = { name: format, timeZone: 'Europe/Warsaw', callRecords: { format, fields: {} } };
  const { apiKey } = await addSource(fonoteka.current.db, { ...source, tenantId }, Date.now());
  return apiKey;
}

const read = (page: string): string => readFileSync(`docs/${page}`, 'utf8');
/** The shell's blocks with curl, in their order. */
const blocksOf = (page: string): string[] =>
  [...read(page).matchAll(/^```sh\n([^]*?)^```/gm)].map(([, code]) => code!).filter((code) => /\bcurl /.test(code));

/** Runs a script with what stands for places of its reader replaced; each `# → STATUS ANSWER` in it is compared. */
async function run(script: string, replaced: Readonly<Record<string, string>> = {}): Promise<void> {
  const documented = [...script.matchAll(/^# → (\d+) (.+)$/gm)].map(([, status, answer]) => ({
    status,
    answer: expected(JSON.parse(answer!)),
  }));
  const places = { 'http://127.0.0.1:8080': fonoteka.current.ready.http!, ...replaced };
  const marked = script.replaceAll(/^# → .*$/gm, String.raw`printf '\0'; printf '\0' >&2`);
  const real = Object.entries(places).reduce((text, [place, is]) => text.replaceAll(place, is), marked);
  const env = {
    PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
    HOME: folder,
    key,
  };
  const { exitCode, stdout, stderr } = await runProgram('bash', ['-euo', 'pipefail', '-c', real], { cwd: folder, env });
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${stderr}${stdout.toString()}`);
  const statuses = stderr.split('\0').map((lines) => lines.trim().split('\n').at(-1));
  const answers = stdout.toString().split('\0').slice(0, -1);
  expect(answers.map((answer, at) => ({ status: statuses[at], answer: JSON.parse(answer) as unknown }))).toMatchObject(
    documented,
  );
}

/** `"…"` is any text. */
function expected(documented: unknown): unknown {
  if (documented === '…') return expect.any(String);
  if (Array.isArray(documented)) return documented.map(expected);
  if (typeof documented !== 'object' || documented === null) return documented;
  return Object.fromEntries(Object.entries(documented).map(([name, value]) => [name, expected(value)]));
}

const saved = (name: string): Buffer => readFileSync(join(folder, name));

test('those of the API’s page: a session, an API key, a PBX', async () => {
  writeFileSync(join(folder, 'call.wav'), audio);
  const [session, withKey, ofPbx, ...others] = blocksOf('integrators/api.md');
  expect(others).toEqual([]);
  await run(session! + withKey!, {
    LOGIN: tenant.panel.login,
    PASSWORD: tenant.panel.password,
    RECORDING: recording.recordingId,
  });
  const mp3 = saved('call.mp3');
  expect(mp3.subarray(0, 65_536)).toEqual(saved('part.mp3'));
  expect(mp3).toEqual(saved(recording.path.split('/').at(-1)!));
  standIn('fonoteka', JSON.stringify({ apiKey: await keyOfSource('fonoteka') }));
  await run(`base=http://127.0.0.1:8080/api/v1\n${ofPbx}`);
});

describe('call records', () => {
  const [, master] = /```csv\n(.*\n)```/.exec(read('integrators/formats.md'))!;
  const OF_EXAMPLES = '221234567';
  const examples = ['integrators/formats.md', 'operators/call-records.md']
    .flatMap((page) => blocksOf(page).map((script) => ({ page, script })))
    .map((example, at) => ({ ...example, number: `22123458${at}` }));

  test.each(examples)('of $page, block %#', async ({ script, number }) => {
    // Of its own: what another block has sent is not there.
    const company = await fonoteka.current.tenant(`Zakład ${number}`, [`+48${number}`]);
    const isTable = script.startsWith('mysql');
    const apiKey = await keyOfSource(isTable ? 'asterisk-json' : 'asterisk-csv', company);
    writeFileSync(join(folder, 'Master.csv'), master!.replaceAll(OF_EXAMPLES, number));
    writeFileSync(join(folder, 'fonoteka.header'), `Authorization: Bearer ${apiKey}\n`);
    const row = `2026-03-10 10:00:00\\tPJSIP/1\\t600100200\\t${number}\\t101\\t67\\t60\\tANSWERED\\t1.5\\t1.5`;
    const columns = 'calldate\\tchannel\\tsrc\\tdid\\tdst\\tduration\\tbillsec\\tdisposition\\tuniqueid\\tlinkedid';
    standIn('mysql', `${columns}\\n${row}\\n`);
    await run(script, {
      '/var/log/asterisk/cdr-csv': folder,
      '/etc/asterisk': folder,
      'https://fonoteka.example': fonoteka.current.ready.http!,
      'Bearer KEY': `Bearer ${apiKey}`,
    });
    const calls = await fonoteka.current.calls(company.tenantId);
    expect(calls.map(({ caller }) => caller)).toEqual(['+48600100200']);
  });
});

test('the hashes of an exported audit log are found by hand as docs/operators/run.md says', async () => {
  const admin = await signedInFetch(fonoteka.current.ready.http!, tenant.panel);
  const log = await (await admin('/audit/export')).text();
  const [first, second] = log.split('\n', 2).map((line) => JSON.parse(line) as Record<string, unknown>);
  writeFileSync(join(folder, 'F'), log);
  const [command] = /^head -1 F .*?sha256sum/m.exec(read('operators/run.md'))!;
  const { stdout } = await runProgram('bash', ['-euo', 'pipefail', '-c', command], { cwd: folder });
  const [hash] = stdout.toString().split(' ');
  expect([first!['hash'], second!['previousHash']]).toEqual([hash, hash]);
});

test.each(['pl/przewodnik.md', 'en/guide.md'])(
  'those of %s fetch a day and a file, over FTP and WebDAV',
  async (page) => {
    const commands = read(page)
      .match(/(?<=^|`)curl [^`\n]+/gm)!
      .filter((command) => command.includes('://'));
    // TLS, which the test's service has not, is tried with curl elsewhere.
    const unencrypted = commands.filter((command) => !command.includes('--ssl-reqd'));
    expect(unencrypted.map((command) => command.split('://')[0])).toEqual([
      'curl -u LOGIN ftp',
      'curl -u LOGIN -O ftp',
      'curl -u LOGIN -O https',
    ]);
    const [, host] = fonoteka.current.ready.ftp!.split('//');
    for (const command of unencrypted) {
      await run(command, {
        LOGIN: `'${tenant.ftp.login}:${tenant.ftp.password}'`,
        'https://ADRES': fonoteka.current.ready.http!,
        'https://ADDRESS': fonoteka.current.ready.http!,
        'ADRES:2121': host!,
        'ADDRESS:2121': host!,
        '2026/11/22/NAZWA.mp3': recording.path,
        '2026/11/22/NAME.mp3': recording.path,
      });
      if (command.includes(' -O ')) expect(saved(recording.path.split('/').at(-1)!).length).toBeGreaterThan(1000);
    }
  },
);
