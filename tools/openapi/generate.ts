/**
 * Writes docs/openapi.json and the panel's types of it; with `--check` only reports whether they are up to
 * date (exit 1 if not).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { openApiDocument } from '../../src/api/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const BANNER = '// Generated from docs/openapi.json by `npm run generate`.\n';

const document = `${JSON.stringify(await openApiDocument(), null, 2)}\n`;
const FILES: Record<string, string> = {
  'docs/openapi.json': document,
  'panel/src/api/schema.generated.ts': BANNER + astToString(await openapiTypescript(document)),
};

const stale = Object.entries(FILES).filter(([path, text]) => read(path) !== text);
if (process.argv.includes('--check')) {
  for (const [path] of stale) console.error(`${path} is not up to date: npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) writeFileSync(join(ROOT, path), text);
}

function read(path: string): string {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return '';
  }
}
