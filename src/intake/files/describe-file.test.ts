import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { rmSync } from 'node:fs';
import { type DescribeOptions, describeFile, isSidecar, isLeftAlone } from './describe-file.ts';
import { type NameTemplate, readNameTemplate } from './name-template.ts';

const START = Date.parse('2026-03-10T10:00:00Z');
const NAMED = '20260310-110000_512345678_221234567.wav';
const CALL = { startedAt: '2026-03-10T10:00:00Z', caller: '512345678', callee: '221234567' };

function folder(files: Readonly<Record<string, string | object>> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'describe-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

function own(text = '{date:YYYYMMDD}-{time:HHmmss}_{caller}_{callee}'): NameTemplate {
  const template = readNameTemplate(text);
  if (!template.ok) throw new Error(template.reason);
  return template.value;
}

function read(root: string, path: string, options: Partial<DescribeOptions> = {}) {
  return describeFile({ root, path }, { template: null, timeZone: null, ...options });
}

const EXPECTED = {
  startedAt: START,
  caller: '+48512345678',
  callee: '+48221234567',
  externalId: null,
  direction: null,
  tenantId: null,
};

describe('a file', () => {
  test.each([
    ['call.wav.json', {}],
    ['call.json', {}],
  ])('with the sidecar %s', async (name) => {
    const root = folder({ [name]: { ...CALL, externalId: 4711, endedAt: '', disposition: 'ANSWERED' } });
    expect(await read(root, 'call.wav')).toMatchObject({ ok: true, value: { ...EXPECTED, externalId: '4711' } });
  });

  test('has the sidecar with its whole name rather than that with its stem', async () => {
    const root = folder({ 'call.json': { ...CALL, caller: '101' }, 'call.wav.json': CALL });
    expect(await read(root, 'call.wav')).toMatchObject({ ok: true, value: EXPECTED });
  });

  test.each([
    ['call.g722', 'g722'],
    ['call.G726-32', 'g726-32'],
    ['call.wav', undefined],
    ['g722', undefined],
  ])('without a header is of the format of its ending: %s', async (name, audioFormat) => {
    const described = await read(folder({ [`${name}.json`]: CALL }), name);
    expect(described.ok && described.value.audioFormat).toBe(audioFormat);
  });

  test('by its name, in the zone of the source', async () => {
    const named = await read(folder(), NAMED, { template: own(), timeZone: 'Europe/Warsaw' });
    expect(named).toMatchObject({ ok: true, value: EXPECTED });
  });

  test('by the zone of the template rather than the source’s', async () => {
    const path = '2026/03/10/2026-03-10_11-00-00_in_48512345678_48221234567.mp3';
    const named = await read(folder(), path, { template: own('fonoteka'), timeZone: 'Asia/Tokyo' });
    expect(named).toMatchObject({
      ok: true,
      value: { ...EXPECTED, direction: 'inbound', externalId: path.slice(11, -4) },
    });
  });

  test('whose sidecar says what its name does not, and corrects it', async () => {
    const root = folder({
      '1773136800.12.json': { caller: '512345678', callee: '221234567', startedAt: START + 1000 },
    });
    const found = await read(root, '1773136800.12.wav', { template: own('asterisk') });
    expect(found).toMatchObject({
      ok: true,
      value: { ...EXPECTED, startedAt: START + 1000, externalId: '1773136800.12' },
    });
  });

  test('whose sidecar has a local time is in the zone of the source, not of the template', async () => {
    const name = '2026-03-10_11-00-00_in_48512345678_48221234567';
    const root = folder({ [`${name}.json`]: { startedAt: '2026-03-10 19:00:00' } });
    const found = await read(root, `${name}.mp3`, { template: own('fonoteka'), timeZone: 'Asia/Tokyo' });
    expect(found).toMatchObject({ ok: true, value: { startedAt: START } });
  });

  test('with what is given before all', async () => {
    const root = folder({ 'call.json': { ...CALL, direction: 'inbound' } });
    const found = await read(root, 'call.wav', { given: { direction: 'outbound', caller: '' } });
    expect(found).toMatchObject({ ok: true, value: { ...EXPECTED, direction: 'outbound', caller: null } });
  });
});

describe('is refused', () => {
  const asterisk = own('asterisk');
  test.each<[string, string, Partial<DescribeOptions>, string, RegExp]>([
    [
      'without sidecar and template',
      'call.wav',
      {},
      'file-not-described',
      /^startedAt, caller, callee missing: no sidecar, no template$/,
    ],
    ['with another name', 'call.wav', { template: asterisk }, 'file-not-described', /a name that is not “asterisk”$/],
    [
      'with a name that does not say who talked',
      '1773136800.1.wav',
      { template: asterisk },
      'file-not-described',
      /^caller, callee missing/,
    ],
    [
      'with a day that does not exist',
      NAMED.replace('0310', '0230'),
      { template: own() },
      'file-not-described',
      /^startedAt: must be a time/,
    ],
    ['without a zone', NAMED, { template: own() }, 'file-not-described', /^startedAt: has no UTC offset/],
  ])('a file %s', async (_, path, options, code, detail) => {
    const found = await read(folder(), path, options);
    expect(found).toEqual({ ok: false, reason: { code, detail: expect.stringMatching(detail) } });
  });

  test.each<[string, string | object, RegExp]>([
    ['is cut off', '{"startedAt": "2026-', /must be a JSON object/],
    ['is empty', '', /must be a JSON object/],
    ['is a list', [CALL], /must be a JSON object/],
    ['has a wrong field', { ...CALL, startedAt: 'yesterday' }, /^startedAt: must be a time/],
    ['is too large', JSON.stringify({ ...CALL, padding: 'x'.repeat(70_000) }), /more than 65536 bytes/],
  ])('a file whose sidecar %s, whatever its name says', async (_, sidecar, detail) => {
    const found = await read(folder({ [`${NAMED}.json`]: sidecar }), NAMED, { template: own(), timeZone: 'UTC' });
    expect(found).toEqual({ ok: false, reason: { code: 'sidecar-invalid', detail: expect.stringMatching(detail) } });
    expect(JSON.stringify(found)).not.toMatch(/512345678|yesterday/);
  });

  test('a file whose sidecar is a link or a folder', async () => {
    const root = folder({ elsewhere: CALL });
    symlinkSync(join(root, 'elsewhere'), join(root, 'a.json'));
    mkdirSync(join(root, 'b.json'));
    expect(await read(root, 'a.wav')).toMatchObject({
      reason: { code: 'sidecar-invalid', detail: 'the sidecar is a link' },
    });
    expect(await read(root, 'b.wav')).toMatchObject({
      reason: { code: 'sidecar-invalid', detail: 'the sidecar is no file' },
    });
  });
});

test('any sidecar is a call or refused', async () => {
  const root = folder();
  const value = fc.oneof(
    fc.json({ maxDepth: 1 }),
    fc.string(),
    fc.object({ key: fc.constantFrom(...Object.keys(CALL)), maxDepth: 1 }).map((one) => JSON.stringify(one)),
  );
  await fc.assert(
    fc.asyncProperty(value, async (text) => {
      writeFileSync(join(root, 'call.json'), text);
      expect(typeof (await read(root, 'call.wav', { timeZone: 'UTC' })).ok).toBe('boolean');
    }),
    { numRuns: 50 },
  );
});

test.each([
  ['2026/a.wav', false],
  ['.a.wav', true],
  ['2026/.nfs0001', true],
  ['a.wav.part', true],
  ['a.wav.filepart', true],
  ['a.tmp', true],
  ['a.wav~', true],
  ['apart.wav', false],
  ['2026/Thumbs.db', true],
])('%s is left alone: %s', (path, expected) => {
  expect([isLeftAlone(path), isSidecar(path)]).toEqual([expected, false]);
});
