import { execFile } from 'node:child_process';

export interface ProgramRun {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;
const DEADLINE_MS = 120_000;
/** lftp sends passwords in the encoding of the locale, so the machine's own locale must not matter. */
const UTF_8 = 'C.UTF-8';

/** Runs a program to its end. Fails the test if the program is missing; kills the program at the deadline. */
export function runProgram(
  program: string,
  args: readonly string[],
  { input, ...where }: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly input?: string } = {},
): Promise<ProgramRun> {
  return new Promise((resolve, reject) => {
    const limits = { maxBuffer: MAX_OUTPUT_BYTES, timeout: DEADLINE_MS };
    const env = { ...(where.env ?? process.env), LC_ALL: UTF_8 };
    const options = { encoding: 'buffer', ...limits, ...where, env } as const;
    const run = execFile(program, args, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') {
        reject(new Error(`${program} could not be run: ${error.message}`));
      } else {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr: stderr.toString() });
      }
    });
    if (input !== undefined) run.stdin?.end(input);
  });
}
