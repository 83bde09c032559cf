import { expect } from 'vitest';
import { openApiDocument } from '../../src/api/index.ts';

interface DeclaredAnswer {
  readonly headers?: Readonly<Record<string, { readonly description: string }>>;
  readonly content?: Readonly<Record<string, unknown>>;
}

/** Which say that an answer is a file to be saved or fetched in parts: none of them is sent that is not declared. */
const OF_FILES = ['content-disposition', 'content-range', 'etag'];

let document: ReturnType<typeof openApiDocument> | undefined;

/** Fails if a successful answer is of a media type, or has or lacks headers, other than the OpenAPI document says. `route`: `GET /api/v1/…/{id}`. */
export async function expectDeclared(
  route: string,
  { status, headers }: Pick<Response, 'status' | 'headers'>,
): Promise<void> {
  if (status !== 200 && status !== 206) return;
  const [method, path] = route.split(' ') as [string, string];
  const { paths } = (await (document ??= openApiDocument())) as unknown as {
    paths: Record<string, Record<string, { responses: Record<string, DeclaredAnswer> }>>;
  };
  const { content = {}, headers: declared = {} } = paths[path]![method.toLowerCase()]!.responses[status]!;
  const always = Object.keys(declared).filter((name) => !declared[name]!.description.startsWith('Only '));
  const sent = {
    type: headers.get('content-type')?.split(';')[0] ?? '',
    lacking: always.filter((name) => !headers.has(name)),
    undeclared: OF_FILES.filter((name) => headers.has(name) && !(name in declared)),
  };
  expect({ route, ...sent }).toEqual({
    route,
    type: expect.toSatisfy((type: string) => type in content),
    lacking: [],
    undeclared: [],
  });
}
