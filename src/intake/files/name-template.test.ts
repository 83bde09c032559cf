import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../base/result.ts';
import { type NameTemplate, readNameTemplate } from './name-template.ts';

function template(text: string): NameTemplate {
  return valueOf(readNameTemplate(text));
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.reason);
  return result.value;
}

const SECOND = '1773136800';

describe('the names of', () => {
  test.each([
    ['asterisk', `${SECOND}.4711.wav`, { startedAt: SECOND, externalId: `${SECOND}.4711` }],
    ['asterisk', `pbx-a-${SECOND}.4711.WAV`, { startedAt: SECOND, externalId: `pbx-a-${SECOND}.4711` }],
    [
      'asterisk',
      `monitor/20260310-110000-${SECOND}.4711.gsm`,
      { startedAt: SECOND, externalId: `20260310-110000-${SECOND}.4711` },
    ],
    ['asterisk', '20260310-110000.wav', { startedAt: '2026-03-10 11:00:00' }],
    [
      'freepbx',
      `2026/03/10/out-0048512345678-101-20260310-110000-${SECOND}.12.wav`,
      { direction: 'outbound', callee: '0048512345678', caller: '101' },
    ],
    [
      'freepbx',
      `in-221234567-512345678-20260310-110000-${SECOND}.12.wav`,
      { direction: 'inbound', callee: '221234567', caller: '512345678' },
    ],
    [
      'freepbx',
      `in-221234567-unknown-20260310-110000-${SECOND}.12.wav`,
      { direction: 'inbound', callee: '221234567', caller: 'unknown' },
    ],
    [
      'freepbx',
      `internal-102-101-20260310-110000-${SECOND}.12.wav`,
      { direction: 'internal', callee: '102', caller: '101' },
    ],
    [
      'freepbx',
      `exten-102-101-20260310-110000-${SECOND}.12.mp3`,
      { direction: 'internal', callee: '102', caller: '101' },
    ],
    [
      'freepbx',
      `external-101-+48512345678-20260310-110000-${SECOND}.12.WAV`,
      { direction: 'inbound', callee: '101', caller: '+48512345678' },
    ],
    ['freepbx', `rg-600-512345678-20260310-110000-${SECOND}.12.wav`, { callee: '600', caller: '512345678' }],
    ['freepbx', `q-500-512345678-20260310-110000-${SECOND}.12.wav`, { callee: '500', caller: '512345678' }],
    ['freepbx', `force-512345678-101-20260310-110000-a-b-${SECOND}.12.wav`, { callee: '512345678', caller: '101' }],
    ['freepbx', `OUT101-512345678-20260310-110000-${SECOND}.12.WAV`, { caller: '101', callee: '512345678' }],
    ['freepbx', `OUT101-20260310-110000-${SECOND}.12.wav`, { caller: '101' }],
    ['freepbx', `q500-20260310-110000-${SECOND}.12.wav`, { callee: '500' }],
    ['freepbx', `g600-20260310-110000-${SECOND}.12.wav`, { callee: '600' }],
    ['freepbx', `20260310-110000-${SECOND}.12.wav`, {}],
  ])('%s: %s', (name, path, expected) => {
    const id = path.slice(path.lastIndexOf('/') + 1).replace(/\.\w+$/, '');
    const ofPbx = name === 'freepbx' ? { startedAt: SECOND, externalId: id } : {};
    expect(template(name).fieldsOf(path)).toEqual({ ...ofPbx, ...expected });
  });

  test.each([
    ['101/[512345678]_512345678-101_20260310110000(3).wav', '512345678', '101'],
    ['101/[]_101-0512345678_20260310110000(2).wav', '101', '0512345678'],
    ['101/[Nowak, Jan]_101-512345678_20260310110000(380).wav', '101', '512345678'],
    ['101/[Anonymous]_Anonymous-101_20260310110000(4).wav', 'Anonymous', '101'],
  ])('3cx: %s', (path, caller, callee) => {
    const externalId = path.slice(4, -4);
    expect(template('3cx').fieldsOf(path)).toEqual({ startedAt: '2026-03-10 11:00:00', caller, callee, externalId });
  });

  test.each(['freeswitch', 'fusionpbx'])('%s are ids', (name) => {
    const externalId = '0f6c2f9e-5a33-4c40-9f5b-3f3b1f0c7a11';
    const path = `pbx.example/archive/2026/Mar/10/${externalId.toUpperCase()}.wav`;
    expect(template(name).fieldsOf(path)).toEqual({ externalId });
  });

  test.each([
    ['in', 'inbound', ''],
    ['out', 'outbound', '_2'],
    ['internal', 'internal', '_13'],
  ])('fonoteka: %s', (word, direction, ordinal) => {
    const name = `2026-03-10_11-00-00_${word}_48512345678_withheld${ordinal}`;
    const ours = template('fonoteka');
    expect(ours.timeZone).toBe('Europe/Warsaw');
    expect(ours.fieldsOf(`2026/03/10/${name}.mp3`)).toEqual({
      startedAt: '2026-03-10 11:00:00',
      direction,
      caller: '48512345678',
      callee: 'withheld',
      externalId: name,
    });
  });

  test.each([
    [
      String.raw`C:\Recordings\%{setup-time#%Y%m%d}\%{setup-time#%Y-%m-%d-%H%M%S}.mp3`,
      '20260310/2026-03-10-110000_2.mp3',
      {},
    ],
    [
      '/var/lib/miarec/%{setup-time#%Y/%m/%d}/%{setup-time#%Y%m%d%H%M%S}-%{caller-number}-%{callee-number}-%{call-id}.mp3',
      '2026/03/10/20260310110000-512345678-101-8c7e.mp3',
      { caller: '512345678', callee: '101', externalId: '8c7e' },
    ],
    ['%{setup-time}_%{caller-ip}_%{caller-number}', '20260310110000_192.0.2.1_101.wav', { caller: '101' }],
  ])('MiaRec by %s', (format, path, expected) => {
    expect(template(format).fieldsOf(`moved/${path}`)).toEqual({ startedAt: '2026-03-10 11:00:00', ...expected });
  });

  test.each([
    ['{date:YYYYMMDD}-{time:HHmmss}_{caller}_{callee}', 'a/20260310-110000_101_512345678.wav', ['101', '512345678']],
    [
      '{date:YYYY}/{date:MMM}/{date:DD}/{time:HH.mm.ss} {caller} {callee}',
      '2026/Mar/10/11.00.00 101 .wav',
      ['101', ''],
    ],
    ['{caller}/{date:YY-MM-DD}/{time:HHmm}~{callee}', 'x/101/26-03-10/1100~+48 512.wav', ['101', '+48 512']],
    ['{any}({caller}~{callee})@{date:YYYYMMDD}T{time:HHmmss}', 'a.b(1~2)@20260310T110000.ogg', ['1', '2']],
  ])('an own template: %s', (text, path, [caller, callee]) => {
    expect(template(text).fieldsOf(path)).toEqual({ startedAt: '2026-03-10 11:00:00', caller, callee });
  });

  test('an own template with id, tenant and Unix time', () => {
    const tenantId = '0f6c2f9e-5a33-4c40-9f5b-3f3b1f0c7a11';
    expect(template('{tenant}/{epoch}_{direction}_{id}').fieldsOf(`${tenantId}/${SECOND}123_Incoming_a_b.wav`)).toEqual(
      {
        tenantId,
        startedAt: `${SECOND}123`,
        direction: 'inbound',
        externalId: 'a_b',
      },
    );
  });
});

