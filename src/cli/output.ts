import { AppError, type ErrorCode } from '../base/errors.ts';

export const EXIT = { ok: 0, failed: 1, usage: 2 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Writes a command's result: text for a person, or with `--json` one document; diagnostics go to stderr. */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  result<T>(value: T, asText: (value: T) => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(value) : asText(value)}\n`);
  }

  /** Text in a format of its own (CSV, JSON lines), with and without `--json`. */
  raw(text: string): void {
    process.stdout.write(text);
  }

  diagnostic(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Reports a failure; with `--json` also as the one document. */
  failure(error: unknown): void {
    const problem = asProblem(error);
    this.diagnostic(`fonoteka: ${problem.detail} (${problem.code})`);
    if (this.json) process.stdout.write(`${JSON.stringify({ error: problem })}\n`);
  }
}

function asProblem(error: unknown): { code: ErrorCode; detail: string } {
  if (error instanceof AppError) return { code: error.code, detail: error.message };
  return { code: 'internal-error', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** An instant as the output shows it: ISO 8601. */
export function isoTime(instantMs: number): string;
export function isoTime(instantMs: number | null): string | null;
export function isoTime(instantMs: number | null): string | null {
  return instantMs === null ? null : new Date(instantMs).toISOString();
}
