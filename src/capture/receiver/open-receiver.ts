import type { Clock } from '../../base/clock.ts';
import { createPortableReceiver } from './portable-receiver.ts';
import type { RtpReceiver } from './rtp-receiver.ts';

export interface ReceiverChoice {
  readonly receiver: RtpReceiver;
  /** Why `auto` had to do without the batch receiver. */
  readonly fallbackReason: string | null;
}

export interface ReceiverWish {
  readonly kind: 'auto' | 'batch' | 'portable';
  readonly bind: string;
  readonly clock: Clock;
}

/** The receiver asked for; `auto` takes the first that works. Fails when `batch` is asked for and cannot be had. */
export async function openReceiver(wish: ReceiverWish): Promise<ReceiverChoice> {
  if (wish.kind === 'portable') return { receiver: createPortableReceiver(wish), fallbackReason: null };
  try {
    // Imported when wanted: koffi is a binary that a machine may not have.
    const { createBatchReceiver } = await import('./batch-receiver.ts');
    return { receiver: createBatchReceiver(wish), fallbackReason: null };
  } catch (error) {
    if (wish.kind === 'batch') throw error;
    return { receiver: createPortableReceiver(wish), fallbackReason: (error as Error).message };
  }
}
