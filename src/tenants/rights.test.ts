import { describe, expect, test } from 'vitest';
import { effectiveRights, rightChanges } from './rights.ts';

const rights = (
  role: Parameters<typeof effectiveRights>[0],
  given: string[] = [],
  taken: string[] = [],
  limited = false,
) => effectiveRights(role, { given, taken }, { limited });

describe('rights', () => {
  test('are those of the role', () => {
    expect(rights('admin')).toEqual(['listen', 'listenLive', 'download', 'hold', 'control', 'order', 'audit', 'users']);
    expect(rights('supervisor')).toEqual(['listen', 'download', 'control']);
    expect(rights('agent')).toEqual(['listen']);
  });

  test('are given and taken for one user; taken wins', () => {
    expect(rights('agent', ['download', 'hold'], ['listen'])).toEqual(['download', 'hold']);
    expect(rights('supervisor', ['audit'], ['audit', 'download'])).toEqual(['listen', 'control']);
  });

  test('over all of the tenant’s calls belong to nobody who is limited to some numbers', () => {
    expect(rights('admin', [], [], true)).toEqual(['listen', 'listenLive', 'download', 'hold', 'control']);
    expect(rights('agent', ['order', 'audit', 'users'], [], true)).toEqual(['listen']);
  });

  test('over a tenant are never the operator’s', () => {
    expect(rights('operator-admin', ['listen'])).toEqual([]);
    expect(rights('operator-support', ['download'])).toEqual([]);
  });

  test('that are not known are ignored', () => {
    expect(rights('agent', ['fly'])).toEqual(['listen']);
  });

  test('are stored as the difference from the role', () => {
    const changes = rightChanges('supervisor', ['listen', 'audit'], { limited: false });
    expect(changes).toEqual({ given: ['audit'], taken: ['download', 'control'] });
    expect(rights('supervisor', changes.given, changes.taken)).toEqual(['listen', 'audit']);
  });
});
