import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { PushError, type PushErrorCode } from '../push-target/index.ts';
import { OidcError, type OidcProblem } from './oidc-error.ts';

/** What failures of connections mean here; any other one: the provider cannot be reached. */
const BY_CONNECTION: Readonly<Partial<Record<PushErrorCode, OidcProblem>>> = {
  'target-forbidden': 'address-forbidden',
  timeout: 'timeout',
  'certificate-invalid': 'certificate-invalid',
  'certificate-expired': 'certificate-invalid',
  'answer-garbled': 'answer-invalid',
};

/** RFC 6749 §5.2: what a token endpoint answers if it does not know the client. */
const CLIENT_REFUSED: ReadonlySet<string> = new Set(['invalid_client', 'unauthorized_client']);

/** Translates an error of the library or of a connection; `otherwise` where the answer itself was wrong. */
export function oidcFailure(error: unknown, otherwise: OidcProblem): OidcError {
  const own = inChain(error, (each) => each instanceof OidcError);
  if (own !== null) return own as OidcError;
  const connection = inChain(error, (each) => each instanceof PushError) as PushError | null;
  if (connection !== null) {
    const problem = BY_CONNECTION[connection.code] ?? 'unreachable';
    return new OidcError(problem, connection.detail, { cause: error });
  }
  if (error instanceof ResponseBodyError) {
    const problem = CLIENT_REFUSED.has(error.error) ? 'client-refused' : otherwise;
    return new OidcError(problem, [error.error, error.error_description].filter(Boolean).join(': '), { cause: error });
  }
  // RFC 6749 §5.2: with status 401 where the client authenticated by a header.
  if (error instanceof WWWAuthenticateChallengeError && error.status === 401) {
    return new OidcError('client-refused', 'status 401', { cause: error });
  }
  if (error instanceof AuthorizationResponseError) return new OidcError(otherwise, error.error, { cause: error });
  const { message = '', cause } = error as { message?: string; cause?: { message?: string; attribute?: string } };
  if (cause?.attribute === 'issuer') return new OidcError('issuer-differs', null, { cause: error });
  return new OidcError(otherwise, [message, cause?.message].filter(Boolean).join(': '), { cause: error });
}

/** More causes than any error has. */
const MAX_CAUSES = 8;

function inChain(error: unknown, wanted: (error: unknown) => boolean): unknown {
  let each = error;
  for (let n = 0; n < MAX_CAUSES && each instanceof Error; n++) {
    if (wanted(each)) return each;
    each = each.cause;
  }
  return null;
}