test.each([
  ['freepbx', `out-512345678-101-20260310-110000-${SECOND}.12-r.wav`],
  ['freepbx', `conf-512345678-20260310-110000.wav`],
  ['freepbx', `600-600-always-20260310-110000-${SECOND}.12.wav`],
  ['freepbx', `out-+48-512-101-20260310-110000-${SECOND}.12.wav`],
  ['asterisk', 'call.wav'],
  ['3cx', '[a]_101-102_2026031011(3).wav'],
  ['fusionpbx', 'greeting.wav'],
  ['fonoteka', '2026-03-10_11-00-00_sideways_101_102_x.mp3'],
  ['{date:YYYYMMDD}/{date:YYYYMMDD}_{time:HHmmss}', '20260310/20260311_110000.wav'],
  ['{date:YYYY}/{caller}', '2026/a/101.wav'],
  ['{caller}_{callee}', 'a_b_c/101.wav'],
])('%s: %s is of another layout', (text, path) => {
  expect(template(text).fieldsOf(path)).toBeNull();
});

test.each([
  ['freepbxx', /no template of this name/],
  ['constructor', /no template of this name/],
  ['', /no template of this name/],
  ['{caler}', /\{caler\} is no field; there are caller, callee/],
  ['{date}', /needs its form/],
  ['{date:}', /needs its form/],
  ['{time:hhmmss}', /is no form of a time/],
  ['{caller:D}', /has no form/],
  ['{caller}{callee}', /\{caller\} needs a character behind it/],
  ['{caller}{date:YYYY}', /\{caller\} needs a character behind it/],
  ['{caller', /a brace is not closed/],
  ['caller}{callee}', /a brace is not closed/],
  ['{}', /\{\} is no field/],
  ['{any}', /has fields in braces/],
  [`{caller}_${'a'.repeat(500)}`, /at most 500/],
])('the template “%s” is refused', (text, reason) => {
  expect(readNameTemplate(text)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
});

test('any text is a template or refused, and reads any path', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '{caller}',
      '{callee}',
      '{any}',
      '{id}',
      '{uniqueid}',
      '{ordinal}',
      '{date:YYYYMMDD}',
      '%{call-id}',
      '\\',
    ),
    fc.string({ unit: 'grapheme', maxLength: 5 }),
  );
  const text = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, fc.string({ unit: 'binary', maxLength: 300 }), (written, path) => {
      const read = readNameTemplate(written);
      if (read.ok) read.value.fieldsOf(path);
    }),
  );
});

test('what is written by a template is read by it', () => {
  const number = fc.stringMatching(/^\+?[0-9]{0,12}$/);
  const time = fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
  const separator = fc.constantFrom('-', '_', ' ', '.', '(', '$', '|', '~', 'x', '/', 'ł', '🙂');
  fc.assert(
    fc.property(number, number, time, separator, (caller, callee, at, between) => {
      const iso = at.toISOString();
      const [day, clock] = [iso.slice(0, 10).replaceAll('-', ''), iso.slice(11, 19).replaceAll(':', '')];
      const path = [day + clock, caller, callee, 'end'].join(between);
      const text = ['{date:YYYYMMDD}{time:HHmmss}', '{caller}', '{callee}', 'end'].join(between);
      const startedAt = `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
      expect(template(text).fieldsOf(`${path}.wav`)).toEqual({ startedAt, caller, callee });
    }),
  );
});
