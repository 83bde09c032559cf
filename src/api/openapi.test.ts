import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { z } from 'zod';
import type { Access, Endpoint } from './endpoint.ts';
import { EXAMPLES } from './examples.ts';
import { ENDPOINTS, openApiDocument } from './openapi.ts';

test('each operation has the name of its endpoint', () => {
  for (const [name, { schema }] of Object.entries(ENDPOINTS)) expect(schema.operationId).toBe(name);
});

test('each endpoint states who may call it', () => {
  for (const { config } of Object.values(ENDPOINTS)) {
    const { access } = config as { access: Access };
    expect(typeof access === 'string' || 'right' in access || access.roles.length > 0).toBe(true);
  }
});

test('the document states who may call each operation', async () => {
  const { paths } = JSON.parse(JSON.stringify(await openApiDocument())) as {
    paths: Record<string, Record<string, { 'x-access': unknown }>>;
  };
  expect(paths['/healthz']!.get!['x-access']).toBe('anyone');
  expect(paths['/api/v1/recordings/{id}/audio']!.get!['x-access']).toEqual({
    right: 'listen',
    rightWithQuery: { download: 'download' },
    staffByGrant: true,
  });
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  expect(operations.filter((operation) => operation['x-access'] === undefined)).toEqual([]);
});

test('the document says which headers an answer with a file always has', async () => {
  const { paths } = JSON.parse(JSON.stringify(await openApiDocument())) as {
    paths: Record<string, { get: { responses: Record<string, { headers: Record<string, { required?: true }> }> } }>;
  };
  const { headers } = paths['/api/v1/recordings/{id}/audio']!.get.responses['200']!;
  expect(headers['etag']).toMatchObject({ required: true, schema: { type: 'string' } });
  expect(headers['content-disposition']).not.toHaveProperty('required');
});

test('the committed document is up to date (npm run generate)', async () => {
  const committed = readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8');
  expect(`${JSON.stringify(await openApiDocument(), null, 2)}\n`).toBe(committed);
});

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** All their texts are of one length. */
const FIXED_FORMATS: readonly unknown[] = ['uuid', 'date'];

/** Whether what fits a pattern has a greatest length: it is anchored, and repeats nothing without an end. */
function isBounded(pattern: string): boolean {
  const outsideOfClasses = pattern.replaceAll(/\\p\{\w+\}|\\.|\[(?:\\.|[^\]\\])*\]/g, '_');
  return /^\^.*\$$/.test(outsideOfClasses) && !/[*+]|,\}/.test(outsideOfClasses);
}

/** Whether it is a text, a list, an object with names of the sender's, or anything at all, of any length. */
function isUnlimited(schema: JsonSchema): boolean {
  const { type, format, pattern = '', anyOf, oneOf, allOf, additionalProperties } = schema;
  if ('enum' in schema || 'const' in schema) return false;
  if (type === undefined) return (anyOf ?? oneOf ?? allOf) === undefined;
  if (type.includes('array') && !('maxItems' in schema)) return true;
  if (typeof additionalProperties === 'object' && !('maxProperties' in schema)) return true;
  return type.includes('string') && !('maxLength' in schema || FIXED_FORMATS.includes(format) || isBounded(pattern));
}

/** The parts of a schema of a request that have no limit, by where they stand. */
function unlimited(schema: JsonSchema, resolve: (reference: string) => JsonSchema, at: string): string[] {
  if (schema.$ref !== undefined) return unlimited(resolve(schema.$ref), resolve, at);
  const { properties = {}, items, additionalProperties, propertyNames, anyOf = [], oneOf = [], allOf = [] } = schema;
  const parts = [
    ...Object.entries(properties).map(([name, part]) => [`${at}.${name}`, part] as const),
    ...[...anyOf, ...oneOf, ...allOf].map((part) => [at, part] as const),
    [`${at}[]`, items] as const,
    [`${at}.*`, typeof additionalProperties === 'object' ? additionalProperties : undefined] as const,
    [`${at} names`, propertyNames] as const,
  ];
  return [
    ...(isUnlimited(schema) ? [at] : []),
    ...parts.flatMap(([place, part]) => (part === undefined ? [] : unlimited(part, resolve, place))),
  ];
}

/** Whose bytes are limited, not their parts: records in a PBX's own shape, and sound. */
const LIMITED_AS_A_WHOLE = ['importCdrs', 'importCdrs names', 'importCdrs.*', 'uploadRecording.audio'];

