import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addWarsawDays } from '../../src/base/warsaw-time.ts';
import type { TenantId } from '../../src/base/ids.ts';
import type { ImportSummary } from '../../src/cli/import-progress.ts';
import { addSource, addTenant, setCallRecording } from '../../src/tenants/index.ts';
import { testDatabase } from '../kit/database.ts';
import { type CommandResult, runInProcess } from '../kit/run-in-process.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { wavFile } from '../kit/wav-file.ts';

const OURS = '+48221234567';
const OFF = '+48221234568';
const HOUR_MS = 3_600_000;
const { db, url } = testDatabase();
const now = Date.now();
let source: string;
let tenantId: TenantId;
const data = mkdtempSync(join(tmpdir(), 'fonoteka-import-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

beforeAll(async () => {
  ({ tenantId } = await addTenant(db, { name: 'Piekarnia', plan: 'Biznes', numbers: [OURS] }, now));
  await setCallRecording(db, tenantId, { enabled: true }, now);
  await addTenant(db, { name: 'Off', plan: 'Biznes', numbers: [OFF] }, now);
  ({ sourceId: source } = await addSource(db, { name: 'PBX', timeZone: 'Europe/Warsaw' }, now));
});

function command(...words: string[]): Promise<CommandResult> {
  return runInProcess({ FONOTEKA_DATA: data, FONOTEKA_DATABASE_URL: url }, ...words);
}

let sounds = 0;

/** No two are the same. */
function sound(): Buffer {
  sounds += 1;
  const number = sounds;
  return wavFile({ channels: [Array.from({ length: 400 }, (_, at) => Math.sin((at * number) / 50) / 2)] });
}

/** Files that were finished an hour ago. */
function folder(files: Readonly<Record<string, Buffer | object>>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), Buffer.isBuffer(content) ? content : JSON.stringify(content));
    utimesSync(join(root, path), (now - HOUR_MS) / 1000, (now - HOUR_MS) / 1000);
  }
  return root;
}

let calls = 0;

/** A name as FreePBX writes it, `ageMs` ago. */
function freepbx({ ageMs = HOUR_MS, callee = OURS }: { ageMs?: number; callee?: string } = {}): string {
  calls += 1;
  return `in-${callee}-512345678-20260101-000000-${Math.floor((now - ageMs) / 1000)}.${calls}.wav`;
}

interface UploadDocument {
  readonly files: readonly { readonly result: string; readonly recordingId: string; readonly reason: string | null }[];
}

async function upload(...words: string[]) {
  const { exitCode, stdout } = await command('upload', '--source', source, '--json', ...words);
  return { exitCode, files: exitCode === 2 ? [] : (JSON.parse(stdout) as UploadDocument).files };
}

describe('fonoteka upload', () => {
  test('stores a file that is described by options, once', async () => {
    const root = folder({ 'a.wav': sound() });
    const path = join(root, 'a.wav');
    const described = ['--caller', '512345678', '--callee', OURS, '--started', new Date(now - HOUR_MS).toISOString()];
    const first = await upload(path, ...described, '--direction', 'inbound', '--tenant', tenantId);
    expect(first).toMatchObject({ exitCode: 0, files: [{ result: 'stored', reason: null }] });
    writeFileSync(join(root, 'b.wav'), readFileSync(path));
    // The same content under another name is the same recording; under an id of its own it is another one.
    const again = await upload(join(root, 'b.wav'), ...described);
    expect(again).toMatchObject({
      exitCode: 0,
      files: [{ ...first.files[0], file: expect.anything(), result: 'repeated' }],
    });
    expect(await upload(path, ...described, '--id', 'another')).toMatchObject({ files: [{ result: 'stored' }] });
    const row = await db
      .selectFrom('recordings')
      .selectAll()
      .where('id', '=', first.files[0]!.recordingId as never)
      .executeTakeFirst();
    expect(row?.tenant_id).toBe(tenantId);
  });

  test('takes or refuses each file for itself, and says which', async () => {
    const name = freepbx();
    const root = folder({ [name]: sound(), 'other.wav': sound(), [`${name}.txt.wav`]: Buffer.from('text') });
    const described = { startedAt: now - HOUR_MS, caller: '512345678', callee: OURS, externalId: 'no audio' };
    writeFileSync(join(root, `${name}.txt.json`), JSON.stringify(described));
    const files = ['other.wav', 'missing.wav', `${name}.txt.wav`, name].map((file) => join(root, file));
    const { exitCode, stdout } = await command('upload', '--source', source, '--template', 'freepbx', ...files);
    expect(exitCode).toBe(1);
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(
        /other\.wav: refused \(file-not-described\): startedAt, caller, callee missing: no sidecar, a name that/,
      ),
      expect.stringMatching(/missing\.wav: failed \(file-unreadable\): it cannot be read: ENOENT/),
      expect.stringMatching(/txt\.wav: refused \(audio-format-not-supported\)/),
      expect.stringMatching(/\.wav: stored as \d{4}\/\d\d\/\d\d\/.*_in_48512345678_48221234567.*\.mp3/),
    ]);
  });

  test.each([
    [[]],
    [['--template', 'freebsd', 'a.wav']],
    [['--template', '{caller}{callee}', 'a.wav']],
    [['--direction', 'sideways', 'a.wav']],
    [['--tenant', 'bakery', 'a.wav']],
    [['--id', 'one', 'a.wav', 'b.wav']],
    [['a.wav.json']],
  ])('%j is a usage error', async (words) => {
    expect(await upload(...words)).toEqual({ exitCode: 2, files: [] });
  });

  test('leaves out sidecars that are among its files, as with a *', async () => {
    const root = folder({ 'a.wav': sound(), 'a.json': { startedAt: now - HOUR_MS, caller: '', callee: OURS } });
    const uploaded = await upload(join(root, 'a.json'), join(root, 'a.wav'));
    expect(uploaded).toMatchObject({ exitCode: 0, files: [{ result: 'stored' }] });
  });

  test('fails for an unknown source', async () => {
    const { exitCode, stderr } = await command('upload', '--source', 'nobody', 'a.wav');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('source-unknown')]);
  });
});

