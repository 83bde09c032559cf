import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { ProcessTree, usedBy } from '../../bench/kit/process-tree.ts';
import { addTenant } from '../../src/tenants/index.ts';
import { signIn } from '../kit/api-session.ts';
import { buildProgram } from '../kit/built-program.ts';
import { describeCall, insertRecordedCall } from '../kit/catalog-rows.ts';
import { testDatabase } from '../kit/database.ts';
import { ServiceProcess } from '../kit/service-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

const RECORDINGS = 500;
/** An hour. */
const RECORDING_BYTES = 10_500_000;
/** Of the process that sends it, in all. */
const MOST_MEGABYTES = 200;
const { db, url } = testDatabase();

test(`a ZIP of 5 GB is streamed in ${MOST_MEGABYTES} MB of memory, and unzip finds it whole`, async () => {
  const folder = temporaryFolder();
  const { tenantId, panel } = await addTenant(
    db,
    { name: 'Piekarnia', plan: 'Biznes', numbers: ['48221230001'] },
    Date.now(),
  );
  const call = describeCall(tenantId, { startedAt: Date.now() - 3_600_000 });
  await insertRecordedCall(db, call);
  // Recordings of an earlier release, which are not encrypted: one file under many names.
  const { rows } = await sql<{ object_key: string }>`
    WITH numbers AS (SELECT n, gen_random_uuid() AS call_id FROM generate_series(2, ${RECORDINGS}::int) AS n),
    added AS (INSERT INTO calls SELECT (jsonb_populate_record(calls, jsonb_build_object('id', call_id,
      'started_at', started_at - n * interval '1 minute'))).* FROM calls, numbers RETURNING id)
    INSERT INTO recordings SELECT (jsonb_populate_record(recordings, jsonb_build_object('id', gen_random_uuid(), 'call_id', numbers.call_id,
      'object_key', 'objects/' || numbers.call_id, 'file_name', 'n' || n || '.mp3'))).*
    FROM recordings, numbers, (SELECT count(*) FROM added) AS waited RETURNING object_key`.execute(db);
  await db.updateTable('recordings').set({ size_bytes: RECORDING_BYTES }).execute();
  mkdirSync(join(folder, 'recordings/objects'), { recursive: true });
  const file = join(folder, 'recordings/objects', call.recordingId);
  writeFileSync(file, Buffer.alloc(RECORDING_BYTES, 83));
  for (const { object_key: key } of rows) linkSync(file, join(folder, 'recordings', key));

  mkdirSync(join(folder, 'program'));
  const settings = { FONOTEKA_DATABASE_URL: url, FONOTEKA_ROLES: 'web' };
  const service = await ServiceProcess.start(folder, settings, buildProgram(join(folder, 'program')));
  try {
    const cookie = await signIn({ origin: service.ready.http! }, panel);
    const path = join(folder, 'all.zip');
    const address = `${service.ready.http!}/api/v1/recordings/zip`;
    const { peakMb } = await usedBy(new ProcessTree(service.ready.pid), async () => {
      const curl = spawn('curl', ['-sS', '--fail', '-H', `cookie: ${cookie}`, '-o', path, address], {
        stdio: 'inherit',
      });
      expect(await once(curl, 'exit')).toEqual([0, null]);
    });
    process.stderr.write(`${statSync(path).size} bytes, ${peakMb.toFixed(0)} MB of memory\n`);
    expect(statSync(path).size).toBeGreaterThan(RECORDINGS * RECORDING_BYTES);
    expect(peakMb).toBeLessThan(MOST_MEGABYTES);
    expect(execFileSync('unzip', ['-tq', path], { encoding: 'utf8' })).toContain('No errors detected');
  } finally {
    await service.stop();
  }
}, 600_000);
