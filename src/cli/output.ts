import { AppError, type ErrorCode } from '../base/errors.ts';

/** Where a command's answer goes: text for a person, or with `--json` one document; diagnostics on stderr. */
export class Output {
  readonly json: boolean;

  constructor(json: boolean) {
    this.json = json;
  }

  answer<T>(value: T, asText: (value: T) => string): void {
    process.stdout.write(`${this.json ? JSON.stringify(value) : asText(value)}\n`);
  }

  /** A document of its own form, whatever `--json` says. */
  file(text: string): void {
    process.stdout.write(text);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Says what failed; with `--json` the answer is the problem. */
  failure(error: unknown): void {
    const problem = asProblem(error);
    this.note(`fonoteka: ${problem.detail} (${problem.code})`);
    if (this.json) process.stdout.write(`${JSON.stringify({ error: problem })}\n`);
  }
}

function asProblem(error: unknown): { code: ErrorCode; detail: string } {
  if (error instanceof AppError) return { code: error.code, detail: error.message };
  return { code: 'internal-error', detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
