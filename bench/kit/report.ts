import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';

/** One measured number. A case is what was measured: `300 calls`, `lame, PCMA`. */
export interface Figure {
  readonly case: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

/** What `--json=FILE` holds: every benchmark of the run. */
export interface Results {
  readonly machine: { readonly cpu: string; readonly cores: number; readonly node: string; readonly load: number };
  readonly benches: Record<string, readonly Figure[]>;
}

/** The options of a benchmark, all texts, with their defaults; `--json=FILE` and `--profile=FOLDER` are those of every one. */
export function benchOptions<Name extends string = never>(
  defaults: Readonly<Record<Name, string>> = {} as Record<Name, string>,
): Record<Name | 'json' | 'profile', string> {
  const all: Record<string, string> = { json: '', profile: '', ...defaults };
  const options = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, { type: 'string' as const, default: value }]),
  );
  return parseArgs({ options }).values as Record<Name | 'json' | 'profile', string>;
}

/** The figures of a benchmark: a table to read, and `--json=FILE` to compare. */
export class BenchReport {
  readonly #bench: string;
  readonly #json: string;
  readonly #figures: Figure[] = [];

  constructor(bench: string, json: string) {
    this.#bench = bench;
    this.#json = json;
  }

  add(of: string, name: string, value: number, unit: string): void {
    this.#figures.push({ case: of, name, value: Number(value.toPrecision(4)), unit });
  }

  /** Prints the figures and adds them to the file. May be called again, when there are more. */
  write(): void {
    const rows: Record<string, Record<string, number>> = {};
    for (const { case: of, name, value, unit } of this.#figures) (rows[of] ??= {})[`${name}, ${unit}`] = value;
    // With many names a case is a column: lines stay readable.
    const names = new Set(Object.values(rows).flatMap((row) => Object.keys(row)));
    console.table(names.size > Object.keys(rows).length ? turned(rows) : rows);
    if (this.#json === '') return;
    const machine = { cpu: cpus()[0]!.model, cores: cpus().length, node: process.version, load: loadavg()[0]! };
    const before = existsSync(this.#json) ? (JSON.parse(readFileSync(this.#json, 'utf8')) as Results).benches : {};
    const results: Results = { machine, benches: { ...before, [this.#bench]: this.#figures } };
    writeFileSync(this.#json, `${JSON.stringify(results, null, 2)}\n`);
  }
}

function turned(rows: Record<string, Record<string, number>>): Record<string, Record<string, number>> {
  const by: Record<string, Record<string, number>> = {};
  for (const [of, row] of Object.entries(rows))
    for (const [name, value] of Object.entries(row)) (by[name] ??= {})[of] = value;
  return by;
}

/** The value below which this part of them lies. */
export function atPart(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}
