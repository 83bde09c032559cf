import { expect, test } from 'vitest';
import { changeAuditSearch, readAuditSearch } from './audit-search.ts';

test('of an address only what the API takes is a filter', () => {
  const search = { actor: 'cli', group: 'content', subject: 'a', from: '2026-11-01', to: '2026-11-30' } as const;
  expect(readAuditSearch({ ...search, page: '2' })).toEqual(search);
  expect(readAuditSearch({ actor: '', group: 'all', action: 7, subject: 'x'.repeat(201), from: '2026-02-30' })).toEqual(
    {},
  );
});

test('one action or a kind of them is asked for, never both', () => {
  expect(readAuditSearch({ group: 'files', action: 'listen' })).toEqual({ group: 'files' });
  expect(changeAuditSearch({ action: 'listen', actor: 'cli' }, { group: 'files', action: '' })).toEqual({
    actor: 'cli',
    group: 'files',
  });
  expect(changeAuditSearch({ group: 'files' }, { group: '', action: 'listen' })).toEqual({ action: 'listen' });
});