async function importJson(root: string, ...words: string[]) {
  const { exitCode, stdout } = await command('import', root, '--source', source, '--json', ...words);
  return { exitCode, ...(JSON.parse(stdout) as ImportSummary) };
}

describe('fonoteka import', () => {
  test('stores an archive: what it would do, what it did, and the same again', async () => {
    const [named, growing, old, off, other, described] = [
      freepbx(),
      freepbx(),
      freepbx({ ageMs: now - addWarsawDays(now, -31) }),
      freepbx({ callee: OFF }),
      freepbx({ callee: '+48600600600' }),
      'pbx/2026/Mar/10/0f6c2f9e-5a33-4c40-9f5b-3f3b1f0c7a11',
    ];
    const root = folder({
      [`2026/01/01/${named}`]: sound(),
      [`2026/01/01/${growing}`]: sound(),
      [`2025/12/01/${old}`]: sound(),
      [off]: sound(),
      [other]: sound(),
      [`${described}.wav`]: sound(),
      [`${described}.json`]: { startedAt: now - HOUR_MS, caller: '', callee: OURS },
      'notes.txt': Buffer.from('text'),
    });
    utimesSync(join(root, '2026/01/01', growing), now / 1000 + 60, now / 1000 + 60);
    symlinkSync(join(root, off), join(root, 'link.wav'));
    const options = ['--template', 'freepbx'];
    const refused = {
      'file-being-written': 1,
      'retention-over': 1,
      'recording-off': 1,
      'call-owner-unknown': 1,
      'file-not-described': 1,
    };
    const counts = { files: 8, refused: 5, failed: 0, links: 1, reasons: refused, complete: true };

    const dry = await importJson(root, ...options, '--dry-run');
    expect(dry).toMatchObject({ ...counts, exitCode: 1, dryRun: true, new: 2, stored: 0, repeated: 0 });
    expect(await db.selectFrom('calls').select('id').where('callee', '=', OFF).execute()).toEqual([]);

    const report = join(temporaryFolder(), 'report.csv');
    const first = await importJson(root, ...options, '--report', report);
    expect(first).toMatchObject({ ...counts, exitCode: 1, new: 0, stored: 2, repeated: 0 });
    const rows = readFileSync(report, 'utf8').trim().split('\n');
    expect(rows[0]).toBe('file,result,recordingId,path,reason,detail');
    expect(rows).toHaveLength(9);
    const stored = rows.find((row) => row.includes(named))!.split(',');
    expect(stored).toEqual([
      `2026/01/01/${named}`,
      'stored',
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      expect.stringMatching(/\.mp3$/),
      '',
      '',
    ]);
    expect(rows).toContainEqual(
      expect.stringMatching(new RegExp(`${old.replaceAll('+', '\\+')},refused,,,retention-over,`)),
    );
    expect(rows).toContain('link.wav,link,,,,');
    // The call that may not be recorded is in the history, as of any upload.
    const history = await db.selectFrom('calls').select('no_recording_reason').where('callee', '=', OFF).execute();
    expect(history).toEqual([{ no_recording_reason: 'recording-off' }]);

    utimesSync(join(root, '2026/01/01', growing), now / 1000 - 3600, now / 1000 - 3600);
    const again = await importJson(root, ...options, '--report', report);
    expect(again).toMatchObject({ exitCode: 1, files: 8, stored: 1, repeated: 2, refused: 4 });
    expect(readFileSync(report, 'utf8').trim().split('\n')).toHaveLength(9);
  });

  test('succeeds when every file is stored, and says so in words', async () => {
    const root = folder({ [freepbx()]: sound(), [freepbx()]: sound() });
    const { exitCode, stdout } = await command('import', root, '--source', source, '--template', 'freepbx');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^2 files in \d+ s\n2 stored\n0 stored before\n0 refused, 0 failed\n$/);
  });

  test('replaces no other file by its report', async () => {
    const report = join(folder({ 'call.wav': sound() }), 'call.wav');
    const before = readFileSync(report);
    const { exitCode, stderr } = await command('import', '.', '--source', source, '--report', report);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('it is no report of an import')]);
    expect(readFileSync(report)).toEqual(before);
  });

  test('does not lose the report of an earlier run for a source that is wrong', async () => {
    const root = folder({ '=cmd.wav': sound() });
    const report = join(temporaryFolder(), 'report.csv');
    await command('import', root, '--source', source, '--report', report);
    const before = readFileSync(report, 'utf8');
    // No formula for a spreadsheet.
    expect(before).toContain("\n'=cmd.wav,refused,");
    expect((await command('import', root, '--source', 'nobody', '--report', report)).exitCode).toBe(1);
    expect(readFileSync(report, 'utf8')).toBe(before);
  });

  test.each([
    [2, ['import', '--source', 'x']],
    [2, ['import', 'folder']],
    [2, ['import', 'a', 'b', '--source', 'x']],
    [2, ['import', '.', '--source', 'x', '--template', '{date}']],
    [1, ['import', '/nowhere', '--source', 'x']],
    [1, ['import', '/etc/hostname', '--source', 'x']],
    [1, ['import', '/etc', '--source', 'nobody']],
  ])('ends with %i for %j', async (expected, words) => {
    expect((await command(...words)).exitCode).toBe(expected);
  });
});
