import { EncodingError } from '../encoding/index.ts';

/**
 * What to do about a failure: `again`, however often, because what failed will come back (database, store,
 * disk); or `a-few-times`, because the call itself is the cause and would keep others waiting for nothing.
 */
export type Retry = 'again' | 'a-few-times';

/**
 * Classes of SQLSTATE that blame what was written, not the server: 22 data exception, 23 integrity
 * constraint violation (a tenant that is gone).
 */
const BLAMES_THE_DATA = /^2[23][0-9A-Z]{3}$/;

export function retryAfter(error: unknown): Retry {
  if (error instanceof EncodingError) return error.fault === 'call' ? 'a-few-times' : 'again';
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && BLAMES_THE_DATA.test(code) ? 'a-few-times' : 'again';
}
