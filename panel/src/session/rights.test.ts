import { describe, expect, it } from 'vitest';
import { mayChangeServices, mayDownload, maySeeServices } from './rights.ts';

function userWith(role: 'admin' | 'supervisor' | 'agent' | 'operator-admin', download = false) {
  return { id: '0', login: 'jan', role, mayDownload: download, extensions: [] };
}

describe('rights shown in the panel', () => {
  it('lets an agent download only with the right to', () => {
    expect(mayDownload(userWith('supervisor'))).toBe(true);
    expect(mayDownload(userWith('agent'))).toBe(false);
    expect(mayDownload(userWith('agent', true))).toBe(true);
    expect(mayDownload(userWith('operator-admin', true))).toBe(false);
  });

  it('keeps services from agents and changes to the admin', () => {
    expect(maySeeServices(userWith('supervisor'))).toBe(true);
    expect(maySeeServices(userWith('agent'))).toBe(false);
    expect(mayChangeServices(userWith('supervisor'))).toBe(false);
    expect(mayChangeServices(userWith('admin'))).toBe(true);
  });
});
