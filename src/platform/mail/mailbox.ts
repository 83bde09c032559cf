/** A box that mails come into. */
export interface Mailbox {
  /**
   * Hands over each mail of the box, one at a time, and those that come, until the signal. What `handle` resolves for
   * is put away; what it rejects stays and is handed over again later, and holds up no other. A mail may be handed
   * over more than once (a crash between its handling and its putting away), so `handle` knows a mail it has seen.
   * Resolves when the signal aborts, never rejects: a box that is away comes back.
   */
  watch(handle: (mail: ReceivedMail) => Promise<void>, signal: AbortSignal): Promise<void>;
}

export interface ReceivedMail {
  /** The mail as it came (RFC 5322); of a large one only its beginning: headers and first part. */
  readonly raw: Buffer;
  readonly whole: boolean;
  readonly sizeBytes: number;
  /** When it came into the box, by its server's clock: Unix ms. */
  readonly arrivedAt: number;
}
