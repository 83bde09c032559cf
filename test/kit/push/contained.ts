/** A small disk, mounted on a folder. */
export interface SmallDisk {
  readonly folder: string;
  readonly sizeBytes: number;
}

/** The first process of its namespaces: when it ends, the kernel ends all others and removes their mounts. */
const FIRST_PROCESS = `
set -e
while [ "$1" != -- ]; do
  mount -t tmpfs -o "size=$2,mode=777" none "$1"
  shift 2
done
shift
"$@"
exit $?`;

/**
 * The command line for a test server that ends when the test's process ends in any way, together with its child processes
 * and disks. Disks, and ending the child processes, need root.
 */
export function contained(
  program: string,
  args: readonly string[],
  disks: readonly SmallDisk[],
  { ownNetwork = false } = {},
): readonly string[] {
  const endsWithUs = ['setpriv', '--pdeathsig', 'KILL'];
  if (process.getuid?.() !== 0) {
    if (disks.length > 0) throw new Error('only root may mount a disk');
    return [...endsWithUs, program, ...args];
  }
  const namespaces = [
    'unshare',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    '--propagation',
    'private',
    ...(ownNetwork ? ['--net'] : []),
  ];
  const mounts = disks.flatMap(({ folder, sizeBytes }) => [folder, String(sizeBytes)]);
  return [...endsWithUs, ...namespaces, 'sh', '-c', FIRST_PROCESS, 'sh', ...mounts, '--', program, ...args];
}
