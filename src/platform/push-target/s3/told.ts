import { PushError } from '../push-error.ts';

/** What S3 says in every answer that confirms; without, something else has answered (a proxy's web page with status 200). */
export function told(value: string | undefined): string {
  if (value === undefined || value === '') throw new PushError('answer-garbled', 'the server did not confirm');
  return value;
}
