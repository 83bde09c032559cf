import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * Gives every parser of what comes from the network damaged input for a time: `npm run fuzz -- [--minutes 60] [--seed N] [--target NAME]`.
 * What it finds is in test/corpus/fuzz/TARGET/, and is run again by test/corpus/fuzz.sampled.test.ts. Ends with 1 if it found something.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000) * 1000) },
    target: { type: 'string' },
  },
});

const CORPUS = new URL('../test/corpus/fuzz/', import.meta.url).pathname;
const CHILD = new URL('../test/fuzz/fuzz.child.ts', import.meta.url).pathname;
/** CPU time: an input that takes longer does not end. Other programs may use the CPU meanwhile. */
const STALL_MS = 20_000;
const CLOCK_TICK_MS = 10;
const CHECK_EVERY_MS = 1000;
/** A parser that keeps what it was given reaches this within minutes. */
const MAX_RSS_BYTES = 800 * 1024 ** 2;
/** Findings of one kind of one target: the first ones are enough. */
const MAX_FINDINGS_OF_KIND = 5;

interface ChildFinding {
  readonly target: string;
  readonly kind: string;
  readonly number: number;
  readonly message: string;
  readonly input: string;
}

const folder = mkdtempSync(join(tmpdir(), 'fonoteka-fuzz-'));
const current = openSync(join(folder, 'current'), 'w+');
const found = new Map<string, number>();
const startedAt = Date.now();
let endsAt = startedAt + Number(values.minutes) * 60_000;
let [inputs, findings] = [0, 0];
let next = Number(values.seed);

// Ctrl-C ends it with its summary.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (endsAt = 0));

while (Date.now() < endsAt) await runChild();
const seconds = Math.round((Date.now() - startedAt) / 1000);
process.stdout.write(`fuzz: ${inputs} inputs in ${seconds} s, ${findings} findings, seed ${values.seed}\n`);
closeSync(current);
rmSync(folder, { recursive: true });
process.exitCode = findings === 0 ? 0 : 1;

/** Runs inputs from `next` on until the time is over, or the process has to be started again. */
async function runChild(): Promise<void> {
  const args = [String(next), ...(values.target === undefined ? [] : [values.target])];
  const execArgv = ['--max-old-space-size=512'];
  // What a killed child leaves is removed with the folder.
  const env = { ...process.env, TMPDIR: folder };
  const child = fork(CHILD, args, { env, execArgv, stdio: ['ignore', 'inherit', 'inherit', current, 'ipc'] });
  let seen = { number: -1, cpuMs: 0 };
  let stopped = false;
  child.on('message', (message: { finding?: ChildFinding; next?: number; rssBytes?: number }) => {
    if (message.finding !== undefined) report(message.finding);
    if (message.next === undefined) return;
    inputs += message.next - next;
    next = message.next;
    if (message.rssBytes! > MAX_RSS_BYTES) crash(`memory of ${Math.round(message.rssBytes! / 1024 ** 2)} MiB`);
  });
  const crash = (message: string): void => {
    if (stopped) return;
    stopped = true;
    const { number, target } = currentInput();
    report({ target: `target ${target}`, kind: 'crash', number, message, input: '' });
    next = Math.max(next, number + 1);
    child.kill('SIGKILL');
  };
  const timer = setInterval(() => {
    const { number } = currentInput();
    if (number !== seen.number) seen = { number, cpuMs: cpuMsOf(child) };
    else if (number >= next && cpuMsOf(child) - seen.cpuMs > STALL_MS) crash('does not end');
    if (Date.now() < endsAt) return;
    stopped = true;
    child.kill('SIGKILL');
  }, CHECK_EVERY_MS);
  const [code, signal] = await ended(child);
  clearInterval(timer);
  crash(`the process ended: ${code ?? signal}`);
}

/** Fields 14 and 15 of proc(5) stat. */
function cpuMsOf({ pid }: ChildProcess): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return (Number(fields[11]) + Number(fields[12])) * CLOCK_TICK_MS;
  } catch {
    return 0;
  }
}

function ended(child: ChildProcess): Promise<[number | null, string | null]> {
  return new Promise((resolve) => child.on('exit', (code, signal) => resolve([code, signal])));
}

function currentInput(): { readonly number: number; readonly target: number } {
  const bytes = Buffer.alloc(16);
  readSync(current, bytes, 0, 16, 0);
  return { number: bytes.readDoubleLE(0), target: bytes.readDoubleLE(8) };
}

function report({ target, kind, number, message, input }: ChildFinding): void {
  const key = `${target} ${kind} ${message.split('\n', 1)[0]!.replaceAll(/\d+/g, 'N').slice(0, 60)}`;
  const times = (found.get(key) ?? 0) + 1;
  found.set(key, times);
  findings += 1;
  if (times > MAX_FINDINGS_OF_KIND) return;
  process.stdout.write(`FOUND ${target} ${kind} at number ${number}: ${message.slice(0, 2000)}\n`);
  if (input === '') return;
  mkdirSync(join(CORPUS, target), { recursive: true });
  writeFileSync(join(CORPUS, target, `${kind}-${number}.bin`), Buffer.from(input, 'base64'));
}
