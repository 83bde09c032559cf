import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { audioNames, isIgnored, isReason, numberedName, reasonName, sidecarNames } from './file-names.ts';

const text = (name: Buffer): string => name.toString('latin1');

test.each([
  ['call.wav', 'call.2.wav'],
  ['2026.03.10.wav', '2026.03.10.2.wav'],
  ['call', 'call.2'],
  ['call.not-an-ending', 'call.not-an-ending.2'],
])('%s, and there is one: %s', (name, numbered) => {
  expect(text(numberedName(Buffer.from(name), 1))).toBe(name);
  expect(text(numberedName(Buffer.from(name), 2))).toBe(numbered);
});

test('an audio is one of those that its sidecars may belong to', () => {
  for (const sidecar of sidecarNames(Buffer.from('a.b.wav')))
    expect(audioNames(sidecar).map(text)).toContain('a.b.wav');
});

/** Any bytes that a name may have. */
const names = fc
  .uint8Array({ minLength: 1, maxLength: 255 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x61 : byte))));

test('a name that is made of another one is a name that the file system takes', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 2, max: 2 ** 48 }), (name, number) => {
      for (const made of [numberedName(name, number), reasonName(name), reasonName(numberedName(name, number))]) {
        expect(made.length).toBeLessThanOrEqual(255);
        expect(made.includes(0) || made.includes('/')).toBe(false);
        expect(made.equals(name)).toBe(false);
      }
      expect(isReason(reasonName(name)) && isIgnored(reasonName(name))).toBe(true);
    }),
  );
});
