import { describe, expect, it } from 'vitest';
import {
  mayChangeServices,
  mayDecideAsOperator,
  mayDownload,
  mayHold,
  maySeeAccount,
  maySeeServices,
  nextPath,
} from './session.ts';

function userWith(role: 'admin' | 'supervisor' | 'agent' | 'operator-admin' | 'operator-support', download = false) {
  return { id: '0', login: 'jan', role, mayDownload: download, extensions: [] };
}

describe('rights shown in the panel', () => {
  it('lets an agent download only with the download right', () => {
    expect(mayDownload(userWith('supervisor'))).toBe(true);
    expect(mayDownload(userWith('agent'))).toBe(false);
    expect(mayDownload(userWith('agent', true))).toBe(true);
    expect(mayDownload(userWith('operator-admin', true))).toBe(false);
  });

  it('hides services from agents, and lets only an admin change them', () => {
    expect(maySeeServices(userWith('supervisor'))).toBe(true);
    expect(maySeeServices(userWith('agent'))).toBe(false);
    expect(mayChangeServices(userWith('supervisor'))).toBe(false);
    expect(mayChangeServices(userWith('admin'))).toBe(true);
  });

  it('limits statements, audit log and legal holds to admins', () => {
    expect([maySeeAccount(userWith('admin')), mayHold(userWith('admin'))]).toEqual([true, true]);
    expect([maySeeAccount(userWith('supervisor')), mayHold(userWith('supervisor'))]).toEqual([false, false]);
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
