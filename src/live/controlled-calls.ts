import type { Clock } from '../base/clock.ts';
import type { RecorderId } from '../base/ids.ts';
import type { Logger } from '../platform/logging.ts';
import { type Database, NotificationListener } from '../platform/postgres/index.ts';
import type { ControlAction } from '../recording/index.ts';
import { answerOrder, CONTROL_CHANNEL, type ControlAnswer, type TakenOrder, takeOrders } from './live-controls.ts';

interface ControlledCallsDeps {
  readonly db: Database;
  readonly listenUrl: string;
  readonly recorderId: RecorderId;
  readonly siprec: {
    readonly activeSessions: number;
    control(call: Pick<TakenOrder, 'tenantId' | 'callId'>, action: ControlAction): Promise<ControlAnswer>;
  };
  readonly clock: Clock;
  readonly log: Logger;
}

/** In a recorder: does what is ordered of its running calls, and answers. It is notified; through a pooler it looks each second while calls run. */
export class ControlledCalls {
  readonly #deps: ControlledCallsDeps;
  readonly #listener: NotificationListener;
  #taking: Promise<void> = Promise.resolve();

  constructor(deps: ControlledCallsDeps) {
    const { listenUrl: url, recorderId, clock, log } = deps;
    this.#deps = deps;
    this.#listener = new NotificationListener({
      url,
      channels: [CONTROL_CHANNEL],
      onNotification: (payload) => {
        if (payload === recorderId) this.#take();
      },
      onConnected: () => this.#take(),
      onUnheard: () => this.#take(),
      clock,
      log,
    });
  }

  async start(): Promise<void> {
    await this.#listener.start();
  }

  async stop(): Promise<void> {
    await this.#listener.close();
    await this.#taking;
  }

  #take(): void {
    const { db, recorderId, siprec, log } = this.#deps;
    if (siprec.activeSessions === 0) return;
    this.#taking = this.#taking
      .then(async () => void (await Promise.all((await takeOrders(db, recorderId)).map((order) => this.#do(order)))))
      .catch((err: unknown) => log.warn({ err }, 'live calls: what was ordered of them could not be read'));
  }

  async #do(order: TakenOrder): Promise<void> {
    const { db, siprec, log } = this.#deps;
    try {
      await answerOrder(db, order, await siprec.control(order, order.action));
    } catch (err) {
      log.warn({ err, callId: order.callId }, 'live calls: an order could not be done or answered');
    }
  }
}
