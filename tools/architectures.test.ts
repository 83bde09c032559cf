import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** As `npm` locks it; one name of `os` or `cpu` may be a plain text. */
interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly os?: string | readonly string[];
  readonly cpu?: string | readonly string[];
}

const lock = JSON.parse(readFileSync(fileURLToPath(new URL('../package-lock.json', import.meta.url)), 'utf8')) as {
  readonly packages: Readonly<Record<string, LockedPackage>>;
};

/** Of the programs that are released, those with binaries for one kind of machine. */
function packagesFor(cpu: string): ReadonlyMap<string, string> {
  const packages = Object.entries(lock.packages).filter(
    ([, locked]) => locked.dev !== true && list(locked.os).includes('linux') && list(locked.cpu).includes(cpu),
  );
  return new Map(packages.map(([path, { version }]) => [path, version]));
}

const list = (names: string | readonly string[] = []): readonly string[] =>
  typeof names === 'string' ? [names] : names;

test('whatever has binaries for Linux on x64 has them for arm64, of the same version', () => {
  const x64 = packagesFor('x64');
  const asArm64 = [...x64].map(([path, version]) => [path.replaceAll('x64', 'arm64'), version]);
  expect(x64.size).toBeGreaterThan(0);
  expect(Object.fromEntries(packagesFor('arm64'))).toEqual(Object.fromEntries(asArm64));
});
