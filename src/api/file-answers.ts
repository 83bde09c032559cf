import { z } from 'zod';

/** The content of a file, in the OpenAPI document. */
export const BYTES = z.any().meta({ type: 'string', format: 'binary' });

/** The headers that an answer with a file may have. */
const FILE_HEADERS = {
  'accept-ranges': {
    description: 'A byte range can be requested: a download that broke is continued.',
    examples: ['bytes'],
  },
  'cache-control': { description: 'A cached copy must be revalidated each time.' },
  'content-disposition': {
    description: 'The name to save it under.',
    examples: ['attachment; filename="2026-11-30_06-39-07_in_4915112345678_48221234567.mp3"'],
  },
  'content-length': { description: 'The size of what is sent, in bytes.' },
  'content-range': { description: 'Which bytes these are, and of how many.', examples: ['bytes 0-65535/411667'] },
  etag: {
    description: 'The same as long as the bytes are the same: for `If-None-Match` and `If-Range`.',
    examples: ['"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"'],
  },
} as const satisfies Record<string, { readonly description: string; readonly examples?: readonly string[] }>;

type FileHeader = keyof typeof FILE_HEADERS;

interface HeaderDescription {
  readonly type: 'string';
  readonly description: string;
  /** Each answer has it. */
  readonly required?: true;
}

/** The headers of an answer with a file; `sometimes`: when each is sent. */
export function fileHeaders(
  always: readonly FileHeader[],
  sometimes: Readonly<Partial<Record<FileHeader, string>>> = {},
): Readonly<Record<string, HeaderDescription>> {
  const conditional = Object.entries(sometimes).map(([name, when]) => {
    const header = FILE_HEADERS[name as FileHeader];
    return [name, { type: 'string', ...header, description: `Only ${when}. ${header.description}` }] as const;
  });
  return Object.fromEntries([
    ...always.map((name) => [name, { type: 'string', required: true, ...FILE_HEADERS[name] }] as const),
    ...conditional,
  ]);
}

const AUDIO_HEADERS = ['accept-ranges', 'cache-control', 'content-length', 'etag'] as const;
const WITH_DOWNLOAD = { 'content-disposition': 'with `download`' };
const MP3 = { 'audio/mpeg': { schema: BYTES } };

/** The answers with a recording's MP3, whole or in part. */
export const AUDIO_ANSWERS = {
  200: {
    description: 'The complete recording, an MP3.',
    headers: fileHeaders(AUDIO_HEADERS, WITH_DOWNLOAD),
    content: MP3,
  },
  206: {
    description: 'The requested range of the MP3.',
    headers: fileHeaders([...AUDIO_HEADERS, 'content-range'], WITH_DOWNLOAD),
    content: MP3,
  },
  304: z.undefined().describe('Unchanged: the entity tag is the given one.'),
} as const;
