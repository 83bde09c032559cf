import openapiTypescript from 'openapi-typescript';
import { expect, test } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';

test('the document is valid OpenAPI', async () => {
  await expect(openapiTypescript(JSON.stringify(await openApiDocument()))).resolves.not.toHaveLength(0);
});

test('one that is not is refused', async () => {
  const paths = { '/x': { get: { responses: { 200: {} }, parameters: 1 } } };
  const document = Object.assign({}, await openApiDocument(), { paths });
  await expect(openapiTypescript(JSON.stringify(document))).rejects.toThrow();
});
