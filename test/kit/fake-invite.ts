import { type ReceivedRequest, SipHeaders } from '../../src/wire/sip/index.ts';
import type {
  AcceptOptions,
  DialogHandler,
  IncomingInvite,
  ResponseOptions,
  SipDialog,
} from '../../src/intake/sip/transaction-user.ts';
import { audioLine, metadataOf, offerOf, sessionBody } from './session-request.ts';

export const PEER = { transport: 'udp', address: '192.0.2.9', port: 5060 } as const;
export const TWO_LEGS = offerOf(...audioLine('1'), ...audioLine('2', 4002));
export const METADATA = metadataOf('sip:+48221234567@pbx', 'sip:+48512345678@pbx');

export interface RequestParts {
  readonly sdp?: string;
  readonly metadata?: string;
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function requestOf(
  method: string,
  { accept = 'application/sdp', headers: more = {}, ...parts }: RequestParts,
): ReceivedRequest {
  const { contentType, body } = sessionBody(parts);
  const headers = new SipHeaders([
    { name: 'Content-Type', value: contentType },
    { name: 'Accept', value: accept },
    ...Object.entries(more).map(([name, value]) => ({ name, value })),
  ]);
  return { kind: 'request', method, uri: 'sip:srs@192.0.2.1', headers, body } as unknown as ReceivedRequest;
}

/** An INVITE that remembers how it was answered. */
export class FakeInvite implements IncomingInvite {
  readonly request: ReceivedRequest;
  readonly peer = PEER;
  readonly answered = Promise.withResolvers<AcceptOptions | ResponseOptions>();
  readonly #giveUp = new AbortController();
  readonly cancelled = this.#giveUp.signal;
  session: DialogHandler | null = null;
  byes = 0;
  /** Reasons of our metadata requests. */
  readonly asked: string[] = [];
  /** The results of the next probes. */
  readonly probes: Awaited<ReturnType<SipDialog['probe']>>[] = [];

  constructor(parts: RequestParts = { metadata: METADATA }) {
    this.request = requestOf('INVITE', { sdp: TWO_LEGS, ...parts });
  }

  accept(answer: AcceptOptions, session: DialogHandler) {
    if (this.cancelled.aborted) {
      this.answered.resolve({ status: 487 });
      return null;
    }
    this.session = session;
    this.answered.resolve(answer);
    return {
      callId: 'call-1',
      requestMetadata: async (reason: string) => void this.asked.push(reason),
      probe: async () => this.probes.shift() ?? 'alive',
      bye: async () => {
        this.byes += 1;
      },
    };
  }

  reject(answer: ResponseOptions): void {
    this.answered.resolve(answer);
  }

  cancel(): void {
    this.#giveUp.abort();
  }

  change(method: string, parts: RequestParts): Promise<ResponseOptions> {
    const { promise, resolve } = Promise.withResolvers<ResponseOptions>();
    const respond = (answer: ResponseOptions): boolean => {
      resolve(answer);
      return true;
    };
    this.session!.onChange({ request: requestOf(method, parts), peer: PEER, cancelled: this.cancelled, respond });
    return promise;
  }
}
