import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addTenantWithRecording, type ApiFixture, signIn, startApi } from '../kit/api-fixture.ts';
import { testDatabase } from '../kit/database.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const RECORDINGS = 500;
const RECORDING_BYTES = 10_500_000;
const MEGABYTE = 1_000_000;
const { db } = testDatabase();
let fixture: ApiFixture;

beforeAll(async () => {
  fixture = await startApi(db);
});
afterAll(() => fixture.close());

test('a ZIP of 5 GB is streamed in bounded memory, and unzip finds it whole', async () => {
  const { admin, recording } = await addTenantWithRecording(fixture, 'Piekarnia', '48221230001');
  const cookie = await signIn(fixture, admin);
  // Recordings of an earlier release, which are not encrypted: what is read is made below.
  await sql`WITH numbers AS (SELECT n, gen_random_uuid() AS call_id FROM generate_series(2, ${RECORDINGS}::int) AS n),
    added AS (INSERT INTO calls SELECT (jsonb_populate_record(calls, jsonb_build_object('id', call_id,
      'started_at', started_at - n * interval '1 minute'))).* FROM calls, numbers RETURNING id)
    INSERT INTO recordings SELECT (jsonb_populate_record(recordings, jsonb_build_object('id', gen_random_uuid(), 'call_id', numbers.call_id,
      'object_key', 'recordings/' || numbers.call_id, 'file_name', 'n' || n || '.mp3', 'size_bytes', ${RECORDING_BYTES}::int,
      'key_id', null, 'wrapped_key', null))).* FROM recordings, numbers, (SELECT count(*) FROM added) AS waited
    WHERE recordings.id = ${recording.id}`.execute(db);
  const open = fixture.objects.open.bind(fixture.objects);
  fixture.objects.open = async (key, range) => {
    if (String(key).includes('.')) return open(key, range);
    let left = (range?.end ?? RECORDING_BYTES) - (range?.start ?? 0);
    return {
      read: async (memory: Uint8Array) => {
        const bytes = Math.min(left, memory.length);
        memory.fill(83, 0, bytes);
        left -= bytes;
        return bytes;
      },
      close: async () => {},
    };
  };
  const path = join(temporaryFolder(), 'all.zip');
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 100);
  const curl = spawn(
    'curl',
    ['-sS', '--fail', '-H', `cookie: ${cookie}`, '-o', path, `${fixture.origin}/api/v1/recordings/zip`],
    { stdio: 'inherit' },
  );
  const [code] = await once(curl, 'exit');
  clearInterval(sampling);
  expect(code).toBe(0);
  const taken = (most - before) / MEGABYTE;
  console.log(
    `${statSync(path).size} bytes, ${taken.toFixed(0)} MB more memory, ${(most / MEGABYTE).toFixed(0)} MB in all`,
  );
  expect(statSync(path).size).toBeGreaterThan(5_000 * MEGABYTE);
  expect(taken).toBeLessThan(120);
  const tested = execFileSync('unzip', ['-tq', path], { encoding: 'utf8' });
  expect(tested).toContain('No errors detected');
}, 600_000);
