import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ErrorCode } from '../../base/errors.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type FieldError, readPbxCall } from '../reported/pbx-call.ts';
import type { ReportedCall } from '../reported/reported-calls.ts';
import { type NameTemplate, withoutExtension } from './name-template.ts';
import type { NameFields } from './template-notation.ts';

/** A file of a folder, or of a folder below it. */
export interface AudioFileName {
  readonly root: string;
  /** Relative to the root, with slashes. */
  readonly path: string;
}

export interface DescribeOptions {
  /** How the files are named; null: each has a sidecar. */
  readonly template: NameTemplate | null;
  /** Of the source; null: times without offset are refused. */
  readonly timeZone: string | null;
  /** What is known of the call otherwise, and comes before the sidecar and the name. */
  readonly given?: NameFields;
}

/** Why a file is refused. `detail` has no values of the call: they are personal data. */
interface FileProblem {
  readonly code: Extract<ErrorCode, 'file-not-described' | 'sidecar-invalid'>;
  readonly detail: string;
}

/** Fields of a call at their longest, several times. */
export const MAX_SIDECAR_BYTES = 64 * 1024;
const REQUIRED = ['startedAt', 'caller', 'callee'] as const;

/**
 * What is known of a file's call: by its sidecar, `call.wav.json` or else `call.json`, a JSON object with the fields of an upload; and
 * by its name, for what the sidecar does not say. Nothing is guessed: start, caller and callee are known, or the file is refused. A
 * party that is empty is withheld. Fails if the sidecar cannot be read.
 */
export async function describeFile(
  file: AudioFileName,
  options: DescribeOptions,
): Promise<Result<ReportedCall, FileProblem>> {
  const sidecar = await readSidecar(file);
  if (!sidecar.ok) return fail({ code: 'sidecar-invalid', detail: sidecar.reason });
  return describeByText({ path: file.path, sidecar: sidecar.value }, options);
}

/** The same, where the sidecar has been read; null: there is none. `path`: relative to the root, with slashes. */
export function describeByText(
  { path, sidecar }: { readonly path: string; readonly sidecar: string | null },
  { template, timeZone, given = {} }: DescribeOptions,
): Result<ReportedCall, FileProblem> {
  const fromSidecar = sidecar === null ? {} : parseObject(sidecar);
  if (fromSidecar === null) return fail({ code: 'sidecar-invalid', detail: 'the sidecar must be a JSON object' });
  const fromName = template?.fieldsOf(path) ?? null;
  const known = { audioFormat: extensionOf(path), ...fromName, ...fromSidecar, ...given };
  const missing = REQUIRED.filter((field) => !(field in known));
  if (missing.length > 0) {
    const name =
      template === null ? 'no template' : fromName === null ? `a name that is not “${template.text}”` : 'its name';
    const detail = `${missing.join(', ')} missing: ${sidecar === null ? 'no sidecar' : 'sidecar'}, ${name}`;
    return fail({ code: 'file-not-described', detail });
  }
  const isStartFromName = fromName?.startedAt !== undefined && known.startedAt === fromName.startedAt;
  const call = readPbxCall(known, isStartFromName ? (template?.timeZone ?? timeZone) : timeZone);
  if (call.ok) return call;
  const code = sidecar === null ? 'file-not-described' : 'sidecar-invalid';
  return fail({ code, detail: call.reason.map(described).join('; ') });
}

/** Asterisk's endings of files without a header are the names of these formats: `call.g722`, `call.g726-32`. Others are ignored. */
function extensionOf(path: string): string {
  return (
    path
      .slice(path.lastIndexOf('/') + 1)
      .split('.')
      .slice(1)
      .at(-1)
      ?.toLowerCase() ?? ''
  );
}

/** Whether a file describes another one. */
export function isSidecar(path: string): boolean {
  return path.endsWith('.json');
}

/** What systems leave in folders. */
const OF_SYSTEMS = /^(?:thumbs\.db|desktop\.ini|lost\+found)$/i;

/** Hidden files, those of systems, and of programs that write or send a file under another name until it is whole. */
export function isLeftAlone(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    name.startsWith('.') ||
    OF_SYSTEMS.test(name) ||
    /(?:~|\.(?:tmp|temp|part|partial|filepart|crdownload|swp|lock))$/i.test(name)
  );
}

function described({ field, message }: FieldError): string {
  return field === '' ? message : `${field}: ${message}`;
}

/** The names of a file's sidecar; the first that is there is read. */
export function sidecarPaths(path: string): readonly string[] {
  return [`${path}.json`, `${withoutExtension(path)}.json`];
}

/** Null: there is none. */
async function readSidecar({ root, path }: AudioFileName): Promise<Result<string | null>> {
  for (const candidate of sidecarPaths(path)) {
    const text = await readSmallFile(join(root, candidate));
    if (text !== null) return text;
  }
  return ok(null);
}

/** Null: there is none. A link is not followed. */
async function readSmallFile(path: string): Promise<Result<string> | null> {
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = await file.stat();
    if (!stat.isFile()) return fail('the sidecar is no file');
    if (stat.size > MAX_SIDECAR_BYTES) return fail(`the sidecar has more than ${MAX_SIDECAR_BYTES} bytes`);
    return ok(await file.readFile('utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENAMETOOLONG') return null;
    if (code === 'ELOOP') return fail('the sidecar is a link');
    throw error;
  }
}

/** Null: it is none. */
function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    return isObject ? (parsed as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
