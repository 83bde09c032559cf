import type { RecordingSession } from './recording-session.ts';
import type { SipDialog } from '../sip/transaction-user.ts';

/** An SRC whose every document is unreadable must not be asked without end: each answer would be the next reason to ask. */
const MAX_REQUESTS = 3;

/** Asks the SRC for a full metadata document while there is none that can be read (RFC 7866 §9.2). */
export class MetadataRequests {
  readonly #session: Pick<RecordingSession, 'lacksMetadata'>;
  readonly #dialog: Pick<SipDialog, 'requestMetadata'>;
  #sent = 0;
  #confirmed = false;

  constructor(session: Pick<RecordingSession, 'lacksMetadata'>, dialog: Pick<SipDialog, 'requestMetadata'>) {
    this.#session = session;
    this.#dialog = dialog;
  }

  /** The first ACK has come: from now on requests may be sent. */
  confirmed(): void {
    if (this.#confirmed) return;
    this.#confirmed = true;
    this.askIfNeeded();
  }

  /** After each change of the session. */
  askIfNeeded(): void {
    if (!this.#confirmed || this.#sent >= MAX_REQUESTS || !this.#session.lacksMetadata) return;
    this.#sent += 1;
    void this.#dialog.requestMetadata('No complete metadata that can be read');
  }
}
