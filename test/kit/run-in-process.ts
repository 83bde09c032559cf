import { vi } from 'vitest';
import { runCommand } from '../../src/cli/index.ts';

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of `bin/fonoteka` in this process, which is faster than starting one. One at a time. */
export async function runInProcess(
  environment: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<CommandResult> {
  for (const [name, value] of Object.entries({ FONOTEKA_LOG_LEVEL: 'silent', ...environment })) vi.stubEnv(name, value);
  const [stdout, stderr] = [captured(process.stdout), captured(process.stderr)];
  try {
    const exitCode = await runCommand(words);
    return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    stdout.release();
    stderr.release();
    vi.unstubAllEnvs();
  }
}

function captured(stream: NodeJS.WriteStream) {
  const chunks: string[] = [];
  const spy = vi.spyOn(stream, 'write').mockImplementation((chunk) => {
    chunks.push(String(chunk));
    return true;
  });
  return { text: () => chunks.join(''), release: () => spy.mockRestore() };
}
