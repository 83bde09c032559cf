import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { signedInFetch } from '../kit/api-session.ts';
import { freePort } from '../kit/free-port.ts';
import { rtpPorts } from '../kit/rtp-ports.ts';
import { until } from '../kit/until.ts';

const PROGRAM = 'bin/fonoteka';

/** `npm run demo` until it has said what there is; ends it by Ctrl-C's signal. */
async function startDemo(httpPort: number) {
  const { min, max } = rtpPorts();
  const settings = { FONOTEKA_HTTP_PORT: String(httpPort), FONOTEKA_RTP_PORTS: `${min}-${max}` };
  const child = spawn(PROGRAM, ['demo'], {
    env: { ...process.env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const steps = createInterface({ input: child.stderr });
  const said: string[] = [];
  steps.on('line', (line) => said.push(line));
  const shown: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    shown.push(line);
    if (line.startsWith('Ctrl-C')) break;
  }
  const text = shown.join('\n');
  const login = (role: string) => {
    const [, name, password] = new RegExp(`^ +${role} +(\\S+) {2}(\\S+)$`, 'm').exec(text)!;
    return { login: name!, password: password! };
  };
  const stop = async () => {
    child.kill('SIGINT');
    await once(child, 'exit');
  };
  return { text, said, login, stop };
}

test('the demo is a company that has telephoned for three months, reached at the port that is set', {
  timeout: 600_000,
}, async () => {
  const port = await freePort();
  const demo = await startDemo(port);
  const origin = `http://127.0.0.1:${port}`;
  const folder = /\S+\/customer-server/.exec(demo.text)![0];
  try {
    expect(demo.said.filter((line) => line.startsWith('['))).toHaveLength(6);
    const admin = await signedInFetch(origin, demo.login('admin'));
    const json = async (path: string) => (await admin(path)).json();
    const { calls } = await json('/calls?limit=200');
    const reasons = new Set(calls.map((call: { noRecordingReason: string | null }) => call.noRecordingReason));
    expect([...reasons]).toEqual(expect.arrayContaining([null, 'not-answered']));
    expect((await json('/billing/statements')).statements.length).toBeGreaterThan(2);
    const operator = await signedInFetch(origin, demo.login('operator'));
    const waiting = await (await operator('/operator/cancellations')).json();
    expect(waiting).toMatchObject({ cancellations: [{ state: 'waiting', service: 'extended-retention' }] });
    await until('packages are on the customer’s server', async () =>
      (await readdir(folder, { recursive: true })).some((name) => name.endsWith('.json')),
    );
  } finally {
    await demo.stop();
  }
  expect(existsSync(folder)).toBe(false);
});
