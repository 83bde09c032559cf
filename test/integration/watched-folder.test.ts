import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkWatch } from '../../src/cli/doctor/check-watch.ts';
import type { Role } from '../../src/config/index.ts';
import { addSource } from '../../src/tenants/index.ts';
import { decodeRecording, hasTone } from '../kit/decoded-recording.ts';
import { runningFonoteka } from '../kit/service.ts';
import { until } from '../kit/until.ts';
import { wavFile } from '../kit/wav-file.ts';

const CALLER_HZ = 440;
const CALLEE_HZ = 1000;
const STARTED_S = Math.floor(Date.now() / 1000) - 3600;
// The unique id has the time that is taken.
const NAME = `in-0048223334455-512345678-20260310-110000-${STARTED_S}.12`;

const roles: Role[] = ['web'];
const watch = mkdtempSync(join(tmpdir(), 'fonoteka-watched-'));
afterAll(() => rmSync(watch, { recursive: true, force: true }));
const fonoteka = runningFonoteka({ watch, watchSettleSeconds: 1 });

function tone(frequencyHz: number): Float32Array {
  return Float32Array.from({ length: 8000 }, (_, at) => 0.3 * Math.sin((2 * Math.PI * frequencyHz * at) / 8000));
}

test('what FreePBX writes into the watched folder is in the call history, each party in its channel', async () => {
  const { db } = fonoteka.current;
  const { tenantId } = await fonoteka.current.tenant('Piekarnia', ['+48223334455']);
  await addSource(db, { name: 'FreePBX', tenantId }, Date.now());
  const folder = join(watch, 'FreePBX/2026/03/10');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(watch, 'FreePBX.template'), 'freepbx\n');
  writeFileSync(join(folder, `${NAME}.wav`), wavFile({ channels: [tone(CALLER_HZ), tone(CALLEE_HZ)] }));
  writeFileSync(join(folder, 'noise.wav'), 'no audio');
  writeFileSync(join(folder, 'noise.wav.json'), '{');
  await until('both files are put away', () => readdirSync(folder).length === 0);
  const [call] = await fonoteka.current.calls(tenantId);
  expect(call).toMatchObject({ caller: '+48512345678', callee: '+48223334455', direction: 'inbound' });
  const decoded = await decodeRecording(await fonoteka.current.audio(tenantId, call!.recordings[0]!));
  expect(hasTone(decoded.caller, CALLER_HZ, [50, 950])).toBe(true);
  expect(hasTone(decoded.callee, CALLEE_HZ, [50, 950])).toBe(true);
  expect(readdirSync(join(watch, 'FreePBX/done/2026/03/10'))).toEqual([`${NAME}.wav`]);
  expect(await checkWatch({ watch, roles }, db)).toMatchObject([{ ok: false, detail: '1 files in FreePBX/failed' }]);
  rmSync(join(watch, 'FreePBX/failed'), { recursive: true });
  expect(await checkWatch({ watch, roles }, db)).toMatchObject([
    { ok: true, detail: `${watch}: 1 sub-folders of sources` },
  ]);
  expect(await checkWatch({ watch: '', roles }, db)).toMatchObject([{ ok: true, detail: 'none' }]);
  for (const other of ['missing', 'FreePBX.template'])
    expect((await checkWatch({ watch: join(watch, other), roles }, db))[0]).toMatchObject({ ok: false });
  expect((await checkWatch({ watch, roles: ['recorder'] }, db))[0]).toMatchObject({ ok: false });
  expect(await fonoteka.current.metric('fonoteka_part_up', { part: 'watched-folder' })).toBe(1);
});
