import type { SourceId } from '../base/ids.ts';
import type { Directory, DirectoryReader, SiprecSource } from '../tenants/index.ts';
import type { ReceivedRequest } from '../wire/sip/index.ts';
import { type DigestSignIn, signInOf } from './digest-sign-in.ts';
import { sourceOfCertificate, sourceOfPeer } from './source-of-peer.ts';
import type { Peer } from './sip/peer.ts';
import type { Admission, SignIn } from './sip/transaction-user.ts';

const ADMITTED: Admission = { admitted: true, signIn: null };
const FORBIDDEN: Admission = { admitted: false, response: { status: 403 } };

/** Which peers are PBXs of ours, by the directory in memory and by who has signed in. */
export class KnownPeers {
  readonly #directory: DirectoryReader;
  readonly #digest: DigestSignIn;

  constructor(directory: DirectoryReader, digest: DigestSignIn) {
    this.#directory = directory;
    this.#digest = digest;
  }

  /** Before the first directory is read nobody is refused for good: opening the session fails with 503. */
  isAllowed(peer: Peer): boolean {
    const directory = this.#directory.lastKnown;
    return directory === null || this.#sourceIdIn(directory, peer) !== null;
  }

  isSame(one: Peer, other: Peer): boolean {
    if (one.address === other.address) return true;
    const source = this.sourceId(one);
    return source !== null && source === this.sourceId(other);
  }

  async becameAllowed(peer: Peer): Promise<boolean> {
    return this.#sourceIdIn(await this.#directory.currentForMany(), peer) !== null;
  }

  admit(request: ReceivedRequest, peer: Peer): Admission {
    const directory = this.#directory.lastKnown;
    if (directory === null) return ADMITTED;
    const source = directory.sourceAt(peer.address);
    if (source?.digest === null || sourceOfCertificate(directory, peer) !== null) return ADMITTED;
    if (source === null && !directory.hasUsersAnywhere) return FORBIDDEN;
    return this.#digest.admit(directory, request, peer);
  }

  sourceId(peer: Peer): SourceId | null {
    const directory = this.#directory.lastKnown;
    return directory === null ? null : this.#sourceIdIn(directory, peer);
  }

  #sourceIdIn(directory: Directory, peer: Peer): SourceId | null {
    return sourceOfPeer(directory, peer)?.id ?? this.#digest.sourceAt(peer.address);
  }
}

/** The source of a session, by the directory as it is now; null: it may not record any more, or must sign in. */
export function sourceOfSession(directory: Directory, peer: Peer, signIn: SignIn | null): SiprecSource | null {
  if (signIn === null) {
    const certified = sourceOfCertificate(directory, peer);
    if (certified !== null) return certified;
    const source = directory.sourceAt(peer.address);
    return source?.digest === null ? source : null;
  }
  const source = directory.source(signIn.sourceId as SourceId);
  return source?.digest && signInOf(source).proof === signIn.proof ? source : null;
}
