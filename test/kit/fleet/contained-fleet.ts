import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { contained } from '../push/contained.ts';

/** The fleet's folder and its temporary files: a disk in memory, which ends with it. */
export const FLEET_FOLDER = '/mnt';
const FLEET_BYTES = 4_000_000_000;

/**
 * Runs a script in namespaces of its own: network, mounts and processes. When this process, or the script, ends in any way, the
 * kernel ends every process that the script has started and removes its machines, cables and disks. Resolves with the lines it
 * has printed. Needs root.
 */
export async function inOwnNamespaces(script: string, ...args: readonly string[]): Promise<string[]> {
  if (process.getuid?.() !== 0) {
    throw new Error('the fleet needs network namespaces and mounts of its own: run this test as root (sudo npm test)');
  }
  const disk = { folder: FLEET_FOLDER, sizeBytes: FLEET_BYTES };
  const [program = '', ...rest] = contained(process.execPath, [script, ...args], [disk], { ownNetwork: true });
  const child = spawn(program, rest, {
    env: { ...process.env, TMPDIR: FLEET_FOLDER },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  const [exitCode, signal] = await ended;
  if (exitCode !== 0) throw new Error(`the fleet ended with ${exitCode ?? signal}: ${lines.join('\n')}`);
  return lines;
}
