import type { Result } from '../base/result.ts';
import { readEntry } from './chain-entry.ts';
import type { ChainEnd } from './chained-event.ts';
import { type ChainBreak, verifyChain } from './verify-chain.ts';

/** Whether the lines of an export are a whole, unaltered chain; needs nothing but them. */
export function verifyExport(lines: AsyncIterable<string>): Promise<Result<ChainEnd, ChainBreak>> {
  return verifyChain(read(lines));
}

async function* read(lines: AsyncIterable<string>) {
  for await (const line of lines) yield readEntry(line);
}
