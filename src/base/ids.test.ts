import { expect, test } from 'vitest';
import { idOf, isId, newId, type CallId } from './ids.ts';

test('ids are version 7 UUIDs that sort by their time', () => {
  const early = newId<CallId>(1_700_000_000_000);
  const late = newId<CallId>(1_700_000_000_001);
  expect(early).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(isId(early)).toBe(true);
  expect(early < late).toBe(true);
  expect(newId<CallId>(0)).not.toBe(newId<CallId>(0));
});

test('the id of a name is always the same, and no other name’s', () => {
  const id = idOf<CallId>('upload', 'a', 'b');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(isId(id)).toBe(true);
  expect(idOf<CallId>('upload', 'a', 'b')).toBe(id);
  for (const other of [
    ['upload', 'ab'],
    ['upload', 'a', 'c'],
    ['upload', 'a'],
  ])
    expect(idOf<CallId>(...other)).not.toBe(id);
});

test.each(['', 'x', "' OR 1=1", '0190a0b0-0000-7000-8000-00000000000', '0190A0B0-0000-7000-8000-000000000000'])(
  '%s is no id',
  (text) => expect(isId(text)).toBe(false),
);
