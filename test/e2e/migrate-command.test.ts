import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testDatabase } from '../kit/database.ts';
import { fonoteka } from '../kit/service-process.ts';

const { url } = testDatabase({ empty: true });
const data = mkdtempSync(join(tmpdir(), 'fonoteka-migrate-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

async function run(...words: string[]): Promise<{ exitCode: number; json: unknown }> {
  const { exitCode, stdout } = await fonoteka(data, { FONOTEKA_DATABASE_URL: url }, ...words, '--json');
  return { exitCode, json: JSON.parse(stdout.toString()) };
}

test('migrate: --check lists and exits with 1, a command refuses, migrate does it once', async () => {
  const refused = { exitCode: 1, json: { error: { code: 'database-not-set-up' } } };
  expect(await run('tenant', 'list')).toMatchObject(refused);
  const check = await run('migrate', '--check');
  expect(check).toMatchObject({ exitCode: 1, json: { upToDate: false, condition: 'empty' } });
  const { pending } = check.json as { pending: string[] };
  expect(pending).toContain('0001-foundation');
  expect(await run('tenant', 'list')).toMatchObject(refused);
  expect(await run('migrate')).toEqual({ exitCode: 0, json: { applied: pending } });
  expect(await run('migrate')).toEqual({ exitCode: 0, json: { applied: [] } });
  expect(await run('migrate', '--check')).toMatchObject({ exitCode: 0, json: { upToDate: true, pending: [] } });
  expect(await run('tenant', 'list')).toEqual({ exitCode: 0, json: [] });
});
