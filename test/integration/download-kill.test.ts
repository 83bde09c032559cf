import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AuditLog } from '../../src/audit/index.ts';
import { warsawDay } from '../../src/base/warsaw-time.ts';
import { type CallDescription, recordingFileName } from '../../src/recording/index.ts';
import { FolderKeyStore } from '../../src/platform/key-store.ts';
import { FolderObjectStore } from '../../src/platform/object-store.ts';
import { describeCall, insertTenant } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ManualClock } from '../kit/manual-clock.ts';
import { storeMp3 } from '../kit/store-mp3.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const CHILD = new URL('./download-kill.child.ts', import.meta.url).pathname;
const SIZE_BYTES = 200_000;
const CLIENTS = 8;

const { db, url } = testDatabase();
const clock = new ManualClock();
const audit = new AuditLog(db, clock);

/** A tenant with a recording for each client, in stores that another process can read. */
async function house() {
  const folder = temporaryFolder();
  const [objectFolder, keyFolder] = [join(folder, 'objects'), join(folder, 'keys')];
  const stores = { objects: new FolderObjectStore(objectFolder), keys: new FolderKeyStore(keyFolder), db, clock };
  const tenantId = await insertTenant(db);
  const calls: CallDescription[] = [];
  for (let minute = 0; minute < CLIENTS; minute++) {
    const call = describeCall(tenantId, { startedAt: Date.parse('2026-03-09T09:00:00Z') + minute * 60_000 });
    await storeMp3(stores, call, randomBytes(SIZE_BYTES));
    calls.push(call);
  }
  return { tenantId, calls, folders: [objectFolder, keyFolder] };
}

/** Fetches a recording again and again; how often it came whole before the connection ended. */
async function fetchUntilKilled(port: number, call: CallDescription): Promise<number> {
  const path = `/${warsawDay(call.startedAt).replaceAll('-', '/')}/${recordingFileName(call)}\n`;
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  let received = 0;
  socket.on('connect', () => socket.write(path));
  socket.on('data', ({ length }) => {
    received += length;
    if (received % SIZE_BYTES === 0) socket.write(path);
  });
  await new Promise((resolve) => socket.on('close', resolve));
  return Math.floor(received / SIZE_BYTES);
}

test.each([5, 37])(
  'every file that came whole has its event, however the process ends: killed at answer %i',
  async (lastAnswer) => {
    const { tenantId, calls, folders } = await house();
    const child = spawn(process.execPath, [CHILD, url, ...folders, tenantId, String(lastAnswer)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const whole = await Promise.all(calls.map((call) => fetchUntilKilled(Number(line.toString()), call)));
    expect((await exited)[1]).toBe('SIGKILL');
    const events = await audit.list(tenantId);
    for (const [index, { recordingId }] of calls.entries()) {
      const audited = events.filter(({ subject }) => subject === recordingId).length;
      expect(audited).toBeGreaterThanOrEqual(whole[index]!);
      // Of a client one download at most was on its way.
      expect(audited).toBeLessThanOrEqual(whole[index]! + 1);
    }
    expect((await audit.verify(tenantId)).ok).toBe(true);
  },
);
