import { describe, expect, test } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { createBatchReceiver } from './batch-receiver.ts';
import { openReceiver } from './open-receiver.ts';
import { createPortableReceiver } from './portable-receiver.ts';
import { rtpReceiverContract } from './rtp-receiver.contract.ts';

describe('batch', () => rtpReceiverContract(createBatchReceiver));
describe('portable', () => rtpReceiverContract(createPortableReceiver));

test('auto takes the batch receiver where it works', async () => {
  const choice = await openReceiver({ kind: 'auto', bind: '127.0.0.1', clock: systemClock });
  expect(choice).toMatchObject({ receiver: { kind: 'batch' }, fallbackReason: null });
});

test('auto falls back and says why; batch does not', async () => {
  const impossible = { bind: 'no address', clock: systemClock };
  expect(await openReceiver({ kind: 'auto', ...impossible })).toMatchObject({
    receiver: { kind: 'portable' },
    fallbackReason: 'no address is not an IP address',
  });
  await expect(openReceiver({ kind: 'batch', ...impossible })).rejects.toThrow();
});
