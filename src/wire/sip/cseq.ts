import { fail, ok, type Result } from '../../base/result.ts';

export interface CSeq {
  readonly number: number;
  readonly method: string;
}

/** RFC 3261 §8.1.1.5: the sequence number MUST be less than 2**31. */
const CSEQ_LIMIT = 2 ** 31;

export function parseCSeq(text: string): Result<CSeq> {
  const parts = /^(\d{1,10})[ \t]+(\S+)$/.exec(text.trim());
  if (parts === null) return fail('cseq-malformed');
  const number = Number(parts[1]);
  if (number >= CSEQ_LIMIT) return fail('cseq-too-large');
  return ok({ number, method: parts[2]! });
}
