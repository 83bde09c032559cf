import { expect, it } from 'vitest';
import { recordingState } from './tenant-state.ts';

const STAYS = { suspension: null, leave: null, recordingEnabled: true };
const SUSPENSION = { since: '2026-11-29T10:00:00Z', reason: 'Zaległa faktura' };
const LEAVE = { on: '2026-12-20', orderedAt: '2026-11-29T10:00:00Z', leftAt: null, erasedAt: null };

it.each([
  [STAYS, 'on'],
  [{ ...STAYS, recordingEnabled: false }, 'off'],
  [{ ...STAYS, suspension: SUSPENSION }, 'suspended'],
  [{ ...STAYS, leave: LEAVE }, 'on'],
  [{ ...STAYS, suspension: SUSPENSION, leave: { ...LEAVE, leftAt: '2026-12-20T23:00:00Z' } }, 'left'],
] as const)('the state of %j is %s', (tenant, state) => {
  expect(recordingState(tenant)).toBe(state);
});
