import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ENDPOINTS, openApiDocument } from './openapi.ts';

test('each operation has the name of its endpoint', () => {
  for (const [name, { schema }] of Object.entries(ENDPOINTS)) expect(schema.operationId).toBe(name);
});

test('each endpoint states who may call it', () => {
  for (const { config } of Object.values(ENDPOINTS)) {
    expect(['anyone', 'source'].includes(config.access as string) || config.access.length > 0).toBe(true);
  }
});

test('the committed document is up to date (npm run generate)', async () => {
  const committed = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
  expect(`${JSON.stringify(await openApiDocument(), null, 2)}\n`).toBe(committed);
});

test('every reference in the document leads somewhere', async () => {
  const document = JSON.stringify(await openApiDocument());
  const { components } = JSON.parse(document) as { components: { schemas: object } };
  const references = [...document.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference);
  const targets = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(new Set(references)).toEqual(new Set(targets.filter((target) => references.includes(target))));
});
