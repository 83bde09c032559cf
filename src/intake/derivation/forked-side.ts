import type { ReceivedRequest } from '../../wire/sip/index.ts';

/** Longer ids are cut, which still tells calls apart. A From of CUCM has 583 bytes at most. */
const MAX_VALUE_CHARS = 200;

/** Whose voice a one-way session has: of the phone that is recorded, or of the other party. */
export type ForkedEnd = 'near' | 'far';

/**
 * One of the two sessions by which Cisco CUCM records a call without SIPREC: each has one voice. What it is stands in parameters of the URI in
 * From, of some versions in Contact: `;x-nearend;x-refci=1;x-nearendclusterid=a;x-nearendaddr=2001;x-farendrefci=2;x-farendaddr=…`.
 * Any other PBX may say it in headers: `X-Fonoteka-Side: caller` or `callee`, with `X-Fonoteka-Call-Id`.
 */
export interface ForkedSide {
  readonly end: ForkedEnd;
  /** The same in both sessions of a recorded phone. */
  readonly pairId: string;
  /** The same in all sessions of the call, also where both phones are recorded. */
  readonly callId: string;
  /** As written. */
  readonly nearAddress: string | null;
  readonly farAddress: string | null;
}

/** Null: the request is of no such session. */
export function readForkedSide({ headers }: Pick<ReceivedRequest, 'headers'>): ForkedSide | null {
  return sideOf(uriIn(headers.first('From'))) ?? sideOf(uriIn(headers.first('Contact'))) ?? sideByHeaders(headers);
}

/** The caller is the far end, which comes first in the order of the parties. */
function sideByHeaders(headers: ReceivedRequest['headers']): ForkedSide | null {
  const value = (name: string): string | null => headers.first(name)?.trim().slice(0, MAX_VALUE_CHARS) || null;
  const side = value('X-Fonoteka-Side')?.toLowerCase();
  const callId = value('X-Fonoteka-Call-Id');
  if (callId === null || (side !== 'caller' && side !== 'callee')) return null;
  return {
    end: side === 'caller' ? 'far' : 'near',
    pairId: callId,
    callId,
    nearAddress: value('X-Fonoteka-Callee'),
    farAddress: value('X-Fonoteka-Caller'),
  };
}

function uriIn(written = ''): string {
  return /<([^>]*)>/.exec(written)?.[1] ?? '';
}

/** Not by the URI's grammar: an address among the parameters may have an `@`. */
function sideOf(uri: string): ForkedSide | null {
  const [address = '', ...rest] = uri.split(';');
  const parameters = new Map(rest.map((text) => parameterOf(text)));
  const value = (name: string): string | null => parameters.get(name) || null;
  const end = parameters.has('x-nearend') ? 'near' : parameters.has('x-farend') ? 'far' : null;
  const near = value('x-refci');
  if (end === null || near === null) return null;
  const far = value('x-farendrefci');
  // Each cluster counts its calls; a call between two clusters has an id in each.
  const nearId = `${value('x-nearendclusterid') ?? ''}/${near}`;
  const farId = `${value('x-farendclusterid') ?? value('x-nearendclusterid') ?? ''}/${far ?? ''}`;
  return {
    end,
    pairId: `${nearId}+${far ?? ''}`,
    callId: far === null ? nearId : [nearId, farId].sort().join('+'),
    nearAddress: value('x-nearendaddr') ?? userOf(address),
    farAddress: value('x-farendaddr'),
  };
}

function parameterOf(text: string): readonly [string, string] {
  const [name = '', value = ''] = text.split('=', 2);
  return [name.trim().toLowerCase(), decoded(value.trim()).slice(0, MAX_VALUE_CHARS)];
}

function userOf(address: string): string | null {
  return /^sips?:([^@:]+)@/i.exec(address)?.[1] ?? null;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
