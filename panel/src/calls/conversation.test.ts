import { expect, test } from 'vitest';
import type { Call } from '../api/client.ts';
import { conversationOf, positionOf } from './conversation.ts';

const START = Date.parse('2026-03-10T09:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

function party(number: string | null, side: 'caller' | 'callee', from: number, until: number, startedAt = 0) {
  const [fromMs, untilMs] = [(from - startedAt) * 1000, (until - startedAt) * 1000];
  return { number, side, from: at(from), until: at(until), fromMs, untilMs };
}

function callOf(...recordings: ReturnType<typeof party>[][]): Pick<Call, 'recordings'> {
  return { recordings: recordings.map((parties) => ({ parties })) } as unknown as Pick<Call, 'recordings'>;
}

test('the same two all the time are no chain', () => {
  expect(conversationOf(callOf([party('1', 'caller', 0, 60), party('2', 'callee', 0, 60)]))).toBeNull();
  expect(conversationOf(callOf([]))).toBeNull();
});

test('a transfer says to whom and from when', () => {
  const call = callOf([party('1', 'caller', 0, 120), party('2', 'callee', 0, 85), party('3', 'callee', 85, 120)]);
  const found = conversationOf(call)!;
  expect([found.caller.number, found.callee.number]).toEqual(['1', '2']);
  expect(found.later.map(({ party: { number }, kind }) => [number, kind])).toEqual([['3', 'transferred']]);
  expect(positionOf(call, found.later[0]!.party)).toBe(85_000);
});

test('who comes while the others stay has joined', () => {
  const call = callOf([party('1', 'caller', 0, 120), party('2', 'callee', 0, 120), party('3', 'callee', 30, 120)]);
  expect(conversationOf(call)!.later.map(({ kind }) => kind)).toEqual(['joined']);
});

test('over two recordings each is named once, by the time since the first', () => {
  const call = callOf(
    [party('1', 'caller', 0, 60), party('2', 'callee', 0, 60)],
    [party('1', 'caller', 75, 120, 75), party('3', 'callee', 75, 120, 75)],
  );
  const found = conversationOf(call)!;
  expect(found.later.map(({ party: { number }, kind }) => [number, kind])).toEqual([['3', 'transferred']]);
  expect(positionOf(call, found.later[0]!.party)).toBe(75_000);
});
