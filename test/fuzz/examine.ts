import type { FuzzTarget } from './fuzz-target.ts';
import type { PumpedInput } from './mutate.ts';

/** What one input may cost, in CPU time of its thread: 20 ms of audio of all calls wait for it. */
const MAX_CPU_MS = 150;
/** Below this a measurement says nothing about how the time grows. */
const MEASURABLE_MS = 40;
/** Twice the input: linear time gives 2, quadratic 4. */
const MAX_GROWTH = 3;

export interface Finding {
  readonly kind: 'wrong' | 'slow' | 'superlinear';
  readonly message: string;
  readonly input: Buffer;
}

/** Null: all holds. */
export function examine(target: FuzzTarget, input: Buffer): Finding | null {
  const before = process.threadCpuUsage();
  const message = failureOf(target, input);
  if (message !== null) return { kind: 'wrong', message, input: shortened(target, input, message) };
  if (sinceMs(before) < MAX_CPU_MS) return null;
  const cpuMs = leastCpuMs(target, input);
  return cpuMs < MAX_CPU_MS
    ? null
    : { kind: 'slow', message: `${Math.round(cpuMs)} ms for ${input.length} bytes`, input };
}

/** Makes an input as long as it may be, and compares with half of it. */
export function examineGrowth(target: FuzzTarget, pumped: PumpedInput): Finding | null {
  const input = pumped.ofSize(target.maxBytes).subarray(0, target.maxBytes);
  const found = examine(target, input);
  if (found !== null) return found;
  if (leastCpuMs(target, input, 1) < MEASURABLE_MS) return null;
  const half = pumped.ofSize(target.maxBytes / 2).subarray(0, target.maxBytes);
  const [whole, part] = [leastCpuMs(target, input), leastCpuMs(target, half)];
  if (whole < MEASURABLE_MS || whole < part * MAX_GROWTH) return null;
  const message = `${Math.round(whole)} ms for ${input.length} bytes, ${Math.round(part)} ms for ${half.length}`;
  return { kind: 'superlinear', message, input };
}

function failureOf(target: FuzzTarget, input: Buffer): string | null {
  try {
    target.check(input);
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}

/** Of some runs: other programs only make it more. */
function leastCpuMs(target: FuzzTarget, input: Buffer, runs = 5): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.threadCpuUsage();
    failureOf(target, input);
    return sinceMs(before);
  });
  return Math.min(...times);
}

function sinceMs(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The first line of a failure, without the bytes in it. */
const kindOf = (message: string): string => message.split('\n', 1)[0]!.slice(0, 60);

/** Leaves out pieces as long as the same thing fails. */
function shortened(target: FuzzTarget, input: Buffer, message: string): Buffer {
  let least = input;
  let left = 2000;
  for (let size = Math.ceil(input.length / 2); size >= 1 && left > 0; size = Math.floor(size / 2)) {
    for (let at = 0; at < least.length && left > 0; left--) {
      const without = Buffer.concat([least.subarray(0, at), least.subarray(at + size)]);
      const failure = failureOf(target, without);
      if (failure !== null && kindOf(failure) === kindOf(message)) least = without;
      else at += size;
    }
  }
  return least;
}
