import type { FastifyRequest } from 'fastify';
import { auditedAs, signedIn } from './access.ts';
import type { ApiDeps } from './api-deps.ts';
import { Playbacks } from './recordings.ts';

/** Who looks for a text in notes reads them: that is in the audit log, without the text. */
export class NoteSearches {
  readonly #audit: ApiDeps['audit'];
  readonly #searches: Playbacks;

  constructor({ audit, clock }: Pick<ApiDeps, 'audit' | 'clock'>) {
    this.#audit = audit;
    this.#searches = new Playbacks(clock);
  }

  /** One event for each user, not for each page and letter that is typed. */
  async audit(request: FastifyRequest): Promise<void> {
    const user = signedIn(request);
    if (this.#searches.isNew(user.id)) await this.#audit.record(auditedAs(user, 'notes-searched', request));
    this.#searches.update(user.id);
  }
}
