import { describe, expect, it } from 'vitest';
import type { Session } from '../api/client.ts';
import {
  mayChangeServices,
  mayDecideAsOperator,
  mayDownload,
  mayHold,
  mayListen,
  maySeeAudit,
  maySeeServices,
  nextPath,
} from './session.ts';

function userWith(role: Session['user']['role'], ...rights: Session['user']['rights'][number][]) {
  return { id: '0', login: 'jan', role, rights, numbers: null };
}

describe('rights shown in the panel', () => {
  it('are those of the session, whatever the role', () => {
    const mays = [mayListen, mayDownload, mayHold, mayChangeServices, maySeeAudit];
    expect(mays.map((may) => may(userWith('agent', 'listen', 'download')))).toEqual([true, true, false, false, false]);
    expect(mays.map((may) => may(userWith('admin')))).toEqual([false, false, false, false, false]);
    expect(mays.map((may) => may(userWith('supervisor', 'hold', 'order', 'audit')))).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('hides services from agents, and from users limited to some numbers', () => {
    expect(maySeeServices(userWith('supervisor'))).toBe(true);
    expect(maySeeServices(userWith('agent'))).toBe(false);
    expect(maySeeServices({ ...userWith('supervisor'), numbers: ['101'] })).toBe(false);
  });

  it('gives operator support read access only', () => {
    expect(mayDecideAsOperator(userWith('operator-admin'))).toBe(true);
    expect(mayDecideAsOperator(userWith('operator-support'))).toBe(false);
  });
});

it.each([
  ['/account/calls?number=512', '/account/calls?number=512'],
  [undefined, '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['https://elsewhere.example/', '/'],
  ['javascript:alert(1)', '/'],
])('after signing in with next=%s goes to %s', (next, path) => {
  expect(nextPath(next)).toBe(path);
});
