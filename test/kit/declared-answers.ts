import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

interface DeclaredAnswer {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Which say that an answer is a file to be saved, kept or fetched in parts: none of them is sent that is not declared. */
const OF_FILES = ['accept-ranges', 'cache-control', 'content-disposition', 'content-range', 'etag'];
/** An answer that is not to be kept or fetched in parts. */
const REFUSES = /^(?:no-store|none)\b/;

interface Document {
  readonly paths: Record<string, Record<string, { readonly responses: Record<string, DeclaredAnswer> }>>;
}

/** As it is committed, which is faster than to make it. */
let document: Document | undefined;

/** Fails if a successful answer is of a media type that the OpenAPI document does not name, lacks a header that is required there, or has one of files that is not. `route`: `GET /api/v1/…/{id}`. */
export function expectDeclared(route: string, { status, headers }: Pick<Response, 'status' | 'headers'>): void {
  if (status !== 200 && status !== 206) return;
  const [method, path] = route.split(' ') as [string, string];
  const { paths } = (document ??= JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as Document);
  const { content = {}, headers: declared = {} } = paths[path]![method.toLowerCase()]!.responses[status]!;
  const always = Object.keys(declared).filter((name) => declared[name]!.required === true);
  const sent = {
    type: headers.get('content-type')?.split(';')[0] ?? '',
    lacking: always.filter((name) => !headers.has(name)),
    undeclared: OF_FILES.filter((name) => !REFUSES.test(headers.get(name) ?? 'none') && !(name in declared)),
  };
  expect({ route, ...sent }).toEqual({
    route,
    type: expect.toSatisfy((type: string) => type in content),
    lacking: [],
    undeclared: [],
  });
}
