import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/**
 * Runs a script in namespaces of its own: network, mounts and processes. When this process, or the script, ends in any way, the
 * kernel ends every process that the script has started and removes its machines, cables and disks. Resolves with the lines it
 * has printed. Needs root.
 */
export async function inOwnNamespaces(script: string, ...args: readonly string[]): Promise<string[]> {
  if (process.getuid?.() !== 0) {
    throw new Error('the fleet needs network namespaces and mounts of its own: run this test as root (sudo npm test)');
  }
  const namespaces = ['unshare', '--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
  const command = ['--pdeathsig', 'KILL', ...namespaces, 'sh', '-c', FIRST_PROCESS, 'sh', process.execPath, script, ...args];
  const child = spawn('setpriv', command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  for await (const line of createInterface({ input: child.stdout })) lines.push(line);
  const [exitCode, signal] = await ended;
  if (exitCode !== 0) throw new Error(`the fleet ended with ${exitCode ?? signal}: ${lines.join('\n')}`);
  return lines;
}

/** Its temporary files are on a disk in memory that ends with it. */
const FIRST_PROCESS = `
set -e
mount -t tmpfs -o mode=755 none /mnt
mkdir -m 1777 /mnt/tmp
export TMPDIR=/mnt/tmp
"$@"
exit $?`;
