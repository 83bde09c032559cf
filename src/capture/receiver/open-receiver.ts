import type { Clock } from '../../base/clock.ts';
import type { DescriptorTable } from './descriptor-table.ts';
import { createPortableReceiver } from './portable-receiver.ts';
import type { RtpReceiver } from './rtp-receiver.ts';

interface ReceiverChoice {
  readonly receiver: RtpReceiver;
  /** Why `auto` did not take the batch receiver. */
  readonly fallbackReason: string | null;
}

interface ReceiverRequest {
  readonly kind: 'auto' | 'batch' | 'portable';
  readonly bind: string;
  readonly clock: Clock;
  /** For the batch receiver; shared with the threads before and after this one. */
  readonly descriptors?: DescriptorTable;
}

/** Opens the requested receiver; `auto` takes the batch receiver if it works. Fails when `batch` is requested and does not work. */
export async function openReceiver(request: ReceiverRequest): Promise<ReceiverChoice> {
  if (request.kind === 'portable') return { receiver: createPortableReceiver(request), fallbackReason: null };
  try {
    // Imported only when needed: this machine may have no koffi binary.
    const { createBatchReceiver } = await import('./batch-receiver.ts');
    return { receiver: createBatchReceiver(request), fallbackReason: null };
  } catch (error) {
    if (request.kind === 'batch') throw error;
    return { receiver: createPortableReceiver(request), fallbackReason: (error as Error).message };
  }
}
