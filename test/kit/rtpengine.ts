import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** A dictionary of the NG protocol. */
type NgMessage = Readonly<Record<string, unknown>>;

/** Of one party: `label` is what the proxy gave it, `medias` have the labels of the subscription's m-lines. */
interface TagMedias {
  readonly label: string;
  readonly medias: readonly { readonly label: string }[];
}

/** A copy of a call's media, as rtpengine offers it to a recorder. */
export interface Subscription {
  readonly sdp: string;
  readonly 'to-tag': string;
  readonly 'tag-medias': readonly TagMedias[];
}

/** Debian's rtpengine in user space: relays the media of calls, and forks it. */
export class Rtpengine {
  readonly port: number;
  readonly #process: ChildProcess;

  static async start(): Promise<Rtpengine> {
    const port = await freePort();
    const own = ['--foreground', '--table=-1', '--log-stderr', '--log-level=3', '--port-min=40000', '--port-max=59999'];
    const args = [...own, '--interface=127.0.0.1', `--listen-ng=127.0.0.1:${port}`];
    const rtpengine = new Rtpengine(spawn('rtpengine', args, { stdio: 'ignore' }), port);
    await until('rtpengine answers', async () => (await rtpengine.#ask({ command: 'ping' })) !== null);
    return rtpengine;
  }

  private constructor(process: ChildProcess, port: number) {
    this.#process = process;
    this.port = port;
  }

  /** The Call-IDs of the calls that it relays. */
  async calls(): Promise<readonly string[]> {
    return ((await this.#ask({ command: 'list', limit: 10 }))?.['calls'] ?? []) as readonly string[];
  }

  /** How many parties of a call have answered. */
  async parties(callId: string): Promise<number> {
    const tags = (await this.#ask({ command: 'query', 'call-id': callId }))?.['tags'] ?? {};
    return Object.keys(tags).length;
  }

  /** Asks for a copy of all media of a call, as OpenSIPS does. */
  async subscribe(callId: string): Promise<Subscription> {
    return (await this.#ask({
      command: 'subscribe request',
      'call-id': callId,
      flags: ['all', 'SIPREC'],
    })) as unknown as Subscription;
  }

  async startFork(callId: string, subscription: Subscription, answer: string): Promise<void> {
    const reply = await this.#ask({
      command: 'subscribe answer',
      'call-id': callId,
      'to-tag': subscription['to-tag'],
      sdp: answer,
    });
    if (reply?.['result'] !== 'ok') throw new Error(`rtpengine does not fork: ${JSON.stringify(reply)}`);
  }

  async stop(): Promise<void> {
    this.#process.kill('SIGKILL');
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit');
  }

  /** Null: no reply in time. */
  async #ask(message: NgMessage): Promise<NgMessage | null> {
    const socket = createSocket('udp4');
    socket.on('error', () => undefined);
    try {
      // A cookie of its own: a repeated one gets the earlier reply.
      socket.send(`${randomUUID()} ${JSON.stringify(message)}`, this.port, '127.0.0.1');
      const [reply] = (await once(socket, 'message', { signal: AbortSignal.timeout(3000) })) as [Buffer];
      return JSON.parse(reply.toString().slice(reply.indexOf(' ') + 1)) as NgMessage;
    } catch {
      return null;
    } finally {
      socket.close();
    }
  }
}
