import { fail, ok, type Result } from '../base/result.ts';
import { parseMessage, type ReceivedRequest } from '../wire/sip/index.ts';
import { readSessionBody, type SessionBody } from '../wire/siprec/index.ts';

/** What a file has that a person took from a trace. */
export interface CapturedMessage {
  /** Null: only a body. */
  readonly request: ReceivedRequest | null;
  readonly body: SessionBody;
}

const REQUEST_LINE = /^[A-Z]+ \S+ SIP\/2\.0\s*$/;

/**
 * Reads a SIP request as text, a body with or without its Content-Type, metadata, or SDP. Line ends and Content-Length may be wrong:
 * editors and tools change them.
 */
export function readCapturedMessage(bytes: Uint8Array): Result<CapturedMessage> {
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const firstLine = text.split(/\r?\n/, 1)[0]!;
  if (REQUEST_LINE.test(firstLine)) return readRequest(text);
  if (text.startsWith('<')) return ok({ request: null, body: { sdp: null, metadata: Buffer.from(text) } });
  if (text.startsWith('v=0')) return ok({ request: null, body: { sdp: text, metadata: null } });
  if (text.startsWith('--')) return readBody('multipart/mixed', text);
  const { head, body } = headAndBody(text);
  const type = headerOf(head, 'content-type');
  if (type !== undefined) return readBody(type, body);
  return fail('it is no SIP request, no body with SDP or metadata, and no metadata document');
}

function readRequest(text: string): Result<CapturedMessage> {
  const { head, body } = headAndBody(text);
  const lines = head.split(/\r?\n/).filter((line) => !/^(content-length|l)\s*:/i.test(line));
  const parsed = parseMessage(Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`));
  if (!parsed.ok)
    return fail(`the SIP request cannot be read (${parsed.reason.reason}); we answer ${parsed.reason.status}`);
  if (parsed.value.kind !== 'request') return fail('it is a response');
  const { headers } = parsed.value;
  const type = headers.first('Content-Type');
  return ok({
    request: parsed.value,
    body: readSessionBody(type, headers.first('Content-Disposition'), parsed.value.body),
  });
}

function readBody(type: string, body: string): Result<CapturedMessage> {
  const read = readSessionBody(type, undefined, Buffer.from(body));
  if (read.sdp === null && read.metadata === null) return fail('the body has neither SDP nor metadata');
  return ok({ request: null, body: read });
}

function headAndBody(text: string): { readonly head: string; readonly body: string } {
  const end = /\r?\n\r?\n/.exec(text);
  if (end === null) return { head: text, body: '' };
  return { head: text.slice(0, end.index), body: text.slice(end.index + end[0].length) };
}

function headerOf(head: string, name: string): string | undefined {
  const line = head.split(/\r?\n/).find((one) => one.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}