test('every text and every list that a request may have is limited', async () => {
  type Parameter = { name: string; schema: JsonSchema };
  type Operation = {
    operationId: string;
    parameters?: Parameter[];
    requestBody?: { content: Record<string, { schema: JsonSchema }> };
  };
  const { paths, components } = JSON.parse(JSON.stringify(await openApiDocument())) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, JsonSchema> };
  };
  const resolve = (reference: string) => components.schemas[reference.split('/').at(-1)!]!;
  const found = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, parameters = [], requestBody }) => [
      ...parameters.flatMap(({ name, schema }) => unlimited(schema, resolve, `${operationId} ${name}`)),
      ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) => unlimited(schema, resolve, operationId)),
    ]);
  expect([...new Set(found)].toSorted()).toEqual(LIMITED_AS_A_WHOLE);
});

test('every reference in the document leads somewhere', async () => {
  const document = JSON.stringify(await openApiDocument());
  const { components } = JSON.parse(document) as { components: { schemas: object } };
  const references = [...document.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference]) => reference);
  const targets = Object.keys(components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(new Set(references)).toEqual(new Set(targets.filter((target) => references.includes(target))));
});

/** What a program really sends and gets, so its schema has to accept it. */
test.each(Object.entries(EXAMPLES))(
  '%s: its example is what its endpoint takes and answers',
  (name, { body, answer }) => {
    const { schema } = (ENDPOINTS as Record<string, Endpoint>)[name]!;
    const answers = schema.response as Record<number, z.ZodType>;
    if (body !== undefined) expect((schema.body as z.ZodType).safeParse(body).error).toBeUndefined();
    if (answer !== undefined) expect((answers[200] ?? answers[201])!.safeParse(answer).error).toBeUndefined();
  },
);

test('each example is in the document', async () => {
  const { paths } = JSON.parse(JSON.stringify(await openApiDocument())) as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const missing = Object.entries(EXAMPLES).filter(([name, { body, answer }]) => {
    const operation = JSON.stringify(operations.find(({ operationId }) => operationId === name));
    return [body, answer].some((example) => example !== undefined && !operation.includes(JSON.stringify(example)));
  });
  expect(missing).toEqual([]);
});

/** What programs use, by a key of a customer or of a PBX: the page of the API shows each at work. */
test('each operation for programs has an example of what it takes and answers', async () => {
  type Media = Record<string, { example?: unknown }>;
  const { paths } = JSON.parse(JSON.stringify(await openApiDocument())) as {
    paths: Record<
      string,
      Record<
        string,
        {
          operationId: string;
          security?: readonly object[];
          requestBody?: { content: Media };
          responses: Record<string, { content?: Media }>;
        }
      >
    >;
  };
  const lacking = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .filter(({ security = [] }) => security.some((way) => 'apiKey' in way || 'source' in way))
    .filter(({ requestBody, responses }) => {
      const answer = (responses['201'] ?? responses['200'])?.content ?? {};
      const media = [...Object.values(requestBody?.content ?? {}), answer['application/json']];
      return media.some((each) => each !== undefined && each.example === undefined);
    });
  expect(lacking.map(({ operationId }) => operationId)).toEqual([]);
});

/** Not JSON, texts and streams of events. */
const FILE_TYPE = /x-ndjson|csv|pdf|zip|mpeg|wav|png|octet-stream|pcap|sheet$/;

test('each answer that is a file says what is in it, and by which name and in which parts it can be fetched', async () => {
  type Answers = Record<string, { description: string; headers?: object; content?: Record<string, unknown> }>;
  const { paths } = JSON.parse(JSON.stringify(await openApiDocument())) as {
    paths: Record<string, Record<string, { operationId: string; responses: Answers }>>;
  };
  const files = Object.values(paths)
    .flatMap((path) => Object.values(path))
    .flatMap(({ operationId, responses }) =>
      ['200', '206'].map((status) => ({ operationId, status, ...responses[status]! })),
    )
    .filter(({ content = {} }) => Object.keys(content).some((type) => FILE_TYPE.test(type)));
  expect(files.length).toBeGreaterThan(15);
  const bare = files.filter(({ description, headers }) => description.length < 20 || headers === undefined);
  // What is heard of a running call is no file.
  expect(bare.map(({ operationId }) => operationId)).toEqual(['liveCallAudio']);
});
