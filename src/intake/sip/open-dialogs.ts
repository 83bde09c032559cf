import type { ReceivedRequest } from '../../wire/sip/index.ts';
import { dialogIdOf } from './dialog-state.ts';
import type { Dialog } from './dialog.ts';
import type { Peer } from './peer.ts';
import { tagOf } from './responses.ts';

/** The dialogs that are open, by their ID and by the peer's part of it. */
export class OpenDialogs {
  readonly #byId = new Map<string, Dialog>();
  readonly #byCaller = new Map<string, Dialog>();

  get size(): number {
    return this.#byId.size;
  }

  [Symbol.iterator](): IterableIterator<Dialog> {
    return this.#byId.values();
  }

  add(dialog: Dialog): void {
    this.#byId.set(dialog.id, dialog);
    this.#byCaller.set(callerKey(dialog.callId, dialog.remoteTag), dialog);
  }

  delete(dialog: Dialog): void {
    this.#byId.delete(dialog.id);
    const key = callerKey(dialog.callId, dialog.remoteTag);
    if (this.#byCaller.get(key) === dialog) this.#byCaller.delete(key);
  }

  /** The dialog that a request belongs to (RFC 3261 §12.2.2). */
  of(request: ReceivedRequest): Dialog | null {
    return this.#byId.get(dialogIdOf(request)) ?? null;
  }

  /**
   * The dialog that a BYE means. Some SRCs leave out the To tag or send the CSeq of another request, and never repeat the BYE in another way:
   * refused, the session would stay. From another source than the session's, only a regular one counts.
   */
  meantBy(bye: ReceivedRequest, peer: Peer): Dialog | null {
    const exact = this.of(bye);
    if (exact !== null) return bye.cseq.method === 'BYE' || exact.isFrom(peer) ? exact : null;
    if (tagOf(bye.to) !== '') return null;
    const caller = this.#byCaller.get(callerKey(bye.callId, tagOf(bye.from))) ?? null;
    return caller?.isFrom(peer) ? caller : null;
  }
}

/** Of a dialog, and of a request that belongs to it whether or not it has our tag. */
export function callerKey(callId: string, remoteTag: string): string {
  return `${callId} ${remoteTag}`;
}
