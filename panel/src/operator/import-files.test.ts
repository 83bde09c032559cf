import { expect, test } from 'vitest';
import { base64Of, passwordsCsv } from './import-files.ts';

test('a file of any bytes and any length is sent as it is', async () => {
  const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 256);
  expect(Buffer.from(await base64Of(new Blob([bytes])), 'base64')).toEqual(Buffer.from(bytes));
});

test('passwords of new customers are quoted, and none is a formula', () => {
  const ofNew = { line: 2, tenantId: 'x', action: 'add' } as const;
  const panel = { login: 'sad', password: '=1+1' };
  const ftp = { login: 'sad-ftp', password: 'a"b;c' };
  const csv = passwordsCsv([
    { ...ofNew, name: 'Sad', panel, ftp },
    { line: 3, tenantId: 'y', action: 'keep', name: 'Las' },
  ]);
  expect(csv.split('\r\n').slice(1)).toEqual([`"Sad";"sad";"'=1+1";"sad-ftp";"a""b;c"`, '']);
});
