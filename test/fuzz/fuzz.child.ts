import { writeSync } from 'node:fs';
import { examine, examineGrowth } from './examine.ts';
import { FUZZ_TARGETS, inputOf, pumpedInputOf } from './targets.ts';

/**
 * Runs inputs until it is killed: `fuzz.child.ts FIRST_NUMBER [TARGET]`. Before each, its number goes to file descriptor 3, so that the parent knows which
 * one crashed the process or did not end. Findings go to the parent by IPC.
 */
const [first = '0', only] = process.argv.slice(2);
const targets = FUZZ_TARGETS.filter(({ name }) => only === undefined || name === only);
/** Of so many inputs one is made as long as it may be. */
const GROWTH_EVERY = 20;
/** Between two reports. */
const REPORT_EVERY = 500;

const current = Buffer.alloc(16);
for (let number = Number(first); ; number++) {
  const index = number % targets.length;
  const target = targets[index]!;
  current.writeDoubleLE(number, 0);
  current.writeDoubleLE(FUZZ_TARGETS.indexOf(target), 8);
  writeSync(3, current, 0, current.length, 0);
  const isGrowth = Math.floor(number / targets.length) % GROWTH_EVERY === 0;
  const found = isGrowth
    ? examineGrowth(target, pumpedInputOf(target, number))
    : examine(target, inputOf(target, number));
  if (found !== null) {
    process.send!({ finding: { ...found, input: found.input.toString('base64'), target: target.name, number } });
  }
  if (number % REPORT_EVERY === 0) {
    process.send!({ next: number + 1, rssBytes: process.memoryUsage.rss() });
    // Lets the messages go out, and native memory be released.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
