import type { Clock } from '../../base/clock.ts';
import type { RecordingTree, TreeEntry } from '../recording-tree.ts';
import { type NamePattern, readNamePattern } from './name-pattern.ts';
import { pathReadings, resolvePath } from './path-argument.ts';
import type { FtpLimits } from './services.ts';

interface TreeWalkOptions {
  readonly tree: RecordingTree;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly limits: Pick<FtpLimits, 'walkedEntries' | 'walkMs'>;
}

/** Looks through several folders for one command, within limits; one folder after the other, none held in memory. */
export class TreeWalk {
  readonly #options: TreeWalkOptions;
  readonly #end: number;
  #entries = 0;
  #cut = false;

  constructor(options: TreeWalkOptions) {
    this.#options = options;
    this.#end = options.clock.monotonicMs() + options.limits.walkMs;
  }

  /** Whether it ended before it was through: at a limit, or because the command was aborted. */
  get cut(): boolean {
    return this.#cut;
  }

  async *list(path: string): AsyncGenerator<TreeEntry> {
    if (this.#cut) return;
    for await (const entry of this.#options.tree.list(path)) {
      const { signal, clock, limits } = this.#options;
      this.#cut = signal.aborted || clock.monotonicMs() >= this.#end || ++this.#entries > limits.walkedEntries;
      if (this.#cut) return;
      yield entry;
    }
  }

  stat(path: string): Promise<TreeEntry | null> {
    return this.#options.tree.stat(path);
  }
}

export interface WalkedEntry {
  readonly entry: TreeEntry;
  readonly path: string;
  /** As the client is to see it: relative where its argument was, with the same folders in front. */
  readonly name: string;
}

/** What is in the folder, by its own name, and then all that is below it, as `ls -R` orders it. A folder's name comes before what is in it. */
export async function* walkBelow(
  walk: TreeWalk,
  top: Place,
): AsyncGenerator<WalkedEntry | { readonly folder: string }> {
  yield { folder: top.name };
  const folders: Place[] = [];
  for await (const entry of walk.list(top.path)) {
    const below = { path: join(top.path, entry.name), name: join(top.name, entry.name) };
    // There are few: years, months, days.
    if (entry.kind === 'folder') folders.push(below);
    yield { entry, path: below.path, name: entry.name };
  }
  for (const folder of folders) yield* walkBelow(walk, folder);
}

/** What matches a path with patterns in it, in the first of its readings that matches anything. */
export async function* matchingEntries(walk: TreeWalk, folder: string, argument: string): AsyncGenerator<WalkedEntry> {
  for (const reading of pathReadings(argument)) {
    const pattern = readPathPattern(folder, reading);
    let found = false;
    for await (const entry of pattern === null ? [] : matching(walk, pattern.start, pattern.steps)) {
      found = true;
      yield entry;
    }
    if (found) return;
  }
}

/** A folder, or what would be one: its absolute path, and its name as the client is to see it, empty for the current folder. */
export interface Place {
  readonly path: string;
  readonly name: string;
}

interface PathPattern {
  /** Where the first pattern looks. */
  readonly start: Place;
  readonly steps: readonly NamePattern[];
}

/** The tree is four deep; each step is a loop inside the one before. */
const MAX_STEPS = 8;

/** Null where it cannot match anything. */
function readPathPattern(folder: string, argument: string): PathPattern | null {
  const parts: NamePattern[] = [];
  for (const text of argument.split('/').filter((part) => part !== '')) {
    const part = readNamePattern(text);
    if (!part.ok) return null;
    parts.push(part.value);
  }
  const firstPattern = parts.findIndex(({ kind }) => kind === 'pattern');
  const steps = parts
    .splice(firstPattern === -1 ? parts.length - 1 : firstPattern)
    .filter((step) => !isName(step, '.'));
  // Back up from each match, the same folders would be looked through again and again.
  if (steps.length === 0 || steps.length > MAX_STEPS || steps.some((step) => isName(step, '..'))) return null;
  const root = argument.startsWith('/') ? '/' : '';
  const name = root + parts.map((part) => (part.kind === 'name' ? part.name : '')).join('/');
  const path = resolvePath(folder, name);
  return path.ok ? { start: { path: path.value, name }, steps } : null;
}

function isName(part: NamePattern, name: string): boolean {
  return part.kind === 'name' && part.name === name;
}

async function* matching(walk: TreeWalk, at: Place, steps: readonly NamePattern[]): AsyncGenerator<WalkedEntry> {
  const [step, ...rest] = steps;
  for await (const entry of step === undefined ? [] : candidates(walk, at.path, step)) {
    const found = { path: join(at.path, entry.name), name: join(at.name, entry.name) };
    if (rest.length === 0) yield { entry, ...found };
    else if (entry.kind === 'folder') yield* matching(walk, found, rest);
  }
}

async function* candidates(walk: TreeWalk, folder: string, step: NamePattern): AsyncGenerator<TreeEntry> {
  if (step.kind === 'name') {
    const entry = await walk.stat(join(folder, step.name));
    if (entry !== null) yield entry;
    return;
  }
  for await (const entry of walk.list(folder)) if (step.matches(entry.name)) yield entry;
}

function join(folder: string, name: string): string {
  return folder === '' || folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}
