import { AppError } from '../../base/errors.ts';

/** Why the service of the keys could not be asked, or refused. Says nothing about whether there is a key. */
export class TransitError extends AppError {
  /** Whether the same request may succeed in a moment. */
  readonly mayPass: boolean;

  constructor(text: string, { mayPass, cause }: { readonly mayPass: boolean; readonly cause?: unknown }) {
    super('key-store-unavailable', text, { cause });
    this.mayPass = mayPass;
  }
}
