import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Makes the program in the folder as a release has it, on this machine's packages; returns the command. */
export function buildProgram(folder: string): string {
  for (const name of ['bin', 'tools/prepare.sh', 'package.json']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  mkdirSync(join(folder, 'panel'));
  for (const name of ['node_modules', 'panel/dist']) symlinkSync(join(ROOT, name), join(folder, name));
  execFileSync(process.execPath, ['tools/build.mjs', '--service', join(folder, 'dist')], { cwd: ROOT });
  return join(folder, 'bin/fonoteka');
}
