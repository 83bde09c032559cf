/** A SIP request of a recording session, as far as recording it depends on it. */
export interface SessionRequest {
  readonly requestUri: string;
  /** The IP address it came from, text form. */
  readonly remoteAddress: string;
  /** A header's first value by its full name in lower case; compact forms are found under the full one. */
  header(name: string): string | undefined;
  readonly body: Uint8Array;
}

/** The final answer to a request of a recording session. */
export interface SessionReply {
  readonly status: number;
  /** RFC 3261 §20.33: with 503 the PBX goes to another recorder and comes back after this long. */
  readonly retryAfterSeconds?: number;
  readonly sdp?: string;
}

/** How long a PBX that was told 503 should leave this recorder alone. */
export const TRY_AGAIN_SECONDS = 5;
